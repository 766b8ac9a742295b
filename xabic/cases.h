/* SPDX-License-Identifier: MIT */
/* The conformance suite of a model, as the tables of conformance/case.h: docs/conformance.md. */
#ifndef XABIC_CASES_H
#define XABIC_CASES_H

#include "conformance/case.h"
#include "xabic/model.h"

struct cases {
	struct decl **resources; /* those with states; what case_set.resource counts */
	size_t n_resources;
	struct case_op *ops; /* as model.ops */
	size_t n_ops;
	struct case_row *rows; /* by op */
	size_t n_rows;
	struct case_set *sets;
	size_t n_sets;
	struct case_pad *pads;
	size_t n_pads;
	uint16_t *statuses;
	size_t n_statuses;
	struct case_gap *gaps;
	size_t n_gaps;
};

void cases_make(struct model *model, struct cases *ret_cases);

#endif
