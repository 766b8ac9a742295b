/* SPDX-License-Identifier: MIT */
#include "conformance/host.h"

#include <stdio.h>
#include <stdlib.h>

#include "conformance/undo.h"
#include "provider/host/host.h"

/*
 * Who calls on which host. The control domain may use everything, on itself and on others; a guest that is sealed may not,
 * and there nothing works but in memory that it shares. Room for the longest batches, and for more than one slice of all.
 */
struct place {
	const char *name;
	uint16_t caller;
	struct xabi_host_config config;
};

static const struct place places[] = {
	{ "control", 0, { .grant_frames = 64, .allowance = 4 << 20 } },
	{ "plain", 0, { .grant_frames = 64, .one_format = true, .no_areas = true } },
	{ "sealed", 1, { .grant_frames = 64, .allowance = 4 << 20, .sealed = true } },
};

#define N_PLACES (sizeof(places) / sizeof(places[0]))

static struct xabi_host *host;
static const struct env *host_of; /* whose it is */
static bool keeps;

static const struct place *place_of(const struct env *env)
{
	return env->context;
}

static void share(struct env *env)
{
	struct xabi_call call = { .op = XABI_OP_MEMORY_SHARE, .in = { env->ram, env->ram_bytes } };

	do {
		env->call(env, &call);
		call.in[XABI_IN_MEMORY_SHARE_CURSOR] = call.out[XABI_OUT_MEMORY_SHARE_CURSOR];
	} while (call.status == XABI_STATUS_AGAIN);
}

static void env_reset(struct env *env)
{
	if (keeps && host_of == env) {
		undo_all(env);
		return;
	}
	host_of = env;
	if (host)
		xabi_host_free(host);
	host = xabi_host_new(&place_of(env)->config);
	if (!host) {
		perror("conformance: no simulated host");
		exit(2);
	}
	share(env);
}

static void provide(struct env *env, struct xabi_call *call)
{
	xabi_provide(xabi_host_caller(host, place_of(env)->caller, 0), call);
}

static void env_call(struct env *env, struct xabi_call *call)
{
	if (keeps)
		undo_call(env, call, provide);
	else
		provide(env, call);
}

static void must(bool copied)
{
	if (copied)
		return;
	fputs("conformance: a fixture uses memory that is not there\n", stderr);
	abort();
}

static void env_read(struct env *env, uint64_t at, void *ret_bytes, uint32_t n)
{
	must(xabi_host_load(host, place_of(env)->caller, at, ret_bytes, n));
}

static void env_write(struct env *env, uint64_t at, const void *bytes, uint32_t n)
{
	must(xabi_host_store(host, place_of(env)->caller, at, bytes, n));
}

static bool env_deny(struct env *env, uint16_t op, bool denied)
{
	return xabi_host_allow(host, place_of(env)->caller, op, !denied);
}

static unsigned int env_fetches(struct env *env)
{
	(void)env;
	return xabi_host_fetches(host);
}

void host_keep(void)
{
	keeps = true;
}

struct env *host_env(unsigned int n)
{
	static struct env envs[N_PLACES];

	if (n >= N_PLACES)
		return NULL;
	envs[n] = (struct env){
		.context = (void *)&places[n],
		.name = places[n].name,
		.ram = 1 << 20,
		.ram_bytes = 15 << 20,
		.reset = env_reset,
		.call = env_call,
		.read = env_read,
		.write = env_write,
		.deny = env_deny,
		.fetches = env_fetches,
	};
	return &envs[n];
}
