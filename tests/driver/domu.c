/* SPDX-License-Identifier: MIT */
/*
 * In a domU: what its driver lets root do. Lines of "WHAT: errno", 0 where it went. A device model's operation without a buffer is the driver's alone to answer.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define TARGET 5

static int said(int result)
{
	return result < 0 ? errno : 0;
}

static int dm_op(uint16_t domid)
{
	struct {
		uint16_t domid, num;
		const void *buffers;
	} op = { .domid = domid };
	int fd = open("/dev/xen/privcmd", O_RDWR), err;

	if (fd < 0)
		return errno;
	err = said(ioctl(fd, _IOC(_IOC_NONE, 'P', 5, sizeof(op)), &op));
	close(fd);
	return err;
}

/* XENVER_version, which Xen answers anybody. */
static int hypercall(void)
{
	uint64_t call[6] = { 17 };
	int fd = open("/dev/xen/privcmd", O_RDWR), err;

	if (fd < 0)
		return errno;
	err = said(ioctl(fd, _IOC(_IOC_NONE, 'P', 0, sizeof(call)), call));
	close(fd);
	return err;
}

static int map(uint16_t domid)
{
	uint64_t frame = 1;
	int result = 0, fd = open("/dev/xen/privcmd", O_RDWR), err;
	struct {
		uint32_t num;
		uint16_t domid;
		void *address;
		uint64_t *frames;
		int *errs;
	} batch = { 1, domid, NULL, &frame, &result };

	if (fd < 0)
		return errno;
	batch.address = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
	err = said(ioctl(fd, _IOC(_IOC_NONE, 'P', 4, sizeof(batch)), &batch));
	close(fd);
	return err;
}

int main(void)
{
	printf("hypercall: %d\n", hypercall());
	printf("dm_op of %d: %d\n", TARGET, dm_op(TARGET));
	printf("dm_op of %d: %d\n", TARGET + 1, dm_op(TARGET + 1));
	printf("dm_op of itself: %d\n", dm_op(0x7ff0));
	printf("map of %d: %d\n", TARGET + 1, map(TARGET + 1));
	printf("map of itself: %d\n", map(0x7ff0));
	printf("done\n");
	return 0;
}
