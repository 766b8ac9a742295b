/* SPDX-License-Identifier: GPL-2.0-only */
/* Counters of a build for measuring (xabi_count.h). One CPU is measured, and so all are one. */
#ifdef CONFIG_X86
#include <asm/hvm/hvm.h>
#include <asm/hvm/support.h>
#endif

static uint64_t look_ups;
bool xabi_count_fetch_off;

void xabi_count_look_up(void)
{
    look_ups++;
}

static void answer(uint32_t what)
{
    if ( what != XABI_COUNT_READ )
        xabi_count_fetch_off = what == XABI_COUNT_FETCH_OFF;
}

#ifdef CONFIG_X86
static uint64_t in_calls;

int xabi_count_call(struct cpu_user_regs *regs)
{
    uint64_t before = look_ups;
    int rc;

    if ( unlikely(regs->rax - XABI_COUNT_WORD < XABI_COUNT_ASKS) )
    {
        answer(regs->rax - XABI_COUNT_WORD);
        regs->rax = 0;
        regs->rdi = look_ups;
        regs->rsi = in_calls;
        return HVM_HCALL_completed;
    }
    rc = hvm_hypercall(regs);
    in_calls += look_ups - before;
    return rc;
}
#else
bool xabi_count_asked(struct cpu_user_regs *regs, uint32_t word)
{
    if ( word - XABI_COUNT_WORD >= XABI_COUNT_ASKS )
        return false;
    answer(word - XABI_COUNT_WORD);
    regs->x0 = 0;
    regs->x1 = look_ups;
    regs->x2 = look_ups; /* nothing of an exit but the call looks up */
    return true;
}
#endif
