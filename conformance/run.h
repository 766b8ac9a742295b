/* SPDX-License-Identifier: MIT */
/* Carries cases out. Freestanding; one case at a time. */
#ifndef CONFORMANCE_RUN_H
#define CONFORMANCE_RUN_H

#include "conformance/case.h"
#include "conformance/env.h"

enum verdict {
	PASSED,
	FAILED,
	UNREACHED_STATE, /* nothing was shown: `why` says what is missing */
	BROKEN_FIXTURE,  /* counts as failed: an op that a fixture needs did not work */
};

struct result {
	enum verdict verdict;
	char why[160]; /* one line; empty for PASSED */
};

void conformance_run(struct env *env, const struct case_row *row, struct result *ret_result);

/* "no_such_domain"; "?" for a status that the spec does not have. */
const char *conformance_status(uint16_t status);

#endif
