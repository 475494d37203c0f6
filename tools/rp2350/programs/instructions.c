// A loop of known length between two readings of the cycle counter, and the watch on a pin.
#include "hardware/structs/m33.h"
#include "report.h"

enum { ROUNDS = 100000, OUTPUT = 3, INPUT = 4 };

int main(void) {
    report_begin(1000000);
    m33_hw->demcr |= M33_DEMCR_TRCENA_BITS;
    m33_hw->dwt_ctrl |= M33_DWT_CTRL_CYCCNTENA_BITS;
    uint32_t rounds = ROUNDS, start = m33_hw->dwt_cyccnt;
    __asm volatile("1: subs %0, #1\nbne 1b" : "+r"(rounds)::"cc");
    uint32_t cycles = m33_hw->dwt_cyccnt - start;
    report("cycles_per_100_rounds", (int32_t)(cycles * 100 / ROUNDS));
    gpio_init(OUTPUT);
    gpio_set_dir(OUTPUT, true);
    gpio_init(INPUT);
    gpio_pull_up(INPUT);
    report("input_pulled_up", gpio_get(INPUT));
    gpio_put(OUTPUT, true);
    report("input_wired", gpio_get(INPUT));
    report_end();
}
