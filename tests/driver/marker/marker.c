/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pages of the kernel's that no process may reach, for attacks to aim at. In debugfs, xabi-marker/: `where` tells the address of a
 * marker (16 KiB), its frame of the machine and its frame here, and the first two of a secret; `state` whether the marker is still as it was made; then it is so again.
 */
#include <linux/debugfs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/seq_file.h>

#include <asm/xen/page.h>

#define ORDER 2
#define BYTES (PAGE_SIZE << ORDER)
#define FILL  0x58

static u8 *marker, *secret;
static struct dentry *folder;

static unsigned long frame_of(void *page)
{
	return pfn_to_gfn(PFN_DOWN(__pa(page)));
}

static int where_show(struct seq_file *file, void *data)
{
	seq_printf(file, "0x%lx 0x%lx 0x%lx 0x%lx 0x%lx\n", (unsigned long)marker, frame_of(marker),
		   (unsigned long)PFN_DOWN(__pa(marker)), (unsigned long)secret, frame_of(secret));
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(where);

/* A kernel that is locked down has no files in debugfs that can be written to. */
static int state_show(struct seq_file *file, void *data)
{
	seq_puts(file, memchr_inv(marker, FILL, BYTES) ? "changed\n" : "clean\n");
	memset(marker, FILL, BYTES);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(state);

static int __init marker_init(void)
{
	marker = (u8 *)__get_free_pages(GFP_KERNEL, ORDER);
	secret = (u8 *)get_zeroed_page(GFP_KERNEL);
	if (!marker || !secret) {
		free_pages((unsigned long)marker, ORDER);
		free_page((unsigned long)secret);
		return -ENOMEM;
	}
	memset(marker, FILL, BYTES);
	strcpy(secret, "xabi secret of the kernel\n");
	folder = debugfs_create_dir("xabi-marker", NULL);
	debugfs_create_file("where", 0400, folder, NULL, &where_fops);
	debugfs_create_file("state", 0400, folder, NULL, &state_fops);
	return 0;
}

/* Xen may have been told to write there: the pages are never given back. */
static void __exit marker_exit(void)
{
	debugfs_remove_recursive(folder);
}

module_init(marker_init);
module_exit(marker_exit);
MODULE_DESCRIPTION("Kernel pages for attacks to aim at");
MODULE_LICENSE("GPL");
