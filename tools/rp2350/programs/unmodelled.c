// Touches a block that no model answers: PIO0's control register.
#include "hardware/structs/pio.h"
#include "report.h"

int main(void) {
    report_begin(1000000);
    report("before", 1);
    uart_tx_wait_blocking(uart0);
    pio0_hw->ctrl = 1;
    report("after", 1);
    report_end();
}
