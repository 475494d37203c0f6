// Code in SRAM that is written, run, rewritten in place and run again, beside data on the same page.
#include "report.h"

enum { ROUNDS = 1000, HALFWORDS = 2 };

static uint16_t page[2048] __attribute__((aligned(4096)));

static void write_function(uint16_t *at, uint8_t value) {
    at[0] = (uint16_t)(0x2000 | value);    // movs r0, #value
    at[1] = 0x4770;                        // bx lr
    __asm volatile("dsb\nisb" ::: "memory");
}

static int run(uint16_t *at) { return ((int (*)(void))((uintptr_t)at | 1))(); }

static int mismatches_of_rewrites(void) {
    int wrong = 0;
    for (int i = 0; i < ROUNDS; i++) {
        write_function(page, (uint8_t)i);
        wrong += run(page) != (uint8_t)i;
    }
    return wrong;
}

// A page that held only data for a long time receives code.
static int mismatches_of_late_code(void) {
    volatile uint16_t *data = page + 1024;
    for (int i = 0; i < ROUNDS; i++) data[i % 512] = (uint16_t)i;
    write_function(page + 1600, 77);
    int wrong = run(page + 1600) != 77;
    for (int i = 0; i < ROUNDS; i++) data[i % 512] = (uint16_t)i;
    write_function(page + 1600, 78);
    return wrong + (run(page + 1600) != 78);
}

// The store that changes the next instruction comes from the same page.
static int patches_itself(void) {
    static const uint16_t code[] = {
        0x4903,            // ldr r1, [pc, #12]: the new instruction
        0xa002,            // adr r0, pc + 8: the place of movs r0, #1
        0x8001,            // strh r1, [r0]
        0xf3bf, 0x8f6f,    // isb
        0xbf00,            // nop
        0x2001,            // movs r0, #1
        0x4770,            // bx lr
        0x2009, 0x0000,    // movs r0, #9
    };
    uint16_t *at = page + 256;
    for (unsigned i = 0; i < sizeof code / sizeof *code; i++) at[i] = code[i];
    __asm volatile("dsb\nisb" ::: "memory");
    return run(at);
}

int main(void) {
    report_begin(1000000);
    report("rewrites_wrong", mismatches_of_rewrites());
    report("late_code_wrong", mismatches_of_late_code());
    report("patched_result", patches_itself());
    report_end();
}
