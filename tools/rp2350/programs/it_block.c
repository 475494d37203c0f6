// Interrupts between two instructions of an IT block that the end of a page cuts in two, as translation does there: the
// handler starts without the block's condition, and the block goes on with it afterwards.
#include "hardware/exception.h"
#include "hardware/structs/systick.h"
#include "report.h"

enum { ROUNDS = 20000, TICK_CYCLES = 97 };

volatile uint32_t it_taken, it_condition_inherited;
uint32_t it_rounds(uint32_t rounds, uint32_t *not_equal_runs);

// R3 holds the address of what is counted when the handler's first instruction was not executed.
__asm__(
    ".syntax unified\n"
    ".thumb_func\n"
    "it_handler:\n"
    "  ldr r3, =it_taken\n"
    "  ldr r2, [r3]\n"
    "  adds r2, #1\n"
    "  str r2, [r3]\n"
    "  bx lr\n"
    ".ltorg\n"
    ".p2align 12\n"
    ".space 4096 - 8\n"
    ".thumb_func\n"
    "it_loop:\n"
    "  cmp r0, r0\n"
    "  ittee eq\n"
    "  addeq r4, #1\n"
    "  addeq r4, #1\n"
    "  addne r5, #1\n" // on the next page
    "  addne r5, #1\n"
    "  subs r0, #1\n"
    "  bne it_loop\n"
    "  bx lr\n"
    ".global it_rounds\n"
    ".thumb_func\n"
    "it_rounds:\n"
    "  push {r1, r4, r5, lr}\n"
    "  movs r4, #0\n"
    "  movs r5, #0\n"
    "  ldr r3, =it_condition_inherited\n"
    "  bl it_loop\n"
    "  pop {r1}\n"
    "  str r5, [r1]\n"
    "  mov r0, r4\n"
    "  pop {r4, r5, pc}\n"
    ".ltorg\n");
extern void it_handler(void);

int main(void) {
    report_begin(1000000);
    exception_set_exclusive_handler(SYSTICK_EXCEPTION, it_handler);
    systick_hw->rvr = TICK_CYCLES - 1;
    systick_hw->cvr = 0;
    systick_hw->csr = 7;
    uint32_t not_equal = 0;
    uint32_t equal = it_rounds(ROUNDS, &not_equal);
    systick_hw->csr = 0;
    report("taken_often", it_taken > ROUNDS / TICK_CYCLES);
    report("condition_inherited", it_condition_inherited);
    report("equal_runs", equal);
    report("not_equal_runs", not_equal);
    report_end();
}
