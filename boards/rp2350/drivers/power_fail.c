// Follows the power-fail comparator, and writes the record kept ready when the supply fails. Lies in SRAM as a whole
// (linker/default_text_excludes.incl): a supply may fail while the flash cannot be read.
#include "power_fail.h"

#include "fram.h"
#include "hardware/gpio.h"
#include "hardware/irq.h"
#include "hardware/sync.h"
#include "hardware/timer.h"
#include "power_record.h"
#include "resources.h"
#include "watchdog.h"

#define EDGE_REGISTER (PIN_POWER_FAIL / 8)
#define EDGES ((uint32_t)(GPIO_IRQ_EDGE_FALL | GPIO_IRQ_EDGE_RISE) << 4 * (PIN_POWER_FAIL % 8))
// An interrupt no peripheral has. It is pended at the edge and runs below the handlers of samples, pulses and ports: their
// frames and edges pass between its chunks.
#define RECORD_IRQ SPARE_IRQ_0
#define RECORD_WORD (RECORD_IRQ / 32)
#define RECORD_BIT (1u << RECORD_IRQ % 32)
#define NVIC_WORD(register) (*(io_rw_32 *)(PPB_BASE + (register) + 4 * RECORD_WORD))

static struct {
  power_record_t kept;
  volatile bool failing, deaf;
  volatile uint32_t since_us;
  bool told;
  void (*changed)(bool failing);
} power;

static void write_record(void) {
  if (!power_record_is_due(&power.kept)) return;
  power_record_seal(&power.kept);
  power.kept.written = board_fram_write(power.kept.address, power.kept.bytes, power.kept.length) == TM_STATUS_OK;
}

void board_power_shut(void) {
  NVIC_WORD(M33_NVIC_ICER0_OFFSET) = RECORD_BIT;
  __dsb();
  __isb();
}

void board_power_open(void) { NVIC_WORD(M33_NVIC_ISER0_OFFSET) = RECORD_BIT; }

void board_power_start(void (*changed)(bool failing)) {
  power.changed = changed;
  gpio_init(PIN_POWER_FAIL);
  gpio_pull_up(PIN_POWER_FAIL); // without a comparator the supply counts as whole
  uint32_t began_us = timer0_hw->timerawl;
  // A comparator that stays low is broken: then it is better to meter than to wait.
  while (!gpio_get(PIN_POWER_FAIL) && timer0_hw->timerawl - began_us < SUPPLY_RISE_ms * 1000u) board_watchdog_feed();
  irq_set_exclusive_handler(RECORD_IRQ, write_record);
  irq_set_priority(RECORD_IRQ, PRIORITY_RECORD);
}

void board_power_enable(void) {
  power.deaf = true;
  board_power_step();
  board_power_open();
}

void board_power_edge(uint32_t now_us) {
  // A comparator that oscillates must not take the time of the samples: it is heard again when the loop came round.
  hw_clear_bits(&io_bank0_hw->proc0_irq_ctrl.inte[EDGE_REGISTER], EDGES);
  power.deaf = true;
  power.failing = !gpio_get(PIN_POWER_FAIL);
  power.since_us = now_us;
  power.changed(power.failing);
  if (power.failing) NVIC_WORD(M33_NVIC_ISPR0_OFFSET) = RECORD_BIT;
}

void board_power_step(void) {
  if (!power.deaf) return;
  power.deaf = false;
  io_bank0_hw->intr[EDGE_REGISTER] = EDGES;
  hw_set_bits(&io_bank0_hw->proc0_irq_ctrl.inte[EDGE_REGISTER], EDGES);
  uint32_t interrupts = save_and_disable_interrupts();
  if (power.failing == gpio_get(PIN_POWER_FAIL)) board_power_edge(timer0_hw->timerawl); // changed while nobody listened
  restore_interrupts(interrupts);
}

bool board_power_waiting(bool *failing, uint32_t *since_us) {
  uint32_t interrupts = save_and_disable_interrupts();
  *failing = power.failing;
  *since_us = power.since_us;
  restore_interrupts(interrupts);
  return *failing != power.told;
}

void board_power_told(bool failing) { power.told = failing; }

void board_power_forget(void) {
  board_power_shut();
  power.kept.length = 0;
  power.kept.written = false;
  power.told = false;
  board_power_open();
}

int board_power_prepare(int32_t address, const uint8_t *record, int length) {
  board_power_shut(); // for the 3 us of a copy, so that one buffer is enough
  int status = power_record_keep(&power.kept, address, record, length);
  board_power_open();
  return status;
}
