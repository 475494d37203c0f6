// Interrupts by priority, nesting, tail-chaining, masks, SVC, PendSV, SysTick, FP frames, PSP, WFI and WFE.
#include "hardware/exception.h"
#include "hardware/irq.h"
#include "hardware/structs/m33.h"
#include "hardware/structs/scb.h"
#include "hardware/structs/systick.h"
#include "hardware/sync.h"
#include "report.h"

enum { LOW_IRQ = 46, HIGH_IRQ = 47 };

static volatile int low_runs, high_runs, svc_runs, pendsv_runs, systick_runs;
static volatile bool low_pends_high, high_pends_low;
static volatile int order;

static void settle(void) { __asm volatile("dsb\nisb" ::: "memory"); }

static void pend(int irq) {
    irq_set_pending((uint)irq);
    settle();
}

static void mark(int step) { order = order * 10 + step; }

static void on_low(void) {
    mark(1);
    low_runs++;
    if (low_pends_high) pend(HIGH_IRQ);
    mark(2);
}

static void on_high(void) {
    mark(3);
    high_runs++;
    volatile float product = 1.25f;    // makes the handler use the FPU
    product *= product;
    if (high_pends_low) pend(LOW_IRQ);
    mark(4);
}

static void on_svc(void) { svc_runs++; }
static void on_pendsv(void) { pendsv_runs++; mark(5); }
static void on_systick(void) { systick_runs++; }

static void install(void) {
    irq_set_exclusive_handler(LOW_IRQ, on_low);
    irq_set_exclusive_handler(HIGH_IRQ, on_high);
    irq_set_priority(LOW_IRQ, 0xc0);
    irq_set_priority(HIGH_IRQ, 0x40);
    irq_set_enabled(LOW_IRQ, true);
    irq_set_enabled(HIGH_IRQ, true);
    exception_set_exclusive_handler(SVCALL_EXCEPTION, on_svc);
    exception_set_exclusive_handler(PENDSV_EXCEPTION, on_pendsv);
    exception_set_exclusive_handler(SYSTICK_EXCEPTION, on_systick);
}

static void check_masks(void) {
    uint32_t state = save_and_disable_interrupts();
    pend(LOW_IRQ);
    report("primask_holds", low_runs);
    restore_interrupts(state);
    settle();
    report("primask_released", low_runs);

    __asm volatile("msr basepri, %0\nisb" ::"r"(0x80));
    pend(LOW_IRQ);
    pend(HIGH_IRQ);
    report("basepri_holds_low", low_runs);
    report("basepri_passes_high", high_runs);
    __asm volatile("msr basepri, %0\nisb" ::"r"(0));
    report("basepri_released", low_runs);

    __asm volatile("cpsid f");
    pend(HIGH_IRQ);
    report("faultmask_holds", high_runs);
    __asm volatile("cpsie f\nisb");
    report("faultmask_released", high_runs);
}

static void check_nesting(void) {
    order = 0;
    low_pends_high = true;
    pend(LOW_IRQ);
    low_pends_high = false;
    report("nested_order", order);
    order = 0;
    high_pends_low = true;
    pend(HIGH_IRQ);
    high_pends_low = false;
    report("tail_chained_order", order);
    order = 0;
    uint32_t state = save_and_disable_interrupts();
    pend(LOW_IRQ);
    pend(HIGH_IRQ);
    scb_hw->icsr = M33_ICSR_PENDSVSET_BITS;
    restore_interrupts(state);
    settle();
    report("priority_order", order);
}

static void check_system(void) {
    __asm volatile("svc #5");
    report("svc", svc_runs);
    scb_hw->icsr = M33_ICSR_PENDSVSET_BITS;
    settle();
    report("pendsv", pendsv_runs);
    systick_hw->rvr = 15000 - 1;
    systick_hw->cvr = 0;
    systick_hw->csr = 7;
    busy_wait_us(1050);
    systick_hw->csr = 0;
    report("systick", systick_runs);
    report("icsr_thread", (int32_t)(scb_hw->icsr & 0x1ff));
}

static void check_sleep(void) {
    int before = low_runs;
    __asm volatile("cpsid i");
    pend(LOW_IRQ);
    __wfi();    // wakes although PRIMASK holds the handler back
    report("wfi_masked", low_runs - before);
    __asm volatile("cpsie i\nisb");
    report("wfi_then_taken", low_runs - before);
    __sev();
    __wfe();    // the event register was set: does not wait
    report("wfe_after_sev", 1);
}

static void check_float(void) {
    register float kept = 1.5f;
    __asm volatile("" : "+t"(kept));
    pend(HIGH_IRQ);    // its handler overwrites S registers
    __asm volatile("" : "+t"(kept));
    report("float_kept", (int32_t)(kept * 100));
    __asm volatile("vmrs r0, fpscr\norr r0, r0, #0x400000\nvmsr fpscr, r0" ::: "r0");
    pend(HIGH_IRQ);
    uint32_t fpscr;
    __asm volatile("vmrs %0, fpscr" : "=r"(fpscr));
    report("fpscr_kept", (int32_t)(fpscr >> 22 & 1));
}

static uint32_t process_stack[256];

// Thread mode on PSP: the handler runs on MSP, and both stack pointers come back unchanged.
static void check_process_stack(void) {
    int before = low_runs;
    uint32_t main_before, main_after, process_before, process_after, control;
    __asm volatile(
        "mov %0, sp\n"
        "msr psp, %5\n"
        "mrs r3, control\n orr r3, r3, #2\n msr control, r3\n isb\n"
        "mov %1, sp\n"
        "str %6, [%7]\n dsb\n isb\n"
        "mov %2, sp\n"
        "mrs r3, control\n and %4, r3, #3\n bic r3, r3, #2\n msr control, r3\n isb\n"
        "mov %3, sp\n"
        : "=&r"(main_before), "=&r"(process_before), "=&r"(process_after), "=&r"(main_after), "=&r"(control)
        : "r"(&process_stack[250]), "r"(1u << (LOW_IRQ - 32)), "r"(0xe000e204)
        : "r3", "memory");
    report("psp_handler_ran", low_runs - before);
    report("psp_kept", process_before == process_after && process_before == (uint32_t)&process_stack[250]);
    report("msp_kept", main_before == main_after);
    report("spsel_restored", (int32_t)control);
}

int main(void) {
    report_begin(1000000);
    install();
    pend(LOW_IRQ);
    report("immediate", low_runs);
    check_masks();
    check_nesting();
    check_system();
    check_sleep();
    check_float();
    check_process_stack();
    report_end();
}
