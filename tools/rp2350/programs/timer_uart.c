// A repeating timer toggles a pin, and whatever UART0 receives comes back with its case changed.
#include "hardware/irq.h"
#include "report.h"

#define LED 25

static volatile int ticks;

static bool tick(repeating_timer_t *timer) {
    (void)timer;
    ticks++;
    gpio_put(LED, ticks & 1);
    return true;
}

static void echo(void) {
    while (uart_is_readable(uart0)) uart_putc_raw(uart0, (char)(uart_getc(uart0) ^ 0x20));
}

int main(void) {
    report_begin(115200);
    gpio_init(LED);
    gpio_set_dir(LED, true);
    irq_set_exclusive_handler(UART0_IRQ, echo);
    irq_set_enabled(UART0_IRQ, true);
    uart_set_irqs_enabled(uart0, true, false);
    static repeating_timer_t timer;
    add_repeating_timer_us(-1000, tick, NULL, &timer);
    uart_puts(uart0, "ready\n");
    sleep_ms(100);
    report("ticks", ticks);
    report("time_ms", (int32_t)(time_us_32() / 1000));
    for (;;) __wfi();
}
