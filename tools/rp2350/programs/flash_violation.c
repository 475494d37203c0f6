// What must fail: an interrupt handler in flash runs while a sector is being erased.
#include "hardware/flash.h"
#include "hardware/irq.h"
#include "hardware/timer.h"
#include "report.h"

static volatile uint32_t served;

// Its vector table is in SRAM, itself it is in flash.
static void on_alarm(void) {
    timer0_hw->intr = 1u << 2;
    served++;
}

int main(void) {
    report_begin(115200);
    irq_set_exclusive_handler(TIMER0_IRQ_2, on_alarm);
    irq_set_enabled(TIMER0_IRQ_2, true);
    hw_set_bits(&timer0_hw->inte, 1u << 2);
    report("before", 1);
    uart_tx_wait_blocking(uart0);
    timer0_hw->alarm[2] = timer0_hw->timerawl + 5000;
    flash_range_erase(1u << 20, FLASH_SECTOR_SIZE);
    report("survived", (int32_t)served);
    report_end();
}
