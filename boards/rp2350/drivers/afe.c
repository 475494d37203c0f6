// Reads the ADS131M08 by DMA, a frame per DRDY, into a ring of frames stamped with their sample index.
#include "afe.h"

#include <string.h>

#include "ads131m08.h"
#include "hardware/dma.h"
#include "hardware/gpio.h"
#include "hardware/spi.h"
#include "hardware/sync.h"
#include "hardware/timer.h"
#include "module_image.h"
#include "power_fail.h"
#include "resources.h"
#include "sample_clock.h"
#include "twinmeter_protocol.h"

#define RING 512 // 128 ms at 4 kHz, twice what a sealing of parameters takes the core; 16 ms at 32 kHz; power of two

typedef struct {
  uint64_t index;
  uint32_t time_us;
  uint16_t residue; /**< Of the whole frame's CRC, made by the sniffer: 0 when it is intact. */
  uint8_t frame[ADS131M08_FRAME_BYTES];
} afe_slot_t;

static struct {
  afe_slot_t ring[RING];
  volatile uint32_t head; /**< Frames received; written by interrupts only. */
  uint32_t tail;          /**< Frames taken; written by the loop only. */
  sample_clock_t clock;
  volatile bool started, busy, held, due, stale;
  volatile bool reset_seen;
  int32_t last_set[TM_SAMPLE_WORDS]; /**< Given out last. */
} afe;

static const uint8_t zero;
static const uint8_t channel_of_word[] = AFE_CHANNEL_OF_WORD;
#define FLAGS (TM_SAMPLE_WORDS - 1)
_Static_assert(sizeof channel_of_word == FLAGS, "a channel for each word of a set before its flags");

static void exchange_polled(uint16_t command, uint16_t value, uint8_t answer[ADS131M08_FRAME_BYTES]) {
  uint8_t out[ADS131M08_FRAME_BYTES];
  ads131m08_command(out, command, value);
  gpio_put(PIN_AFE_CS, 0);
  spi_write_read_blocking(AFE_SPI, out, answer, sizeof out);
  gpio_put(PIN_AFE_CS, 1);
}

_Static_assert(ADS131M08_HAS_GAIN(AFE_CURRENT_GAIN), "a gain the PGA has");

/** Voltages at gain 1, currents as their sensors need it. */
static void write_gains(void) {
  const uint8_t *currents = channel_of_word + TM_FIRST_CURRENT;
  uint8_t answer[ADS131M08_FRAME_BYTES];
  for (int which = 0; which < 2; which++) {
    uint16_t gains = ads131m08_gains(which, AFE_CURRENT_GAIN, currents, TM_INPUTS - TM_FIRST_CURRENT);
    exchange_polled(ADS131M08_WREG(ADS131M08_GAIN1 + which), gains, answer);
  }
}

static void configure(void) {
  uint8_t answer[ADS131M08_FRAME_BYTES];
  exchange_polled(ADS131M08_WREG(ADS131M08_MODE), ADS131M08_MODE_VALUE, answer);
  exchange_polled(ADS131M08_WREG(ADS131M08_CLOCK), ADS131M08_CLOCK_VALUE(board_module_afe_osr()), answer);
  write_gains();
}

bool board_afe_setup(void) {
  uint8_t answer[ADS131M08_FRAME_BYTES];
  (void)board_module_afe_osr(); // chooses the copy of the module: some ms in which the front end would convert already
  exchange_polled(ADS131M08_RESET, 0, answer);
  busy_wait_us_32(ADS131M08_RESET_us);
  exchange_polled(ADS131M08_NULL, 0, answer);
  bool found = ads131m08_residue(answer) == 0 && ads131m08_status(answer) == ADS131M08_RESET_ANSWER;
  configure();
  exchange_polled(ADS131M08_STANDBY, 0, answer);
  return found;
}

static void setup_dma(void) {
  dma_channel_config rx = dma_channel_get_default_config(DMA_SENSOR_RX);
  channel_config_set_transfer_data_size(&rx, DMA_SIZE_8);
  channel_config_set_dreq(&rx, spi_get_dreq(AFE_SPI, false));
  channel_config_set_read_increment(&rx, false);
  channel_config_set_write_increment(&rx, true);
  channel_config_set_sniff_enable(&rx, true);
  dma_channel_configure(DMA_SENSOR_RX, &rx, afe.ring[0].frame, &spi_get_hw(AFE_SPI)->dr, ADS131M08_FRAME_BYTES, false);
  dma_channel_config tx = dma_channel_get_default_config(DMA_SENSOR_TX);
  channel_config_set_transfer_data_size(&tx, DMA_SIZE_8);
  channel_config_set_dreq(&tx, spi_get_dreq(AFE_SPI, true));
  channel_config_set_read_increment(&tx, false);
  dma_channel_configure(DMA_SENSOR_TX, &tx, &spi_get_hw(AFE_SPI)->dr, &zero, ADS131M08_FRAME_BYTES, false);
  dma_sniffer_enable(DMA_SENSOR_RX, DMA_SNIFF_CTRL_CALC_VALUE_CRC16, false);
  dma_channel_set_irq0_enabled(DMA_SENSOR_RX, true);
}

void board_afe_enable(void) {
  uint8_t answer[ADS131M08_FRAME_BYTES];
  afe.started = false;
  afe.tail = afe.head;
  exchange_polled(ADS131M08_WAKEUP, 0, answer);
  exchange_polled(ADS131M08_NULL, 0,
                  answer); // takes the answer to WAKEUP, so that the first data frame begins with STATUS
  setup_dma();
  io_bank0_hw->intr[PIN_AFE_DRDY / 8] = 0xfu << 4 * (PIN_AFE_DRDY % 8);
  gpio_set_irq_enabled(PIN_AFE_DRDY, GPIO_IRQ_EDGE_FALL, true);
}

static void __not_in_flash_func(start_frame)(void) {
  afe.busy = true;
  gpio_put(PIN_AFE_CS, 0);
  dma_hw->ch[DMA_SENSOR_RX].write_addr = (uintptr_t)afe.ring[afe.head % RING].frame;
  dma_hw->sniff_data = ADS131M08_CRC_SEED;
  dma_hw->multi_channel_trigger = 1u << DMA_SENSOR_RX | 1u << DMA_SENSOR_TX;
}

void __not_in_flash_func(board_afe_data_ready)(uint32_t now_us) {
  uint32_t steps = 1;
  if (afe.started) steps = board_sample_clock_ready(&afe.clock, now_us);
  else board_sample_clock_start(&afe.clock, now_us, (uint32_t)ADS131M08_RATE_mHz(AFE_CRYSTAL_Hz, board_module_afe_osr()));
  afe.started = true;
  // A full ring (the loop hangs) or a frame still running loses this sample: a gap in the index says so.
  if (afe.busy || afe.due || afe.head - afe.tail >= RING) {
    afe.stale = true;
    return;
  }
  // The chip keeps two results: after a missed DRDY the older one has to go first (SBAS950 8.5.1.9.1).
  if (steps > 1) afe.stale = true;
  afe_slot_t *slot = &afe.ring[afe.head % RING];
  slot->index = afe.clock.index;
  slot->time_us = now_us;
  if (afe.held) afe.due = true;
  else start_frame();
}

void __not_in_flash_func(board_afe_frame_done)(void) {
  gpio_put(PIN_AFE_CS, 1);
  afe.busy = false;
  if (afe.stale) {
    afe.stale = false;
    // Only where the newer result is really there may the older be thrown away.
    if (!gpio_get(PIN_AFE_DRDY)) {
      start_frame();
      return;
    }
  }
  afe.ring[afe.head % RING].residue = (uint16_t)dma_hw->sniff_data;
  afe.head += 1;
}

void __not_in_flash_func(board_afe_hold)(void) {
  board_power_shut();
  afe.held = true;
  while (afe.busy) tight_loop_contents();
}

void __not_in_flash_func(board_afe_release)(void) {
  uint32_t interrupts = save_and_disable_interrupts();
  afe.held = false;
  if (afe.due) {
    afe.due = false;
    start_frame();
  }
  restore_interrupts(interrupts);
  board_power_open();
}

int board_afe_waiting(uint32_t *oldest_us) {
  uint32_t waiting = afe.head - afe.tail;
  *oldest_us = afe.ring[afe.tail % RING].time_us;
  return (int)waiting;
}

/** Values of a frame; those of the set before where the frame is none. */
static void unpack(const afe_slot_t *slot, const int32_t *before, int32_t set[TM_SAMPLE_WORDS]) {
  bool intact = slot->residue == 0;
  bool good = intact && ads131m08_as_set_up(slot->frame);
  set[FLAGS] = good ? 0 : TM_SAMPLE_FLAG_INVALID;
  if (good) {
    for (unsigned word = 0; word < FLAGS; word++) set[word] = ads131m08_channel(slot->frame, channel_of_word[word]);
    return;
  }
  memcpy(set, before, FLAGS * sizeof *set);
  afe.reset_seen |= intact && ads131m08_status(slot->frame) & ADS131M08_STATUS_RESET;
}

int board_afe_take(int32_t *sets, int max_sets, uint64_t *first_index) {
  *first_index = afe.ring[afe.tail % RING].index;
  const int32_t *before = afe.last_set;
  int taken = 0;
  while (taken < max_sets && afe.tail != afe.head) {
    const afe_slot_t *slot = &afe.ring[afe.tail % RING];
    if (slot->index != *first_index + (uint64_t)taken) break;
    int32_t *set = sets + taken * TM_SAMPLE_WORDS;
    unpack(slot, before, set);
    before = set;
    taken += 1;
    afe.tail += 1;
  }
  if (taken > 0) memcpy(afe.last_set, before, sizeof afe.last_set);
  return taken;
}

static sample_clock_t clock_now(void) {
  uint32_t interrupts = save_and_disable_interrupts();
  sample_clock_t clock = afe.clock;
  restore_interrupts(interrupts);
  return clock;
}

bool board_afe_place(uint32_t time_us, uint64_t *sample_index, uint32_t *fraction_Q16) {
  *sample_index = *fraction_Q16 = 0;
  if (!afe.started) return false;
  sample_clock_t clock = clock_now();
  return board_sample_clock_place(&clock, time_us, sample_index, fraction_Q16);
}

uint32_t board_afe_time_us(uint64_t sample_index, uint32_t fraction_Q16) {
  if (!afe.started) return timer0_hw->timerawl;
  sample_clock_t clock = clock_now();
  return board_sample_clock_time_us(&clock, sample_index, fraction_Q16);
}

void board_afe_supervise(void) {
  if (!afe.reset_seen) return;
  afe.reset_seen = false;
  board_afe_hold();
  configure();
  board_afe_release();
}
