// Touches a block that no model answers: the control register of HSTX.
#include "hardware/structs/hstx_ctrl.h"
#include "report.h"

int main(void) {
    report_begin(1000000);
    report("before", 1);
    uart_tx_wait_blocking(uart0);
    hstx_ctrl_hw->csr = 1;
    report("after", 1);
    report_end();
}
