/* SPDX-License-Identifier: GPL-2.0-only */
/* What the driver tells: in the kernel's log once for each op and reason, in debugfs what was last, how often, and all that is allowed. */
#include "driver.h"

#include <linux/bitmap.h>
#include <linux/debugfs.h>
#include <linux/mm.h>
#include <linux/seq_file.h>
#include <linux/vmalloc.h>

#include "codec/walk_inner.h"
#include "codec/walk_print.h"
#include "xabi.h"

#define LAST_BYTES 160

static struct dentry *folder;
static atomic64_t n_issued, n_refused[MARSHAL_VERDICTS], n_mappings;
static atomic64_t n_xabi_issued, n_xabi_refused[POLICY_VERDICTS], n_xabi_failed;
static unsigned long *told, *xabi_told; /* a bit for each op and verdict; NULL: all is told */
static DEFINE_SPINLOCK(last_lock);
static char last[LAST_BYTES];

void report_issued(void)
{
	atomic64_inc(&n_issued);
}

static void keep_last(const char *text)
{
	spin_lock(&last_lock);
	strscpy(last, text, sizeof(last));
	spin_unlock(&last_lock);
}

static bool is_new(const struct walk *walk, enum marshal_verdict verdict)
{
	size_t op;

	if (!walk->op)
		return printk_ratelimit();
	op = walk->op - walk_ops;
	return !told || !test_and_set_bit(op * MARSHAL_VERDICTS + verdict, told);
}

void report_refused(const struct marshal *marshal)
{
	const struct walk *walk = &marshal->walk;
	const char *done = driver_audits() ? "would refuse" : "refused";
	char name[64], text[LAST_BYTES];

	if (walk->hypercall)
		walk_name(walk, name, sizeof(name));
	else
		snprintf(name, sizeof(name), "hypercall %llu", walk->number);
	snprintf(text, sizeof(text), "%s: %s", name, marshal_reasons[marshal->verdict]);
	keep_last(text);
	refused_note(name, marshal_reasons[marshal->verdict]);
	atomic64_inc(&n_refused[marshal->verdict]);
	if (is_new(walk, marshal->verdict))
		pr_warn("xen-privcmd: %s %s (%s, pid %d)\n", done, text, current->comm,
			task_pid_nr(current));
}

void report_refused_mapping(const char *what, u64 domid, const char *why)
{
	char text[LAST_BYTES], name[64];

	snprintf(text, sizeof(text), "%s of domain %llu: %s", what, domid, why);
	keep_last(text);
	snprintf(name, sizeof(name), "%s of domain %llu", what, domid);
	refused_note(name, why);
	atomic64_inc(&n_mappings);
	if (printk_ratelimit())
		pr_warn("xen-privcmd: %s %s (%s, pid %d)\n",
			driver_audits() ? "would refuse" : "refused", text, current->comm,
			task_pid_nr(current));
}

/* --- XABI's own calls: nothing was there before them that they could break, so audit=1 lets none of them pass */

void report_xabi_issued(void)
{
	atomic64_inc(&n_xabi_issued);
}

static void tell_xabi(uint16_t op, const char *why, bool is_new)
{
	const struct policy_op *known = policy_find(op);
	char name[64], text[LAST_BYTES];

	if (known)
		snprintf(name, sizeof(name), "xabi %s", known->name);
	else
		snprintf(name, sizeof(name), "xabi operation 0x%04x", op);
	snprintf(text, sizeof(text), "%s: %s", name, why);
	keep_last(text);
	refused_note(name, why);
	if (is_new)
		pr_warn("xen-privcmd: refused %s (%s, pid %d)\n", text, current->comm,
			task_pid_nr(current));
}

void report_xabi_refused(uint16_t op, enum policy_verdict verdict)
{
	const struct policy_op *known = policy_find(op);
	bool is_new;

	atomic64_inc(&n_xabi_refused[verdict]);
	if (known)
		is_new = !xabi_told ||
			 !test_and_set_bit((known - policy_ops) * POLICY_VERDICTS + verdict,
					   xabi_told);
	else
		is_new = printk_ratelimit();
	tell_xabi(op, policy_reasons[verdict], is_new);
}

void report_xabi_failed(uint16_t op, const char *why)
{
	atomic64_inc(&n_xabi_failed);
	tell_xabi(op, why, printk_ratelimit());
}

/* --- debugfs */

static int status_show(struct seq_file *file, void *data)
{
	unsigned int i;

	seq_printf(file, "xen %u.%u\ndomain %u\nmode %s\nissued %lld\nrefused mapping %lld\n",
		   driver_release >> 8, driver_release & 0xff, driver_self,
		   driver_audits() ? "audit" : "enforce", atomic64_read(&n_issued),
		   atomic64_read(&n_mappings));
	for (i = 1; i < MARSHAL_VERDICTS; i++)
		seq_printf(file, "refused %lld: %s\n", atomic64_read(&n_refused[i]),
			   marshal_reasons[i]);
	seq_printf(file, "xabi way %s\nxabi issued %lld\nxabi failed %lld\n", xabi_way(),
		   atomic64_read(&n_xabi_issued), atomic64_read(&n_xabi_failed));
	for (i = 1; i < POLICY_VERDICTS; i++)
		seq_printf(file, "xabi refused %lld: %s\n", atomic64_read(&n_xabi_refused[i]),
			   policy_reasons[i]);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(status);
DEFINE_SHOW_ATTRIBUTE(refused);

static int last_show(struct seq_file *file, void *data)
{
	char text[LAST_BYTES];

	spin_lock(&last_lock);
	strscpy(text, last, sizeof(text));
	spin_unlock(&last_lock);
	seq_printf(file, "%s\n", text);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(last);

/* What the policy says of an op that this release has. */
static void list_op(struct seq_file *file, const struct walk *walk, const struct walk_op *op)
{
	static const char *const words[] = {
		[WALK_NEVER] = "never", [WALK_OTHERS] = "others", [WALK_MAY] = "may"
	};
	char name[64];

	if (!walk_holds(walk, op->where) || op->commands != WALK_NONE)
		return;
	walk_name(walk, name, sizeof(name));
	seq_printf(file, "%s %s%s\n", name, words[op->process], op->unlocked ? " unlocked" : "");
}

static int list_show(struct seq_file *file, void *data)
{
	struct walk walk = { .release = driver_release,
			     .abi = IS_ENABLED(CONFIG_ARM64) ? WALK_ARM64 : WALK_X86_64 };
	unsigned int i, j;

	walk_set_nearest(&walk);
	for (i = 0; i < walk_n_hypercalls; i++) {
		walk.hypercall = &walk_hypercalls[i];
		if (!walk_holds(&walk, walk.hypercall->where))
			continue;
		walk.has_command = walk.hypercall->command_register != WALK_NO_BYTE ||
				   walk.hypercall->command != WALK_NONE;
		for (j = 0; j < walk.hypercall->n_ops; j++) {
			walk.op = &walk_ops[walk.hypercall->ops + j];
			list_op(file, &walk, walk.op);
		}
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(list);

void report_init(void)
{
	told = vzalloc(BITS_TO_LONGS(walk_n_ops * MARSHAL_VERDICTS) * sizeof(long));
	xabi_told = vzalloc(BITS_TO_LONGS(policy_n_ops * POLICY_VERDICTS) * sizeof(long));
	refused_init();
	folder = debugfs_create_dir("xabi", NULL);
	debugfs_create_file("status", 0400, folder, NULL, &status_fops);
	debugfs_create_file("last", 0400, folder, NULL, &last_fops);
	debugfs_create_file("list", 0400, folder, NULL, &list_fops);
	debugfs_create_file("refused", 0400, folder, NULL, &refused_fops);
}

void report_exit(void)
{
	debugfs_remove_recursive(folder);
	refused_exit();
	vfree(xabi_told);
	vfree(told);
}
