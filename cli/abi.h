/* SPDX-License-Identifier: MIT */
/* What the parts of `xabi abi` share: the catalogue of Xen's ABI, which is in the program as texts. */
#ifndef CLI_ABI_H
#define CLI_ABI_H

#include "cli/cli.h"
#include "xencat/facts.h"
#include "xencat/libs.h"
#include "xencat/lint.h"

/* Made by `xencat embed`: files of catalogue/ under their names there, those of spec/ under theirs. */
extern const struct source catalogue_texts[];
extern const size_t catalogue_n_texts;

struct abi {
	struct cli *cli;
	struct arena *arena;
	const struct lay_set *lay;
	const struct ops_set *ops;
	const struct libs_set *libs;
	const struct facts_set *facts;
	const struct was_set *spec;
	unsigned int
		release;   /* its place among those known: --release, or the newest that is out */
	enum lay_abi arch; /* --arch, or x86_64 */
};

/* Reads the catalogue, and takes --release and --arch. CLI and ARENA are set. The program ends where it is damaged. */
void abi_load(struct abi *abi);

/* A line: an answer, with its QUESTION before it where it is the FIRST one. */
void abi_item(const char *question, bool first, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* A release as people write it: "4.17". */
const char *abi_release(const struct abi *abi, unsigned int release);
/* The op or, if NAME is that of a hypercall alone, NULL and that. Both NULL: there is neither. */
const struct ops_op *abi_find_op(const struct abi *abi, const char *name,
				 const struct ops_op **ret_hypercall);
bool abi_has_op(const struct abi *abi, const struct ops_op *op);
/* Where CELLS are, as "4.17.. x86_64"; "everywhere" where that is so. */
const char *abi_span(const struct abi *abi, struct lay_cells cells);
/* Codes of the problems that a record, an op or (all NULL) everything has, each once. */
struct abi_problem {
	const struct lint_problem *problem;
	size_t places;
	const char *first; /* the first field or pointer; NULL: the thing as a whole */
};
size_t abi_problems(const struct abi *abi, const struct lay_node *record, const struct ops_op *op,
		    struct abi_problem **ret_problems);

/* A group of facts, or one, "hvm_param.store_pfn"; false if NAME is neither. abi_facts.c */
bool abi_show_facts(struct abi *abi, const char *name);
/* Facts about a constant or type. */
void abi_print_facts_about(const struct abi *abi, const char *name);

/* The commands: each prints, or sets cli->answer. */
void abi_show(struct abi *abi, const char *name);
void abi_search(struct abi *abi, const char *word);
void abi_history(struct abi *abi, const char *name);
void abi_print_problems(struct abi *abi, const char *name); /* NULL: all */

/* Ends the program: there is no NAME in this release; says what is like it. */
void abi_unknown(const struct abi *abi, const char *name) __attribute__((noreturn));

#endif
