/* SPDX-License-Identifier: MIT */
/*
 * Runs commands in turns, and prints for each what the control domain spent on it, in nanoseconds of its vCPUs: under QEMU's -icount
 * shift=0 those are instructions, of all its processes and kernel and of Xen on their behalf. Waiting does not count. The least of
 * TIMES.
 *
 *	tool COMMAND|NANOSECONDS
 *
 * usage: tools TIMES COMMAND... In dom0 of Xen 4.17, as domain 0.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#define GETDOMAININFO 5u
#define DOMCTL        0x15u     /* interface version of 4.17 */
#define CPU_TIME      (16 + 56) /* in struct xen_domctl */
#define MOST          16

static int privcmd;

static uint64_t spent(void)
{
	static uint8_t domctl[128] __attribute__((aligned(4096)));
	uint32_t header[] = { GETDOMAININFO, DOMCTL };
	uint64_t call[6] = { 36, (uintptr_t)domctl }, ns;

	memset(domctl, 0, sizeof(domctl));
	memcpy(domctl, header, sizeof(header));
	if (ioctl(privcmd, _IOC(_IOC_NONE, 'P', 0, 48), call)) {
		perror("tools: getdomaininfo");
		exit(1);
	}
	memcpy(&ns, domctl + CPU_TIME, sizeof(ns));
	return ns;
}

int main(int argc, char **argv)
{
	uint64_t least[MOST], from;
	int times = argc > 2 ? atoi(argv[1]) : 0, n = argc - 2, i, j;

	privcmd = open("/dev/xen/privcmd", O_RDWR | O_CLOEXEC);
	if (privcmd < 0 || times < 1 || n > MOST) {
		fprintf(stderr, "tools: no driver, or wrong arguments\n");
		return 1;
	}
	for (j = 0; j < n; j++)
		least[j] = UINT64_MAX;
	for (i = 0; i < times; i++) {
		for (j = 0; j < n; j++) {
			from = spent();
			if (system(argv[2 + j])) {
				fprintf(stderr, "tools: failed: %s\n", argv[2 + j]);
				return 1;
			}
			from = spent() - from;
			if (from < least[j])
				least[j] = from;
		}
	}
	for (j = 0; j < n; j++)
		printf("tool %s|%" PRIu64 "\n", argv[2 + j], least[j]);
	return 0;
}
