// hal.h on the Raspberry Pi Pico 2: AFE, link slave, legal and adjustment port, pulses, FRAM, switches, RTC.
#include "ads131m08.h"
#include "afe.h"
#include "analog.h"
#include "board_parts.h"
#include "cycles.h"
#include "fram.h"
#include "hal_metering.h"
#include "hardware/dma.h"
#include "hardware/gpio.h"
#include "hardware/irq.h"
#include "hardware/spi.h"
#include "hardware/timer.h"
#include "latch.h"
#include "lcd.h"
#include "link_slave.h"
#include "metering_events.h"
#include "nor.h"
#include "power_fail.h"
#include "pulse.h"
#include "random.h"
#include "resources.h"
#include "rtc.h"
#include "storage_bus.h"
#include "switches.h"
#include "work.h"

const board_port_t board_ports[UART_PORTS] = {
    [LEGAL_UART] = {TM_PORT_LEGAL,
                    {PIN_LEGAL_TX, PIN_LEGAL_RX, PIN_LEGAL_DE, TM_PORT_LEGAL_BAUD, TM_PORT_LEGAL_FORMAT}},
    [ADJUSTMENT_UART] = {TM_PORT_ADJUSTMENT,
                         {PIN_ADJUSTMENT_TX, PIN_ADJUSTMENT_RX, -1, TM_PORT_ADJUSTMENT_BAUD,
                          TM_PORT_ADJUSTMENT_FORMAT}},
};
const uart_port_t board_voice = LEGAL_UART;

// The terminal cover's contact is on the management board.
static contact_t contacts[] = {
    {.number = TM_SWITCH_CALIBRATION_JUMPER, .pin = PIN_CALIBRATION_JUMPER},
    {.number = TM_SWITCH_MAIN_COVER, .pin = PIN_COVER},
    {.number = TM_SWITCH_CLOCK_BATTERY, .closed = board_analog_battery_good},
};

static bool afe_enabled;
static int block_left; /**< Sets of the announced block that were not taken yet. */

static uint32_t __not_in_flash_func(edges_of)(unsigned pin) {
  uint32_t edges = io_bank0_hw->proc0_irq_ctrl.ints[pin / 8] >> 4 * (pin % 8) & 0xf;
  if (edges) io_bank0_hw->intr[pin / 8] = edges << 4 * (pin % 8);
  return edges;
}

static void __not_in_flash_func(gpio_handler)(void) {
  uint32_t now_us = timer0_hw->timerawl;
  if (edges_of(PIN_AFE_DRDY)) board_afe_data_ready(now_us);
  if (edges_of(PIN_POWER_FAIL)) board_power_edge(now_us);
  if (edges_of(PIN_RTC_1HZ)) {
    board_pulse_second(now_us);
    board_rtc_fell(now_us);
  }
  uint32_t select = edges_of(PIN_LINK_CS);
  // Both edges pending means a whole transaction went by: begin and end in their order.
  bool high = gpio_get(PIN_LINK_CS);
  if (select & GPIO_IRQ_EDGE_RISE && !high) board_link_slave_select(0, now_us);
  if (select & GPIO_IRQ_EDGE_FALL) board_link_slave_select(1, now_us);
  if (select & GPIO_IRQ_EDGE_RISE && high) board_link_slave_select(0, now_us);
}

static void __not_in_flash_func(dma_handler)(void) {
  dma_hw->ints0 = 1u << DMA_SENSOR_RX;
  board_afe_frame_done();
}

static spi_setting_t afe_setting;

static void __not_in_flash_func(keep_afe_off)(void) { board_afe_hold(); }

static void __not_in_flash_func(let_afe_on)(void) {
  board_spi_set(AFE_SPI, &afe_setting);
  board_afe_release();
}

static void start_sensor_bus(void) {
  board_storage_select(PIN_AFE_CS);
  board_storage_select(PIN_FRAM_CS);
  board_storage_select(PIN_NOR_CS);
  spi_init(AFE_SPI, AFE_SPI_Hz);
  afe_setting = board_spi_setting(AFE_SPI, AFE_SPI_Hz, ADS131M08_SPI_MODE);
  gpio_set_function(PIN_AFE_RX, GPIO_FUNC_SPI);
  gpio_set_function(PIN_AFE_SCK, GPIO_FUNC_SPI);
  gpio_set_function(PIN_AFE_TX, GPIO_FUNC_SPI);
  gpio_init(PIN_AFE_DRDY);
  gpio_pull_up(PIN_AFE_DRDY);
}

void board_start(void) {
  static const storage_bus_t bus = {AFE_SPI, keep_afe_off, let_afe_on};
  board_pulse_start();
  board_power_start(board_pulse_hold);
  board_ports_start();
  board_analog_start();
  board_switches_start(contacts, sizeof contacts / sizeof *contacts);
  start_sensor_bus();
  if (!board_random_start()) board_say("TRNG does not answer");
  board_storage_start(&bus);
  board_fram_start(PIN_FRAM_CS);
  board_nor_start(PIN_NOR_CS);
  if (!board_afe_setup()) board_say("AFE does not answer");
  board_lcd_start();
  if (!board_rtc_start()) board_say("RTC does not answer");
  board_latch_start();
  board_interrupts_start(gpio_handler, dma_handler);
  board_link_slave_start();
  board_rtc_enable();
  board_power_enable();
  board_loop_start();
}

void board_step(void) {
  board_power_step();
  board_afe_supervise();
  board_link_slave_step();
  board_analog_step();
  board_nor_step();
  board_rtc_step();
  board_switches_step();
  board_lcd_step();
  board_latch_step();
}

void board_make_safe(void) {}

void board_say(const char *text) {
  board_send_line(text);
  board_lcd_say(text);
}

void board_core_starts(void) {
  board_power_forget();
  board_rtc_told();
  (void)board_pulse_source(TM_PULSE_REACTIVE, TM_PULSE_SOURCE_ENERGY);
}

void hal_wait(hal_board_t *board, hal_event_t *event) {
  board_cycles_end();
  if (!afe_enabled) board_afe_enable();
  afe_enabled = true;
  board_report_on_break(board, ADJUSTMENT_UART);
  board_step();
  if (board->core_started) board_events_forget();
  board->core_started = false;
  *event = board_events_choose();
  board_events_told(event);
  if (event->kind != HAL_EVENT_SAMPLES) return;
  uint32_t oldest_us;
  block_left = board_afe_waiting(&oldest_us);
  board_cycles_begin((uint32_t)block_left);
}

int hal_samples_take(hal_board_t *board, int32_t *sets, int max_sets, uint64_t *first_index) {
  (void)board;
  int taken = board_afe_take(sets, max_sets < block_left ? max_sets : block_left, first_index);
  block_left -= taken;
  return taken;
}

int hal_port_take(hal_board_t *board, int port, uint8_t *bytes, int max_bytes) {
  (void)board;
  return board_port_take(port, bytes, max_bytes);
}

// Whether the adjustment port answers is the core's decision: the board tells it of the jumper.
int hal_port_send(hal_board_t *board, int port, const uint8_t *bytes, int length) {
  (void)board;
  return board_port_send(port, bytes, length);
}

tm_status_t hal_port_configure(hal_board_t *board, int port, int baud, int format) {
  (void)board;
  return board_port_configure(port, baud, format);
}

int hal_port_idle(hal_board_t *board, int port) {
  (void)board;
  return board_port_idle(port);
}

int hal_link_take(hal_board_t *board, uint8_t *bytes, int max_bytes) {
  (void)board;
  return board_link_slave_take(bytes, max_bytes);
}

tm_status_t hal_link_arm(hal_board_t *board, const uint8_t *reply, int length) {
  (void)board;
  return board_link_slave_arm(reply, length);
}

tm_status_t hal_pulse(hal_board_t *board, int output, uint64_t sample_index, uint32_t fraction_Q16) {
  (void)board;
  return board_pulse_queue(output, board_afe_time_us(sample_index, fraction_Q16));
}

int hal_power_prepare(hal_board_t *board, int32_t address, const uint8_t *record, int length) {
  (void)board;
  return board_power_prepare(address, record, length);
}

tm_status_t hal_clock_read(hal_board_t *board) {
  (void)board;
  return board_rtc_read();
}

tm_status_t hal_clock_set(hal_board_t *board, uint64_t time_s) {
  (void)board;
  return board_rtc_set(time_s);
}

tm_status_t hal_pulse_source(hal_board_t *board, int32_t output, int32_t source) {
  (void)board;
  return board_pulse_source(output, source);
}
