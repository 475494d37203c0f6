// Erases, programs and runs code in a flash sector, while a timer interrupt in SRAM goes on.
#include "hardware/flash.h"
#include "hardware/irq.h"
#include "hardware/sync.h"
#include "hardware/timer.h"
#include "report.h"
#include <string.h>

#define OFFSET (1u << 20)

static volatile uint32_t served;
static uint8_t page[FLASH_PAGE_SIZE];

// Lies in SRAM and touches no flash: may run while the flash is busy.
static void __not_in_flash_func(on_alarm)(void) {
    timer0_hw->intr = 1u << 2;
    timer0_hw->alarm[2] = timer0_hw->timerawl + 1000;
    served++;
}

static int run_at_offset(void) { return ((int (*)(void))(XIP_BASE + OFFSET + 1))(); }

// movs r0, #value; bx lr
static void program_function(uint8_t value) {
    memset(page, 0xff, sizeof page);
    const uint8_t code[] = {value, 0x20, 0x70, 0x47};
    memcpy(page, code, sizeof code);
    flash_range_program(OFFSET, page, sizeof page);
}

static void __not_in_flash_func(erase)(void) {
    uint32_t state = save_and_disable_interrupts();
    flash_range_erase(OFFSET, FLASH_SECTOR_SIZE);
    restore_interrupts(state);
}

int main(void) {
    report_begin(115200);
    const uint8_t *sector = (const uint8_t *)(XIP_BASE + OFFSET);
    for (uint8_t round = 0; round < 3; round++) {
        uint32_t start = time_us_32();
        erase();
        report("erase_us", (int32_t)(time_us_32() - start));
        report("erased", sector[0] == 0xff && sector[FLASH_SECTOR_SIZE - 1] == 0xff);
        program_function((uint8_t)(40 + round));
        report("result", run_at_offset());
    }
    irq_set_exclusive_handler(TIMER0_IRQ_2, on_alarm);
    irq_set_enabled(TIMER0_IRQ_2, true);
    hw_set_bits(&timer0_hw->inte, 1u << 2);
    timer0_hw->alarm[2] = timer0_hw->timerawl + 1000;
    flash_range_erase(OFFSET, FLASH_SECTOR_SIZE);    // interrupts stay on: their handler is in SRAM
    report("served_meanwhile", served > 40 && served < 50);
    report_end();
}
