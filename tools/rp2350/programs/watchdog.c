// The first boot leaves a note in a scratch register and hangs; the watchdog resets the chip and main runs again.
#include "hardware/structs/watchdog.h"
#include "hardware/watchdog.h"
#include "report.h"

int main(void) {
    report_begin(115200);
    report("caused_reboot", watchdog_caused_reboot());
    report("note", (int32_t)watchdog_hw->scratch[0]);
    if (watchdog_hw->scratch[0] == 2) {
        report("uart_was_reset", 1);
        report_end();
    }
    watchdog_hw->scratch[0]++;
    watchdog_enable(50, true);
    for (int i = 0; i < 5; i++) {
        sleep_ms(20);
        watchdog_update();
    }
    report("fed_ms", (int32_t)(time_us_32() / 1000 / 10 * 10));
    uart_tx_wait_blocking(uart0);
    for (;;) tight_loop_contents();
}
