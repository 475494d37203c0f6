// Cycles a load takes from flash and from PSRAM, by the cycle counter: found in the XIP cache, or fetched in two ways.
#include "hardware/psram.h"
#include "hardware/structs/m33.h"
#include "report.h"

enum { LINE = 8, LOADS = 1024, FLASH_FAR = 0x100000, CACHE = 16384 };

// LOADS loads, `stride` bytes from one to the next, four instructions each; gives cycles a hundred loads.
static uint32_t __not_in_flash_func(loads)(uint32_t address, uint32_t stride) {
    uint32_t left = LOADS, word, start = m33_hw->dwt_cyccnt;
    __asm volatile("1: ldr %0, [%1]\n"
                   "add %1, %3\n"
                   "subs %2, #1\n"
                   "bne 1b"
                   : "=&r"(word), "+r"(address), "+r"(left)
                   : "r"(stride)
                   : "cc");
    return (m33_hw->dwt_cyccnt - start) * 100 / LOADS;
}

// The same with stores.
static uint32_t __not_in_flash_func(stores)(uint32_t address, uint32_t stride) {
    uint32_t left = LOADS, start = m33_hw->dwt_cyccnt;
    __asm volatile("1: str %0, [%0]\n"
                   "add %0, %2\n"
                   "subs %1, #1\n"
                   "bne 1b"
                   : "+r"(address), "+r"(left)
                   : "r"(stride)
                   : "cc", "memory");
    return (m33_hw->dwt_cyccnt - start) * 100 / LOADS;
}

static void of_window(const char *name[4], uint32_t base) {
    report(name[0], (int32_t)loads(base, LINE));
    report(name[1], (int32_t)loads(base, LINE));
    report(name[2], (int32_t)loads(base + 8 * CACHE, 2 * LINE));
    report(name[3], (int32_t)loads(base + 8 * CACHE + LINE, 2 * LINE));
}

int main(void) {
    report_begin(1000000);
    m33_hw->demcr |= M33_DEMCR_TRCENA_BITS;
    m33_hw->dwt_ctrl |= M33_DWT_CTRL_CYCCNTENA_BITS;
    psram_is_available();
    of_window((const char *[]){"flash_in_a_row", "flash_again", "flash_every_other", "flash_between"}, XIP_BASE + FLASH_FAR);
    of_window((const char *[]){"psram_in_a_row", "psram_again", "psram_every_other", "psram_between"}, 0x11000000);
    uint32_t at = 0x11100000;
    report("store_every_other", (int32_t)stores(at, 2 * LINE));
    report("store_over_changed", (int32_t)stores(at + CACHE, 2 * LINE));
    report("store_over_both", (int32_t)stores(at + 2 * CACHE, 2 * LINE));
    report("sram", (int32_t)loads(SRAM_BASE, LINE));
    report_end();
}
