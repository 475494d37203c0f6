// Calls the supervisor while PRIMASK holds every handler back: silicon escalates this to HardFault.
#include "report.h"

int main(void) {
    report_begin(1000000);
    report("before", 1);
    uart_tx_wait_blocking(uart0);
    __asm volatile("cpsid i\nsvc #0");
    report("after", 1);
    report_end();
}
