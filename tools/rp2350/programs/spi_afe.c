// Reads ADS131M08 frames by DMA on /DRDY from interrupts, as a metering board does, and reports what it got.
#include "hardware/dma.h"
#include "hardware/spi.h"
#include "report.h"

#ifndef MODE_CPHA
#define MODE_CPHA SPI_CPHA_1
#endif
#ifndef STARTED
#define STARTED (1u << RX | 1u << TX)
#endif
#ifndef GIVE_UP_ms
#define GIVE_UP_ms 1000
#endif
#define CS 5
#define DRDY 6
#define FRAME 30
#define FRAMES 400
#define RX 0
#define TX 1

static uint8_t frame[FRAME];
static uint8_t zero;
static volatile int frames, wrong;
static volatile int32_t sum;

static uint16_t crc(const uint8_t *bytes, int length) {
    uint16_t value = 0xffff;
    for (int i = 0; i < length; i++) {
        value ^= (uint16_t)(bytes[i] << 8);
        for (int bit = 0; bit < 8; bit++) value = (uint16_t)(value & 0x8000 ? value << 1 ^ 0x1021 : value << 1);
    }
    return value;
}

static void data_ready(uint gpio, uint32_t events) {
    (void)gpio, (void)events;
    gpio_put(CS, false);
    dma_channel_set_write_addr(RX, frame, false);
    dma_start_channel_mask(STARTED);
}

static void done(void) {
    dma_channel_acknowledge_irq0(RX);
    gpio_put(CS, true);
    if (crc(frame, FRAME - 3) != (frame[FRAME - 3] << 8 | frame[FRAME - 2])) wrong++;
    else sum += (int32_t)((uint32_t)frame[3] << 24 | (uint32_t)frame[4] << 16 | (uint32_t)frame[5] << 8) >> 8;
    frames++;
}

static void channel(uint number, bool transmit) {
    dma_channel_config config = dma_channel_get_default_config(number);
    channel_config_set_transfer_data_size(&config, DMA_SIZE_8);
    channel_config_set_dreq(&config, spi_get_dreq(spi0, transmit));
    channel_config_set_read_increment(&config, false);
    channel_config_set_write_increment(&config, !transmit);
    if (transmit) dma_channel_configure(number, &config, &spi_get_hw(spi0)->dr, &zero, FRAME, false);
    else dma_channel_configure(number, &config, frame, &spi_get_hw(spi0)->dr, FRAME, false);
}

static int32_t command(uint16_t word) {
    uint8_t out[FRAME] = {(uint8_t)(word >> 8), (uint8_t)word}, in[FRAME];
    gpio_put(CS, false);
    spi_write_read_blocking(spi0, out, in, FRAME);
    gpio_put(CS, true);
    return in[0] << 8 | in[1];
}

int main(void) {
    report_begin(115200);
    report("baud", (int32_t)spi_init(spi0, 8000000));
    spi_set_format(spi0, 8, SPI_CPOL_0, MODE_CPHA, SPI_MSB_FIRST);
    for (int pin = 2; pin <= 4; pin++) gpio_set_function(pin, GPIO_FUNC_SPI);
    gpio_init(CS);
    gpio_put(CS, true);
    gpio_set_dir(CS, true);
    gpio_init(DRDY);
    report("reset", command(0x0011));
    report("answer", command(0x0000));
    command(0x0022);
    command(0x0033);
    channel(RX, false);
    channel(TX, true);
    dma_channel_set_irq0_enabled(RX, true);
    irq_set_exclusive_handler(DMA_IRQ_0, done);
    irq_set_enabled(DMA_IRQ_0, true);
    gpio_set_irq_enabled_with_callback(DRDY, GPIO_IRQ_EDGE_FALL, true, data_ready);
    uint32_t start_us = time_us_32();
    while (frames < FRAMES && time_us_32() - start_us < GIVE_UP_ms * 1000) __wfi();
    gpio_set_irq_enabled(DRDY, GPIO_IRQ_EDGE_FALL, false);
    report("frames", frames);
    report("wrong", wrong);
    report("sum", sum);
    report("overrun", spi_get_hw(spi0)->ris & SPI_SSPRIS_RORRIS_BITS ? 1 : 0);
    report_end();
}
