/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/port.h"

int error_set(struct xabi_error *ret_error, int code, const char *format, ...)
{
	va_list args;

	ret_error->code = code;
	va_start(args, format);
	vsnprintf(ret_error->text, sizeof(ret_error->text), format, args);
	va_end(args);
	return code;
}

static const struct {
	enum lower_abi abi;
	const char *name;
} abis[] = {
	{ LOWER_X86_64, "x86_64" },
	{ LOWER_I386, "i386" },
	{ LOWER_ARM64, "arm64" },
	{ LOWER_ARM32, "arm32" },
};

const char *abi_name(enum lower_abi abi)
{
	size_t i;

	for (i = 0; i < sizeof(abis) / sizeof(abis[0]); i++)
		if (abis[i].abi == abi)
			return abis[i].name;
	return "unknown";
}

enum lower_abi abi_of_name(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(abis) / sizeof(abis[0]); i++)
		if (strcmp(abis[i].name, name) == 0)
			return abis[i].abi;
	return (enum lower_abi)0;
}

enum lower_abi abi_own(void)
{
#if defined(__x86_64__)
	return LOWER_X86_64;
#elif defined(__i386__)
	return LOWER_I386;
#elif defined(__aarch64__)
	return LOWER_ARM64;
#elif defined(__arm__)
	return LOWER_ARM32;
#else
#error "Xen does not run on this architecture"
#endif
}
