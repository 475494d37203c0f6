// hal.h on the Pimoroni Pico Plus 2: link master, RS485 and optical port, display, buttons and contacts, load switch, FRAM, NOR.
#include "board_parts.h"
#include "cycles.h"
#include "fram.h"
#include "hal_management.h"
#include "hardware/dma.h"
#include "hardware/gpio.h"
#include "hardware/irq.h"
#include "hardware/spi.h"
#include "hardware/timer.h"
#include "latch.h"
#include "lcd.h"
#include "link_master.h"
#include "load_switch.h"
#include "relays.h"
#include "management_ports.h"
#include "nor.h"
#include "power_fail.h"
#include "random.h"
#include "resources.h"
#include "sign_on.h"
#include "slot_port.h"
#include "storage_bus.h"
#include "switches.h"
#include "terminals.h"
#include "work.h"

const board_port_t board_ports[UART_PORTS] = {
    [RS485_UART] = {TM_PORT_RS485,
                    {PIN_RS485_TX, PIN_RS485_RX, PIN_RS485_DE, TM_PORT_RS485_BAUD, TM_PORT_RS485_FORMAT}},
    [OPTICAL_UART] = {TM_PORT_OPTICAL,
                      {PIN_OPTICAL_TX, PIN_OPTICAL_RX, -1, TM_PORT_OPTICAL_BAUD, TM_PORT_OPTICAL_FORMAT}},
};
const uart_port_t board_voice = RS485_UART;

// One table for the driver: contacts stand behind the buttons.
#define FIRST_CONTACT TM_BUTTONS
static contact_t contacts[] = {
    {.number = TM_BUTTON_SCROLL, .pin = PIN_SCROLL_BUTTON},
    {.number = TM_BUTTON_SEALED, .pin = PIN_SEALED_BUTTON},
    {.number = FIRST_CONTACT + TM_CONTACT_TERMINAL_COVER, .closed = board_terminals_covered},
    {.number = FIRST_CONTACT + TM_CONTACT_MAGNET, .closed = board_terminals_magnet},
    {.number = FIRST_CONTACT + TM_CONTACT_UPLINK_MODULE, .closed = board_slot_uplink_present},
    {.number = FIRST_CONTACT + TM_CONTACT_DOWNLINK_MODULE, .closed = board_slot_downlink_present},
};

static uint64_t next_tick_us;

static void __not_in_flash_func(gpio_handler)(void) {
  unsigned pin = PIN_LINK_READY;
  uint32_t status = io_bank0_hw->proc0_irq_ctrl.ints[pin / 8] >> 4 * (pin % 8) & 0xf;
  if (status & GPIO_IRQ_LEVEL_HIGH) board_link_master_ready();
  pin = PIN_POWER_FAIL;
  uint32_t edges = io_bank0_hw->proc0_irq_ctrl.ints[pin / 8] >> 4 * (pin % 8) & 0xf;
  if (edges) board_power_edge(timer0_hw->timerawl);
  board_sign_on_edges();
}

static void __not_in_flash_func(dma_handler)(void) {
  dma_hw->ints0 = 1u << DMA_LINK_RX;
  board_link_master_transferred();
}

static void __not_in_flash_func(bus_is_ours)(void) {}

static void __not_in_flash_func(supply_changed)(bool failing) { board_slots_supply(failing); }

static void start_storage(void) {
  static const storage_bus_t bus = {STORAGE_SPI, bus_is_ours, bus_is_ours};
  board_storage_select(PIN_FRAM_CS);
  board_storage_select(PIN_NOR_CS);
  spi_init(STORAGE_SPI, STORAGE_SPI_Hz);
  gpio_set_function(PIN_STORAGE_RX, GPIO_FUNC_SPI);
  gpio_set_function(PIN_STORAGE_SCK, GPIO_FUNC_SPI);
  gpio_set_function(PIN_STORAGE_TX, GPIO_FUNC_SPI);
  board_storage_start(&bus);
  board_fram_start(PIN_FRAM_CS);
  board_nor_start(PIN_NOR_CS);
}

void board_start(void) {
  board_load_switch_start(); // before anything can go wrong
  gpio_init(PIN_ALARM_LED);
  gpio_set_dir(PIN_ALARM_LED, GPIO_OUT);
  board_power_start(supply_changed);
  board_ports_start();
  board_slots_start();
  start_storage();
  board_lcd_start();
  if (!board_random_start()) board_say("TRNG does not answer");
  board_latch_start();
  board_terminals_start();
  board_switches_start(contacts, sizeof contacts / sizeof *contacts);
  board_link_master_start();
  board_interrupts_start(gpio_handler, dma_handler);
  board_power_enable();
  board_loop_start();
  next_tick_us = time_us_64();
}

void board_step(void) {
  board_power_step();
  board_slots_step();
  board_lcd_step();
  board_nor_step();
  board_latch_step();
  board_relays_step();
  board_terminals_step();
  board_switches_step();
  board_load_switch_step();
}

void board_say(const char *text) {
  board_send_line(text);
  board_lcd_say(text);
}

void __not_in_flash_func(board_make_safe)(void) { board_load_switch_off(); }

static void offer_contacts(board_choice_t *choice) {
  switch_change_t change;
  if (!board_switches_waiting(&change)) return;
  hal_event_t event = {.kind = HAL_EVENT_BUTTON, .button = change.number, .pressed = change.closed};
  if (change.number >= FIRST_CONTACT) {
    uint8_t contact = (uint8_t)(change.number - FIRST_CONTACT);
    event = (hal_event_t){.kind = HAL_EVENT_CONTACT, .contact = contact, .closed = change.closed};
  }
  board_offer(choice, event, change.since_us);
}

static void offer_power(board_choice_t *choice, uint64_t now_us) {
  bool failing;
  uint32_t since_us;
  if (!board_power_waiting(&failing, &since_us)) return;
  hal_event_t event = {.kind = HAL_EVENT_POWER, .failing = failing, .at = now_us - ((uint32_t)now_us - since_us)};
  board_offer(choice, event, since_us);
}

static void offer_terminals(board_choice_t *choice) {
  hal_event_t event = {.kind = HAL_EVENT_TERMINAL_TEMPERATURE};
  uint32_t since_us;
  if (board_terminals_waiting(&event.condition, &event.temperature_mC, &since_us)) board_offer(choice, event, since_us);
  event = (hal_event_t){.kind = HAL_EVENT_COVER_LATCH};
  if (board_latch_waiting(&event.latch, &since_us)) board_offer(choice, event, since_us);
}

static void offer_load_switch(board_choice_t *choice) {
  load_switch_state_t state;
  if (!board_load_switch_waiting(&state)) return;
  hal_event_t event = {
      .kind = HAL_EVENT_LOAD_SWITCH,
      .closed = state.closed,
      .load_voltage = state.load_voltage,
      .outcome = state.outcome,
  };
  board_offer(choice, event, state.since_us);
}

static board_choice_t choose(uint64_t now_us) {
  board_choice_t choice = {.event.kind = HAL_EVENT_NONE};
  uint32_t since_us;
  tm_status_t status;
  board_offer_ports(&choice);
  board_offer_slots(&choice);
  board_offer_nor(&choice);
  offer_power(&choice, now_us);
  board_offer_jobs(&choice);
  offer_contacts(&choice);
  offer_terminals(&choice);
  offer_load_switch(&choice);
  if (board_link_master_ended(&since_us, &status)) {
    board_offer(&choice, (hal_event_t){.kind = HAL_EVENT_LINK_REPLY, .status = status}, since_us);
  }
  if (now_us >= next_tick_us) {
    board_offer(&choice, (hal_event_t){.kind = HAL_EVENT_TICK, .now_us = now_us}, (uint32_t)next_tick_us);
  }
  return choice;
}

void board_core_starts(void) {
  board_power_forget();
  board_slots_forget();
}

/** A core that starts is told everything anew. */
static void forget_what_was_told(hal_board_t *board) {
  if (!board->core_started) return;
  board->core_started = false;
  board_switches_forget();
  board_latch_forget();
  board_terminals_forget();
  board_load_switch_forget();
}

/** What the event announced counts as told; bytes and frames are taken by calls of their own. */
static void mark_told(const hal_event_t *event) {
  switch (event->kind) {
    case HAL_EVENT_BUTTON:
      board_switches_told(event->button, event->pressed);
      break;
    case HAL_EVENT_CONTACT:
      board_switches_told((uint8_t)(FIRST_CONTACT + event->contact), event->closed);
      if (event->contact == TM_CONTACT_TERMINAL_COVER) board_latch_seen();
      break;
    case HAL_EVENT_TERMINAL_TEMPERATURE:
      board_terminals_taken();
      break;
    case HAL_EVENT_COVER_LATCH:
      board_latch_told();
      break;
    case HAL_EVENT_LOAD_SWITCH:
      board_load_switch_told();
      break;
    case HAL_EVENT_LINK_REPLY:
      board_link_master_reported();
      break;
    case HAL_EVENT_POWER:
      board_power_told(event->failing);
      break;
    case HAL_EVENT_JOB:
      board_job_told();
      break;
    case HAL_EVENT_NOR_DONE:
      board_nor_told();
      break;
    default:
      break;
  }
}

void hal_wait(hal_board_t *board, hal_event_t *event) {
  board_cycles_end();
  board_report_on_break(board, RS485_UART);
  board_step();
  forget_what_was_told(board);
  uint64_t now_us = time_us_64();
  board_choice_t choice = choose(now_us);
  *event = choice.event;
  if (event->kind == HAL_EVENT_NONE) return;
  mark_told(event);
  // Ticks that were missed while the core worked are not made up for: each carries the time.
  if (event->kind == HAL_EVENT_TICK) next_tick_us += TM_TICK_us * ((now_us - next_tick_us) / TM_TICK_us + 1);
  board_cycles_begin(1);
}

int hal_link_take(hal_board_t *board, uint8_t *bytes, int max_bytes) {
  (void)board;
  return board_link_master_take(bytes, max_bytes);
}

tm_status_t hal_link_request(hal_board_t *board, const uint8_t *request, int length, int reply_length) {
  (void)board;
  return board_link_master_request(request, length, reply_length);
}

tm_status_t hal_load_switch(hal_board_t *board, int action) {
  (void)board;
  return board_load_switch_pulse(action);
}

tm_status_t hal_alarm_output(hal_board_t *board, int on) {
  (void)board;
  gpio_put(PIN_ALARM_LED, on != 0);
  return TM_STATUS_OK;
}

tm_status_t hal_relay_outputs(hal_board_t *board, int closed) {
  (void)board;
  board_relays_set((uint8_t)closed);
  return TM_STATUS_OK;
}
