// One line a check over UART0: its name and the value; the spec compares the value with what it expects.
#ifndef REPORT_H
#define REPORT_H
#include "hardware/sync.h"
#include "hardware/uart.h"
#include "pico/stdlib.h"

static inline void report_begin(uint32_t baud) {
    uart_init(uart0, baud);
    gpio_set_function(0, UART_FUNCSEL_NUM(uart0, 0));
    gpio_set_function(1, UART_FUNCSEL_NUM(uart0, 1));
}

static inline void report(const char *name, int32_t value) {
    char digits[12];
    int length = 0;
    uint32_t rest = value < 0 ? -(uint32_t)value : (uint32_t)value;
    do digits[length++] = (char)('0' + rest % 10); while (rest /= 10);
    uart_puts(uart0, name);
    uart_putc_raw(uart0, ' ');
    if (value < 0) uart_putc_raw(uart0, '-');
    while (length) uart_putc_raw(uart0, digits[--length]);
    uart_putc_raw(uart0, '\n');
}

static inline void report_end(void) {
    uart_puts(uart0, "end\n");
    uart_tx_wait_blocking(uart0);
    for (;;) __wfi();
}
#endif
