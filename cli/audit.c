/* SPDX-License-Identifier: MIT */
#include "cli/audit.h"

#include <elf.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The library that SONAME is of: "libxenctrl" of "libxenctrl.so.4.17". NULL if it is none of Xen's. */
static const struct libs_library *library_of(const struct abi *abi, const char *soname)
{
	const char *end = strstr(soname, ".so");

	return end ? libs_library_find(abi->libs, soname, (size_t)(end - soname)) : NULL;
}

static void add_text(struct arena *arena, const char ***texts, size_t *n, const char *text)
{
	size_t i;

	for (i = 0; i < *n; i++)
		if (strcmp((*texts)[i], text) == 0)
			return;
	*arena_push(arena, *texts, *n) = arena_strdup(arena, text);
}

/* The class of "xen_version.*" is what the hypercall says for all its ops. */
static unsigned int family_class(const struct abi *abi, const char *name)
{
	size_t i, len = strcspn(name, ".");

	for (i = 0; i < abi->ops->n_hypercalls; i++)
		if (strncmp(abi->ops->hypercalls[i]->hypercall->name, name, len) == 0 &&
		    !abi->ops->hypercalls[i]->hypercall->name[len])
			return abi->ops->hypercalls[i]->class;
	return OPS_NONE;
}

/* Libraries are built for each architecture: what none of its Xens has is not in this one. */
static bool is_elsewhere(const struct abi *abi, const struct audit *audit, const struct ops_op *op)
{
	return op && !ops_cells(abi->lay, op).abi[audit->arch];
}

static void add_op(const struct abi *abi, struct audit *audit, const char *name,
		   const struct libs_symbol *symbol)
{
	const struct ops_op *is = ops_find_named(abi->arena, abi->ops, name);
	struct audit_op *op;
	size_t i;

	if (is_elsewhere(abi, audit, is))
		return;

	for (i = 0; i < audit->n_ops && strcmp(audit->ops[i].name, name) != 0; i++)
		continue;
	if (i == audit->n_ops) {
		op = arena_push(abi->arena, audit->ops, audit->n_ops);
		op->name = name;
		op->op = is;
		audit->any = audit->any || strcmp(name, "any") == 0;
		op->class = is ? is->class : family_class(abi, name);
	}
	op = &audit->ops[i];
	op->bound = op->bound || !symbol->library->stable;
	add_text(abi->arena, &op->symbols, &op->n_symbols, symbol->name);
}

/* The place of the release whose libraries are used: the one they are bound to, or the one asked for. */
static unsigned int rows_of(const struct abi *abi, const struct audit *audit)
{
	return audit->release ? audit->bound : abi->release;
}

/* The release that the libraries are bound to; one that the catalogue does not have is taken for its oldest or newest. */
static void bind(const struct abi *abi, struct audit *audit)
{
	const struct lay_known *known = &abi->lay->known;
	uint16_t number = 0;

	audit->bound = abi->release;
	lay_release_parse(audit->release, strlen(audit->release), &number);
	audit->in_catalogue = lay_release_find(known, number, &audit->bound);
	if (number < known->releases[0].release)
		audit->bound = 0;
}

static void add_library(const struct abi *abi, struct audit *audit, const char *soname,
			bool by_name)
{
	struct audit_library library = { .is = library_of(abi, soname), .by_name = by_name };
	const char *number = strstr(soname, ".so.");
	uint16_t release;
	size_t i;

	for (i = 0; i < audit->n_libraries; i++)
		if (strcmp(audit->libraries[i].soname, soname) == 0)
			return;
	if (!library.is)
		return;
	library.soname = arena_strdup(abi->arena, soname);
	if (!library.is->stable && number &&
	    lay_release_parse(number + 4, strlen(number + 4), &release))
		library.release = library.soname + (number + 4 - soname);
	if (!audit->release && library.release) {
		audit->release = library.release;
		bind(abi, audit);
	}
	*arena_push(abi->arena, audit->libraries, audit->n_libraries) = library;
}

/* The row of the function NAME that counts; NULL if there is none. What lasts may be of any release. */
static const struct libs_symbol *find_symbol(const struct abi *abi, const struct audit *audit,
					     const char *name)
{
	const struct libs_symbol *symbol = NULL, *other = NULL;
	unsigned int release = rows_of(abi, audit);

	while ((symbol = libs_find(abi->libs, name, symbol)) != NULL) {
		if (lay_cells_have(symbol->cells, release, audit->arch))
			return symbol;
		if (symbol->library->stable)
			other = symbol;
	}
	return other;
}

/* What the function NAME reaches; false if the catalogue has no row of it. */
static bool add_symbol(const struct abi *abi, struct audit *audit, const char *name)
{
	const struct libs_symbol *symbol = find_symbol(abi, audit, name);
	size_t i;

	for (i = 0; symbol && i < symbol->n_ops; i++)
		add_op(abi, audit, symbol->ops[i], symbol);
	return symbol != NULL;
}

/* The library that the function is of: where the import does not say, the one that the catalogue has it in. */
static struct audit_library *library_of_import(const struct abi *abi, struct audit *audit,
					       const struct elf_import *import)
{
	const struct libs_symbol *symbol = libs_find(abi->libs, import->name, NULL);
	const struct libs_library *is = import->library ? library_of(abi, import->library)
					: symbol        ? symbol->library
							: NULL;
	size_t i;

	for (i = 0; i < audit->n_libraries; i++)
		if (audit->libraries[i].is == is)
			return &audit->libraries[i];
	return NULL;
}

static void add_imports(const struct abi *abi, struct audit *audit, const struct elf *elf)
{
	struct audit_library *library;
	size_t i;

	for (i = 0; i < elf->n_imports; i++) {
		library = library_of_import(abi, audit, &elf->imports[i]);
		if (!library)
			continue;
		library->functions++;
		if (!add_symbol(abi, audit, elf->imports[i].name))
			add_text(abi->arena, &audit->unknown, &audit->n_unknown,
				 elf->imports[i].name);
	}
}

/* Each text of the file that a NUL ends. TAKE may look behind its start, but not before. */
static void each_text(struct abi *abi, struct audit *audit, const uint8_t *bytes, size_t len,
		      void (*take)(const struct abi *abi, struct audit *audit, const char *text))
{
	size_t start = 0, i;

	for (i = 0; i < len; i++) {
		if (bytes[i] >= 0x20 && bytes[i] < 0x7f)
			continue;
		if (bytes[i] == 0 && i - start >= 4)
			take(abi, audit, (const char *)bytes + start);
		start = i + 1;
	}
}

static void take_name(const struct abi *abi, struct audit *audit, const char *text)
{
	if (strncmp(text, "/dev/xen/", 9) == 0 || strncmp(text, "/proc/xen/", 10) == 0)
		add_text(abi->arena, &audit->devices, &audit->n_devices, text);
	else if (strncmp(text, "lib", 3) == 0 &&
		 (!audit->soname || strcmp(text, audit->soname) != 0))
		add_library(abi, audit, text, true);
}

/* The name of a function, for dlsym(). */
static void take_symbol(const struct abi *abi, struct audit *audit, const char *text)
{
	add_symbol(abi, audit, text);
}

static void add_texts(struct abi *abi, struct audit *audit, const uint8_t *bytes, size_t len)
{
	bool by_name = false;
	size_t i;

	each_text(abi, audit, bytes, len, take_name);
	for (i = 0; i < audit->n_libraries; i++)
		by_name = by_name || audit->libraries[i].by_name;
	if (by_name)
		each_text(abi, audit, bytes, len, take_symbol);
	for (i = 0; i < audit->n_devices; i++)
		audit->own = audit->own || strstr(audit->devices[i], "/privcmd");
}

/* The interface version that the ops of CALL have in a release. */
static bool version(const struct abi *abi, const struct ops_hypercall *call, unsigned int release,
		    enum lay_abi arch, uint64_t *ret_version)
{
	return call->version_constant && lay_const(abi->lay, call->version_constant,
						   abi->lay->numbers[release], arch, ret_version);
}

/* Where CALL has the version that it has in release BASE. */
static struct lay_cells same_version(const struct abi *abi, const struct ops_hypercall *call,
				     unsigned int base, enum lay_abi arch)
{
	struct lay_cells cells = { 0 };
	uint64_t wanted, found;
	unsigned int i;

	if (!version(abi, call, base, arch, &wanted))
		return lay_cells_known(&abi->lay->known);
	for (i = 0; i < abi->lay->known.n_releases; i++)
		if (version(abi, call, i, arch, &found) && found == wanted)
			cells.abi[arch] |= 1u << i;
	return cells;
}

static void find_releases(const struct abi *abi, struct audit *audit)
{
	unsigned int base = rows_of(abi, audit), i;
	const struct ops_hypercall *call;
	const struct audit_op *op;
	struct out text = { .arena = abi->arena };
	uint64_t number;
	size_t j;

	out_text(&text, "");
	for (i = 0; i < abi->lay->known.n_releases && (!audit->release || audit->in_catalogue); i++)
		audit->accepts.abi[audit->arch] |= 1u << i;
	for (j = 0; j < audit->n_ops; j++) {
		op = &audit->ops[j];
		if (!op->op)
			continue;
		audit->accepts = lay_cells_and(audit->accepts, ops_cells(abi->lay, op->op));
		call = op->op->hypercall;
		if (!op->bound || !audit->in_catalogue ||
		    !version(abi, call, base, audit->arch, &number))
			continue;
		audit->accepts =
			lay_cells_and(audit->accepts, same_version(abi, call, base, audit->arch));
		if (!strstr(text.text, call->name))
			out_printf(&text, "%s%s 0x%" PRIx64, text.len ? ", " : "", call->name,
				   number);
	}
	audit->interfaces = text.text;
}

static int compare_ops(const void *a, const void *b)
{
	return strcmp(((const struct audit_op *)a)->name, ((const struct audit_op *)b)->name);
}

static bool machine_abi(const struct elf *elf, enum lay_abi *ret_arch)
{
	static const struct {
		uint16_t machine;
		bool wide;
		enum lay_abi arch;
	} machines[] = { { EM_X86_64, true, LAY_X86_64 },
			 { EM_386, false, LAY_I386 },
			 { EM_AARCH64, true, LAY_ARM64 },
			 { EM_ARM, false, LAY_ARM32 } };
	size_t i;

	for (i = 0; i < CLI_COUNT(machines); i++)
		if (machines[i].machine == elf->machine && machines[i].wide == elf->wide)
			return *ret_arch = machines[i].arch, true;
	return false;
}

bool audit_look(struct abi *abi, const char *file, const uint8_t *bytes, size_t len,
		struct audit *ret_audit, const char **ret_wrong)
{
	struct audit audit = { .file = file };
	struct elf elf = { 0 };
	size_t i;

	*ret_wrong = elf_read(abi->arena, bytes, len, &elf);
	audit.machine = machine_abi(&elf, &audit.arch) ? lay_abi_names[audit.arch] : "another";
	audit.soname = elf.soname;
	for (i = 0; i < elf.n_needed; i++)
		add_library(abi, &audit, elf.needed[i], false);
	if (audit.n_libraries)
		add_imports(abi, &audit, &elf);
	if (!*ret_wrong)
		add_texts(abi, &audit, bytes, len);
	find_releases(abi, &audit);
	if (audit.n_ops)
		qsort(audit.ops, audit.n_ops, sizeof(*audit.ops), compare_ops);
	*ret_audit = audit;
	return audit.n_libraries || audit.n_devices;
}
