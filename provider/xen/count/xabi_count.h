/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Of a build for measuring: how often the guest's p2m was looked up, for bench/hypercall. A guest asks by a word of its
 * own in the first register, XABI_COUNT_WORD and what to do, and gets counts in the next two: of all look-ups, and of
 * those within calls. bench/hypercall/count.h is the guest's side.
 */
#ifndef XEN_XABI_COUNT_H
#define XEN_XABI_COUNT_H

#include <xen/types.h>

struct cpu_user_regs;

/* Neither an older hypercall's number nor an op. */
#ifdef CONFIG_X86
#define XABI_COUNT_WORD 0x58430000u
#else
#define XABI_COUNT_WORD 0xc600fff0u
#endif

enum xabi_count_ask
{
    XABI_COUNT_READ,
    XABI_COUNT_FETCH_OFF,
    XABI_COUNT_FETCH_ON,
    XABI_COUNT_ASKS
};

void xabi_count_look_up(void);
/* hvm_hypercall(), counted. */
int xabi_count_call(struct cpu_user_regs *regs);
/* Arm: was it the word? */
bool xabi_count_asked(struct cpu_user_regs *regs, uint32_t word);
/* A call's instruction is not read. */
extern bool xabi_count_fetch_off;

#define XABI_COUNT_LOOK_UP() xabi_count_look_up()
#define XABI_COUNT_CALL(regs, length)                   \
    if ( xabi_count_call(regs) == HVM_HCALL_completed ) \
        __update_guest_eip(regs, length);               \
    break
/* VMMCALL has three bytes. */
#define XABI_COUNT_LENGTH(v, what)                  \
    ((what) == INSTR_VMCALL && xabi_count_fetch_off \
         ? 3                                        \
         : (svm_get_insn_len)(v, what))
#define XABI_COUNT_ASKED(regs, word)        \
    do                                      \
    {                                       \
        if ( xabi_count_asked(regs, word) ) \
            return true;                    \
    } while ( 0 )

#endif
