// What must fail though it went well before: a handler in SRAM calls through a pointer into flash while a sector is erased.
#include "hardware/flash.h"
#include "hardware/irq.h"
#include "hardware/timer.h"
#include "pico/platform.h"
#include "report.h"

enum { CALLS = 5, PERIOD_us = 100 };

static volatile uint32_t served;

static uint32_t __attribute__((noinline)) one_more(uint32_t count) { return count + 1; }

static uint32_t (*volatile pointer)(uint32_t) = one_more;

static void set_alarm(uint32_t after_us) { timer0_hw->alarm[2] = timer0_hw->timerawl + after_us; }

static void __not_in_flash_func(on_alarm)(void) {
    timer0_hw->intr = 1u << 2;
    served = pointer(served);
}

int main(void) {
    report_begin(115200);
    irq_set_exclusive_handler(TIMER0_IRQ_2, on_alarm);
    irq_set_enabled(TIMER0_IRQ_2, true);
    hw_set_bits(&timer0_hw->inte, 1u << 2);
    for (uint32_t call = 1; call <= CALLS; call++) {
        set_alarm(PERIOD_us);
        while (served < call) tight_loop_contents();
    }
    report("served", (int32_t)served);
    uart_tx_wait_blocking(uart0);
    set_alarm(5000);
    flash_range_erase(1u << 20, FLASH_SECTOR_SIZE);
    report("survived", (int32_t)served);
    report_end();
}
