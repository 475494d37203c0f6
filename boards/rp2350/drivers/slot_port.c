// Runs the UARTs of the slots on DMA rings, sees whether a module is there, and gives it what is kept for a failing supply.
#include "slot_port.h"

#include "hal_ports.h"
#include "hardware/dma.h"
#include "hardware/gpio.h"
#include "hardware/sync.h"
#include "hardware/timer.h"
#include "parity.h"
#include "pio_uart.h"
#include "resources.h"
#include "sign_on.h"
#include "uart_port.h"

// Entries are halfwords: a character and its parity bit are up to nine bits.
#define RX_RING 256
#define RX_RING_BITS 9
#define TX_RING TM_PORT_UPLINK_RING
#define TX_RING_BITS (__builtin_ctz(TX_RING) + 1)
#define ENDLESS (DMA_CH0_TRANS_COUNT_MODE_VALUE_ENDLESS << DMA_CH0_TRANS_COUNT_MODE_LSB)
// Whoever listens is idle behind two characters without a zero, whatever was on the line before.
#define GASP_IDLES 2

_Static_assert(TX_RING == 1 << (TX_RING_BITS - 1) && TM_PORT_DOWNLINK_RING == TX_RING, "the DMA wraps at a power of two");
_Static_assert(SLOTS == PIO_UARTS, "a UART each");
_Static_assert(TM_PORT_DOWNLINK_BAUD == TM_PORT_UPLINK_BAUD && TM_PORT_DOWNLINK_FORMAT == TM_PORT_UPLINK_FORMAT,
               "both begin alike");

typedef struct {
  uint8_t tx_channel, rx_channel, rx, format;
  uint32_t baud, bit_us;
  uint32_t rx_read, rx_since_us;
  volatile uint32_t queued, started; /**< Characters queued, and given to the DMA; free running. */
  bool resting;                      /**< The sender was seen at rest, since then. */
  uint32_t rest_since_us, high_us;
  volatile bool present;
  volatile bool gasped; /**< What is kept was sent, and the port is not as before yet. */
  uint32_t gasp_length; /**< Entries; 0: nothing is kept. */
  uint16_t gasp[GASP_IDLES + TM_LAST_GASP_MAX];
} slot_state_t;

static uint16_t rx_rings[SLOTS][RX_RING] __attribute__((aligned(sizeof(uint16_t) * RX_RING)));
static uint16_t tx_rings[SLOTS][TX_RING] __attribute__((aligned(sizeof(uint16_t) * TX_RING)));
static slot_state_t slots[SLOTS];
static volatile bool failing;
static const uint8_t pins[SLOTS][2] = {{PIN_UPLINK_TX, PIN_UPLINK_RX}, {PIN_DOWNLINK_TX, PIN_DOWNLINK_RX}};

static void start_receiving(slot_t number) {
  dma_channel_config rx = dma_channel_get_default_config(slots[number].rx_channel);
  channel_config_set_transfer_data_size(&rx, DMA_SIZE_16);
  channel_config_set_dreq(&rx, DREQ_PIO0_RX0 + PIO_UART_RECEIVER(number));
  channel_config_set_read_increment(&rx, false);
  channel_config_set_write_increment(&rx, true);
  channel_config_set_ring(&rx, true, RX_RING_BITS);
  // Bits come in at the top of the word: the character is in its upper half.
  const volatile uint16_t *character = (const volatile uint16_t *)&pio0_hw->rxf[PIO_UART_RECEIVER(number)] + 1;
  dma_channel_configure(slots[number].rx_channel, &rx, rx_rings[number], character, ENDLESS, true);
}

static void prepare_sending(slot_t number) {
  dma_channel_config tx = dma_channel_get_default_config(slots[number].tx_channel);
  channel_config_set_transfer_data_size(&tx, DMA_SIZE_16);
  channel_config_set_dreq(&tx, DREQ_PIO0_TX0 + PIO_UART_SENDER(number));
  channel_config_set_read_increment(&tx, true);
  channel_config_set_write_increment(&tx, false);
  channel_config_set_ring(&tx, false, TX_RING_BITS);
  dma_channel_configure(slots[number].tx_channel, &tx, &pio0_hw->txf[PIO_UART_SENDER(number)], tx_rings[number], 0, false);
}

static void set_format(slot_t number, uint32_t baud, int format) {
  slot_state_t *slot = &slots[number];
  board_pio_uart_set(number, baud, format == TM_PORT_FORMAT_8E1 ? 9 : 8);
  slot->baud = baud;
  slot->bit_us = 1000000u / baud + 1;
  slot->format = (uint8_t)format;
}

static void start(slot_t number) {
  slots[number] = (slot_state_t){
      .tx_channel = (uint8_t)(DMA_SLOT_TX + number),
      .rx_channel = (uint8_t)(DMA_SLOT_RX + number),
      .rx = pins[number][1],
      .high_us = timer0_hw->timerawl - SLOT_EMPTY_us,
  };
  board_pio_uart_start(number, pins[number][0], pins[number][1]);
  prepare_sending(number);
  start_receiving(number);
  set_format(number, TM_PORT_UPLINK_BAUD, TM_PORT_UPLINK_FORMAT);
}

void board_slots_start(void) {
  board_pio_uart_load();
  for (slot_t number = SLOT_UPLINK; number < SLOTS; number++) start(number);
}

bool board_slot_uplink_present(void) { return slots[SLOT_UPLINK].present; }

bool board_slot_downlink_present(void) { return slots[SLOT_DOWNLINK].present; }

static uint32_t received(slot_t number) {
  const slot_state_t *slot = &slots[number];
  uint32_t position = (dma_hw->ch[slot->rx_channel].write_addr - (uintptr_t)rx_rings[number]) / sizeof(uint16_t);
  return (position - slot->rx_read) % RX_RING;
}

bool board_slot_waiting(slot_t number, uint32_t *since_us) {
  slot_state_t *slot = &slots[number];
  if (received(number) == 0 && !board_sign_on_waiting(UART_PORTS + number)) {
    slot->rx_since_us = 0;
    return false;
  }
  if (slot->rx_since_us == 0) slot->rx_since_us = timer0_hw->timerawl | 1;
  *since_us = slot->rx_since_us;
  return true;
}

/** Takes the parity off. @return false where it is wrong. */
static bool decode(int format, uint16_t entry, uint8_t *byte) {
  uint32_t bits = format == TM_PORT_FORMAT_8E1 ? entry >> 7 : entry >> 8;
  *byte = (uint8_t)(format == TM_PORT_FORMAT_7E1 ? bits & 0x7f : bits);
  return format == TM_PORT_FORMAT_8N1 || !parity_is_odd(bits);
}

static uint16_t encode(int format, uint8_t byte) {
  if (format == TM_PORT_FORMAT_8N1) return byte;
  if (format == TM_PORT_FORMAT_8E1) return (uint16_t)(byte | parity_is_odd(byte) << 8);
  return (uint16_t)((byte & 0x7f) | parity_is_odd(byte & 0x7f) << 7);
}

int board_slot_take(slot_t number, uint8_t *bytes, int max_bytes) {
  slot_state_t *slot = &slots[number];
  int taken = 0;
  for (uint32_t left = received(number); left > 0 && taken < max_bytes; left--) {
    if (decode(slot->format, rx_rings[number][slot->rx_read++ % RX_RING], &bytes[taken])) taken++;
  }
  slot->rx_since_us = 0;
  return taken + board_sign_on_take(UART_PORTS + number, bytes + taken, max_bytes - taken);
}

static bool dma_is_busy(const slot_state_t *slot) {
  return dma_hw->ch[slot->tx_channel].al1_ctrl & DMA_CH0_CTRL_TRIG_BUSY_BITS;
}

static bool sender_rests(slot_t number) { return !dma_is_busy(&slots[number]) && board_pio_uart_rests(number); }

/** Hands what is queued to the DMA; nothing between a failing supply and `recover`. */
static void hand_on(slot_state_t *slot) {
  uint32_t interrupts = save_and_disable_interrupts();
  uint32_t waiting = slot->queued - slot->started;
  if (!slot->gasped && waiting > 0 && !dma_is_busy(slot)) {
    slot->started += waiting;
    dma_hw->ch[slot->tx_channel].al1_transfer_count_trig = waiting;
  }
  restore_interrupts(interrupts);
}

static void look(slot_t number, uint32_t now_us) {
  slot_state_t *slot = &slots[number];
  // A character that came had a stop bit, which is high.
  if (gpio_get(slot->rx) || received(number) > 0) slot->high_us = now_us;
  slot->present = now_us - slot->high_us < SLOT_EMPTY_us;
  bool rests = slot->queued == slot->started && sender_rests(number);
  if (rests && !slot->resting) slot->rest_since_us = now_us;
  slot->resting = rests;
}

/** The supply is whole again and the last byte has left: the port goes on as it was set, without what was queued. */
static void recover(slot_t number) {
  slot_state_t *slot = &slots[number];
  if (!slot->gasped || failing || !sender_rests(number)) return;
  slot->queued = slot->started = 0;
  prepare_sending(number);
  set_format(number, slot->baud, slot->format);
  slot->gasped = false;
}

void board_slots_step(void) {
  uint32_t now_us = timer0_hw->timerawl;
  for (slot_t number = SLOT_UPLINK; number < SLOTS; number++) {
    recover(number);
    hand_on(&slots[number]);
    look(number, now_us);
  }
}

int board_slot_send(slot_t number, const uint8_t *bytes, int length) {
  slot_state_t *slot = &slots[number];
  if (length < 0 || length > TX_RING) return TM_STATUS_BAD_LENGTH;
  uint32_t room = TX_RING - (slot->queued - slot->started);
  // What the DMA has not fetched yet still stands in the ring.
  room -= dma_hw->ch[slot->tx_channel].transfer_count & DMA_CH0_TRANS_COUNT_COUNT_BITS;
  if (length == 0 || slot->gasped || (uint32_t)length > room) return 0;
  for (int i = 0; i < length; i++) {
    tx_rings[number][(slot->queued + (uint32_t)i) % TX_RING] = encode(slot->format, bytes[i]);
  }
  slot->queued += (uint32_t)length;
  slot->resting = false;
  hand_on(slot);
  return length;
}

/** The sender rests when the last stop bit has begun: a bit later it is over. */
bool board_slot_idle(slot_t number) {
  const slot_state_t *slot = &slots[number];
  return slot->resting && timer0_hw->timerawl - slot->rest_since_us >= slot->bit_us;
}

tm_status_t board_slot_configure(slot_t number, int baud, int format) {
  slot_state_t *slot = &slots[number];
  if (!hal_port_takes(baud, format)) return TM_STATUS_OUT_OF_RANGE;
  if (slot->gasped || !board_slot_idle(number)) return TM_STATUS_BUSY;
  set_format(number, (uint32_t)baud, format);
  board_sign_on_listen(UART_PORTS + number, slot->rx, format == TM_PORT_FORMAT_7E1 && baud != TM_SIGN_ON_BAUD);
  return TM_STATUS_OK;
}

tm_status_t board_slot_keep_gasp(slot_t number, const uint8_t *bytes, int length) {
  slot_state_t *slot = &slots[number];
  if (length < 0 || length > TM_LAST_GASP_MAX) return TM_STATUS_BAD_LENGTH;
  uint32_t interrupts = save_and_disable_interrupts(); // some 3 us, so that one buffer is enough
  for (int i = 0; i < GASP_IDLES; i++) slot->gasp[i] = 0xff;
  for (int i = 0; i < length; i++) slot->gasp[GASP_IDLES + i] = bytes[i];
  slot->gasp_length = length > 0 ? (uint32_t)(GASP_IDLES + length) : 0;
  restore_interrupts(interrupts);
  return TM_STATUS_OK;
}

void board_slots_forget(void) {
  for (slot_t number = SLOT_UPLINK; number < SLOTS; number++) (void)board_slot_keep_gasp(number, NULL, 0);
}

/** Puts what is kept in the place of what is under way. */
static void __not_in_flash_func(gasp)(unsigned number) {
  slot_state_t *slot = &slots[number];
  if (slot->gasp_length == 0 || slot->gasped || !slot->present) return;
  slot->gasped = true;
  dma_hw->abort = 1u << slot->tx_channel;
  while (dma_hw->abort & 1u << slot->tx_channel) tight_loop_contents();
  board_pio_uart_restart_sender(number, PIO_UART_DIVIDER(TM_LAST_GASP_BAUD));
  dma_hw->ch[slot->tx_channel].al1_ctrl &= ~(uint32_t)DMA_CH0_CTRL_TRIG_RING_SIZE_BITS;
  dma_hw->ch[slot->tx_channel].read_addr = (uintptr_t)slot->gasp;
  dma_hw->ch[slot->tx_channel].al1_transfer_count_trig = slot->gasp_length;
}

void __not_in_flash_func(board_slots_supply)(bool fails) {
  failing = fails;
  if (!fails) return;
  for (unsigned number = 0; number < SLOTS; number++) gasp(number);
}
