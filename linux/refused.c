/* SPDX-License-Identifier: GPL-2.0-only */
/* What was refused, or would have been (audit=1): counted by operation, reason and program, for `xabi driver audit`. */
#include "driver.h"

#include <linux/ctype.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/vmalloc.h>

#define RECORDS 256 /* a program can make up names; what is beyond is counted as one */

struct record {
	char what[64];
	const char *why;
	char program[TASK_COMM_LEN];
	pid_t pid; /* the last */
	u64 count;
};

static DEFINE_SPINLOCK(lock);
static struct record *records;
static unsigned int n_records;
static u64 n_lost;

static struct record *find(const char *what, const char *why, const char *program)
{
	struct record *record;

	for (record = records; record < records + n_records; record++)
		if (record->why == why && !strcmp(record->what, what) &&
		    !strcmp(record->program, program))
			return record;
	if (!records || n_records == RECORDS)
		return NULL;
	n_records++;
	strscpy(record->what, what, sizeof(record->what));
	strscpy(record->program, program, sizeof(record->program));
	record->why = why;
	return record;
}

void refused_note(const char *what, const char *why)
{
	char program[TASK_COMM_LEN];
	struct record *record;
	char *c;

	get_task_comm(program, current);
	/* Fields are parted by tabs, records by line ends. */
	for (c = program; *c; c++)
		if (!isprint(*c))
			*c = '?';
	spin_lock(&lock);
	record = find(what, why, program);
	if (record) {
		record->count++;
		record->pid = task_pid_nr(current);
	} else {
		n_lost++;
	}
	spin_unlock(&lock);
}

/* One is copied at a time: nothing is printed under the lock. */
int refused_show(struct seq_file *file, void *data)
{
	struct record record;
	unsigned int i;
	bool some;

	for (i = 0;; i++) {
		spin_lock(&lock);
		some = i < n_records;
		if (some)
			record = records[i];
		spin_unlock(&lock);
		if (!some)
			break;
		seq_printf(file, "%llu\t%d\t%s\t%s\t%s\n", record.count, record.pid, record.what,
			   record.why, record.program);
	}
	if (n_lost)
		seq_printf(file, "%llu\t0\t-\tmore than there is room for\t-\n", n_lost);
	return 0;
}

void refused_init(void)
{
	records = vzalloc(RECORDS * sizeof(*records));
}

void refused_exit(void)
{
	vfree(records);
}
