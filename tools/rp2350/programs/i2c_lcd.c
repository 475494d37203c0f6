// Writes two lines to an HD44780 behind a PCF8574 at 0x27 with blocking I2C, and looks for a chip that is not there.
#include "hardware/i2c.h"
#include "report.h"

static void nibble(uint8_t value, uint8_t rs) {
    uint8_t port = (uint8_t)(value << 4 | rs | 8);
    uint8_t bytes[2] = {port | 4, port};
    i2c_write_blocking(i2c0, 0x27, bytes, 2, false);
}

static void byte(uint8_t value, uint8_t rs) {
    nibble(value >> 4, rs);
    nibble(value & 0xf, rs);
    sleep_us(50);
}

static void text(uint8_t address, const char *line) {
    byte(0x80 | address, 0);
    while (*line) byte((uint8_t)*line++, 1);
}

int main(void) {
    report_begin(115200);
    report("baud", (int32_t)i2c_init(i2c0, 100000));
    gpio_set_function(8, GPIO_FUNC_I2C);
    gpio_set_function(9, GPIO_FUNC_I2C);
    gpio_pull_up(8);
    gpio_pull_up(9);
    uint8_t seen;
    report("absent", i2c_read_blocking(i2c0, 0x20, &seen, 1, false));
    sleep_ms(15);
    static const uint16_t wait_us[] = {4200, 150, 50, 50};
    for (int i = 0; i < 4; i++) {
        nibble(i < 3 ? 3 : 2, 0);
        sleep_us(wait_us[i]);
    }
    byte(0x28, 0);
    byte(0x0c, 0);
    byte(0x06, 0);
    byte(0x01, 0);
    sleep_ms(2);
    text(0x00, "1.8.0  000123.4 kWh");
    text(0x54, "Twinmeter");
    report("present", i2c_read_blocking(i2c0, 0x27, &seen, 1, false));
    report("port", seen);
    report_end();
}
