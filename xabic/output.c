/* SPDX-License-Identifier: MIT */
#include "xabic/output.h"

/* To add an output: a row here, its function in output.h, its emit_<output>.c in meson.build. */
const struct output outputs[] = {
	{ "c-header", "xabi.h", emit_c_header, "numbers, layouts and slots for C and C++" },
	{ "cases", "cases.c", emit_cases, "the conformance suite's table of cases" },
	{ "fixtures", "fixtures.h", emit_fixtures,
	  "what conformance/fixture/ has of each resource" },
	{ "guest-stubs", "xabi_guest.h", emit_guest_stubs, "a C function for each op, for guests" },
	{ "user-stubs", "xabi_ops.h", emit_user_stubs, "the same over libxabi" },
	{ "trace", "xabi_trace.c", emit_trace,
	  "names of all there is in a call, for codec/print.c" },
	{ "rust", "abi.rs", emit_rust, "types and functions for the crate in bindings/rust" },
	{ "python", "abi.py", emit_python,
	  "classes and methods for the package in bindings/python" },
	{ "json", "xabi.json", emit_json, "the whole model, for other tools" },
	{ "provider", "provider.c", emit_provider,
	  "a provider's checks of a call, and the way to its handlers" },
	{ "provider-header", "provider.h", emit_provider_header,
	  "the handlers that a provider writes" },
	{ "provider-tables", "tables.c", emit_provider_tables,
	  "what a provider's base.probe can be asked" },
	{ "policy", "policy.c", emit_policy,
	  "what a kernel asks before it passes a process's call on" },
	{ "man", "xabi.9", emit_man, "manual pages, one behind another; tools/pages parts them" },
	{ "xref", "old-calls.txt", emit_xref, "calls of the old ABI and what does their work" },
};

const size_t n_outputs = sizeof(outputs) / sizeof(outputs[0]);
