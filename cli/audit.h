/* SPDX-License-Identifier: MIT */
/* What the parts of `xabi audit` share: which of Xen's interfaces one program relies on. */
#ifndef CLI_AUDIT_H
#define CLI_AUDIT_H

#include "cli/abi.h"
#include "cli/elf_file.h"

/* One of Xen's libraries. */
struct audit_library {
	const char *soname;
	const struct libs_library *is;
	const char *release; /* which its soname is bound to; NULL: none */
	size_t functions;    /* of it that are linked */
	bool by_name; /* not linked: its soname is in the program, to be loaded at run time */
};

struct audit_op {
	const char *name;        /* also "xen_version.*" and "any" */
	const struct ops_op *op; /* NULL for those two */
	unsigned int class;      /* of ops_classes; OPS_NONE for "any" */
	bool bound;              /* reached through a library of one release */
	const char **symbols;
	size_t n_symbols;
};

struct audit {
	const char *file;
	const char *soname;  /* of a library, else NULL */
	const char *machine; /* one of lay_abi_names, or "another" */
	enum lay_abi arch;
	struct audit_library *libraries;
	size_t n_libraries;
	const char *release; /* the first of theirs that is bound to one */
	unsigned int bound;  /* its place, or that of the next one to it that is ... */
	bool in_catalogue;
	const char *interfaces; /* "domctl 0x15, sysctl 0x15"; "" if it uses none with a version */
	struct lay_cells
		accepts;      /* where Xen has all these ops, in the version that is asked for */
	struct audit_op *ops; /* by name */
	size_t n_ops;
	const char **unknown; /* functions of Xen's libraries that the catalogue has no row of */
	size_t n_unknown;
	const char **devices; /* of Xen's that are named in it */
	size_t n_devices;
	bool own; /* it opens privcmd itself ... */
	bool any; /* ... or may make any hypercall by libxencall: which ones cannot be seen */
};

/*
 * Looks at the ELF file BYTES, called FILE. False if it has nothing to do with Xen; *ret_audit is filled in either case.
 * *ret_wrong is what is wrong with it as a file, else NULL.
 */
bool audit_look(struct abi *abi, const char *file, const uint8_t *bytes, size_t len,
		struct audit *ret_audit, const char **ret_wrong);

/*
 * Looks at FILE; at all ELF files in it where it is a folder or a Debian package, of which those that have nothing to do
 * with Xen are left out. TAKE gets each. The program ends where FILE cannot be read or is none of these.
 */
void audit_files(struct abi *abi, const char *file,
		 void (*take)(struct abi *abi, const struct audit *audit, void *context),
		 void *context);

#endif
