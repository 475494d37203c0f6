// Runs UART0 and UART1 on DMA rings that go on while the loop sleeps or the flash is being erased.
#include "uart_port.h"

#include "alarm.h"
#include "hal_ports.h"
#include "hardware/dma.h"
#include "hardware/gpio.h"
#include "hardware/sync.h"
#include "hardware/timer.h"
#include "hardware/uart.h"
#include "resources.h"
#include "sign_on.h"

#define RX_RING 512 // halfwords, so that the error bits of each byte come along
#define RX_RING_BITS 10
#ifdef BOARD_METERING
#define TX_RING TM_METERING_RING_MAX
#else
#define TX_RING TM_MANAGEMENT_RING_MAX
#endif
#define TX_RING_BITS __builtin_ctz(TX_RING)
#define RX_ERRORS (UART_UARTDR_FE_BITS | UART_UARTDR_PE_BITS | UART_UARTDR_BE_BITS)
#define TX_FIFO 32
#define UART_CLOCK_Hz CPU_Hz // the SDK drives clk_peri by clk_sys
// Endless transfers (RP2350): the ring never stops.
#define ENDLESS (DMA_CH0_TRANS_COUNT_MODE_VALUE_ENDLESS << DMA_CH0_TRANS_COUNT_MODE_LSB)

_Static_assert(TX_RING == 1 << TX_RING_BITS, "the DMA wraps at a power of two");

typedef struct {
  uart_inst_t *uart;
  uint8_t rx_channel, tx_channel;
  int rx, driver_enable;
  uint32_t character_us;
  uint32_t rx_read; /**< Halfwords read, free running. */
  uint32_t rx_since_us;
  volatile uint32_t tx_queued, tx_started; /**< Bytes queued, and given to the DMA; free running. */
  volatile bool sending;
  bool breaking; /**< The line went low for more than a character, and nothing came since. */
  uint32_t break_since_us;
} uart_state_t;

static uint16_t rx_rings[UART_PORTS][RX_RING] __attribute__((aligned(sizeof(uint16_t) * RX_RING)));
static uint8_t tx_rings[UART_PORTS][TX_RING] __attribute__((aligned(TX_RING)));
static uart_state_t ports[UART_PORTS];

static uint32_t character_us(int baud) {
  return (10u * 1000000u + (uint32_t)baud - 1) / (uint32_t)baud; // start, eight or seven and parity, stop
}

/** The SDK's own functions would spin for a character time, 33 ms at 300 baud, in case one is under way; here
 *  nothing is being sent, and what is being received belongs to the rate that ends. */
static void set_format(uart_state_t *port, int baud, int format) {
  uart_hw_t *uart = uart_get_hw(port->uart);
  // PL011: the divisor is clk_peri / 16 / baud in 1/64, rounded; it takes effect with the write to LCR_H.
  uint32_t divisor = (4u * UART_CLOCK_Hz + (uint32_t)baud / 2) / (uint32_t)baud;
  uint32_t bits = format == TM_PORT_FORMAT_7E1 ? 2 : 3; // WLEN: seven, eight
  uint32_t parity = format == TM_PORT_FORMAT_8N1 ? 0 : UART_UARTLCR_H_PEN_BITS | UART_UARTLCR_H_EPS_BITS;
  hw_clear_bits(&uart->cr, UART_UARTCR_UARTEN_BITS);
  uart->lcr_h = 0; // without FEN the FIFOs are emptied
  uart->ibrd = divisor >> 6;
  uart->fbrd = divisor & 63;
  uart->lcr_h = bits << UART_UARTLCR_H_WLEN_LSB | UART_UARTLCR_H_FEN_BITS | parity;
  hw_set_bits(&uart->cr, UART_UARTCR_UARTEN_BITS);
  port->character_us = character_us(baud) + (format == TM_PORT_FORMAT_8E1 ? character_us(baud) / 10 : 0);
}

static void start_receiving(uart_state_t *port, uint16_t *ring) {
  dma_channel_config rx = dma_channel_get_default_config(port->rx_channel);
  channel_config_set_transfer_data_size(&rx, DMA_SIZE_16);
  channel_config_set_dreq(&rx, uart_get_dreq_num(port->uart, false));
  channel_config_set_read_increment(&rx, false);
  channel_config_set_write_increment(&rx, true);
  channel_config_set_ring(&rx, true, RX_RING_BITS);
  dma_channel_configure(port->rx_channel, &rx, ring, &uart_get_hw(port->uart)->dr, ENDLESS, true);
}

static void prepare_sending(uart_state_t *port, uint8_t *ring) {
  dma_channel_config tx = dma_channel_get_default_config(port->tx_channel);
  channel_config_set_transfer_data_size(&tx, DMA_SIZE_8);
  channel_config_set_dreq(&tx, uart_get_dreq_num(port->uart, true));
  channel_config_set_read_increment(&tx, true);
  channel_config_set_write_increment(&tx, false);
  channel_config_set_ring(&tx, false, TX_RING_BITS);
  dma_channel_configure(port->tx_channel, &tx, &uart_get_hw(port->uart)->dr, ring, 0, false);
}

static void __not_in_flash_func(serve)(void);

void board_uart_start(uart_port_t number, const uart_port_setup_t *setup) {
  uart_state_t *port = &ports[number];
  *port = (uart_state_t){
      .uart = UART_INSTANCE(number),
      .rx_channel = number == UART_PORT_0 ? DMA_UART0_RX : DMA_UART1_RX,
      .tx_channel = number == UART_PORT_0 ? DMA_UART0_TX : DMA_UART1_TX,
      .rx = setup->rx,
      .driver_enable = setup->driver_enable,
  };
  uart_init(port->uart, 115200);
  set_format(port, setup->baud, setup->format);
  gpio_set_function((uint)setup->tx, UART_FUNCSEL_NUM(port->uart, setup->tx));
  gpio_set_function((uint)setup->rx, UART_FUNCSEL_NUM(port->uart, setup->rx));
  gpio_pull_up((uint)setup->rx); // an open line is idle, not a break
  if (setup->driver_enable >= 0) {
    gpio_init((uint)setup->driver_enable);
    gpio_set_dir((uint)setup->driver_enable, GPIO_OUT);
  }
  prepare_sending(port, tx_rings[number]);
  start_receiving(port, rx_rings[number]);
  board_alarm_claim(ALARM_UART, serve, PRIORITY_PORTS);
}

static uint32_t received(const uart_state_t *port) {
  uintptr_t ring = (uintptr_t)rx_rings[port - ports];
  uint32_t position = (dma_hw->ch[port->rx_channel].write_addr - ring) / sizeof(uint16_t);
  return (position - port->rx_read) % RX_RING;
}

bool board_uart_waiting(uart_port_t number, uint32_t *since_us) {
  uart_state_t *port = &ports[number];
  if (!port->uart || (received(port) == 0 && !board_sign_on_waiting(number))) {
    port->rx_since_us = 0;
    return false;
  }
  if (port->rx_since_us == 0) port->rx_since_us = timer0_hw->timerawl | 1;
  *since_us = port->rx_since_us;
  return true;
}

int board_uart_take(uart_port_t number, uint8_t *bytes, int max_bytes) {
  uart_state_t *port = &ports[number];
  int taken = 0;
  for (uint32_t left = received(port); left > 0 && taken < max_bytes; left--) {
    uint16_t entry = rx_rings[number][port->rx_read++ % RX_RING];
    // Zeros without a stop bit: the line is low for a whole character. The receiver waits for it to rise then, so
    // anything behind it is the end of it.
    port->breaking = entry & UART_UARTDR_FE_BITS && (uint8_t)entry == 0;
    if (port->breaking) port->break_since_us = timer0_hw->timerawl;
    if (!(entry & RX_ERRORS)) bytes[taken++] = (uint8_t)entry;
  }
  port->rx_since_us = 0;
  return taken + board_sign_on_take(number, bytes + taken, max_bytes - taken);
}

bool board_uart_take_break(uart_port_t number) {
  uart_state_t *port = &ports[number];
  if (!port->breaking || !gpio_get((uint)port->rx)) return false;
  port->breaking = false;
  return timer0_hw->timerawl - port->break_since_us >= UART_BREAK_us;
}

static bool __not_in_flash_func(start_dma)(uart_state_t *port) {
  if (dma_hw->ch[port->tx_channel].al1_ctrl & DMA_CH0_CTRL_TRIG_BUSY_BITS) return false;
  uint32_t waiting = port->tx_queued - port->tx_started;
  if (waiting == 0) return false;
  port->tx_started += waiting;
  dma_hw->ch[port->tx_channel].al1_transfer_count_trig = waiting;
  return true;
}

/** Moves one port on; @return time until it wants to be seen again, 0 when it is idle. */
static uint32_t __not_in_flash_func(serve_port)(uart_state_t *port) {
  if (!port->sending) return 0;
  start_dma(port);
  bool dma_busy = dma_hw->ch[port->tx_channel].al1_ctrl & DMA_CH0_CTRL_TRIG_BUSY_BITS;
  // Before the FIFO can run dry there is time for more bytes; behind it, the end is looked for closely, because
  // the driver must be off before the other side may answer.
  if (dma_busy) return port->character_us * (TX_FIFO / 4);
  if (uart_get_hw(port->uart)->fr & UART_UARTFR_BUSY_BITS) return port->character_us / 4;
  if (port->driver_enable >= 0) gpio_put((uint)port->driver_enable, 0);
  port->sending = false;
  return 0;
}

static void __not_in_flash_func(serve)(void) {
  uint32_t next_us = 0;
  for (unsigned i = 0; i < UART_PORTS; i++) {
    uint32_t due_us = serve_port(&ports[i]);
    if (due_us && (next_us == 0 || due_us < next_us)) next_us = due_us;
  }
  if (next_us) board_alarm_at(ALARM_UART, timer0_hw->timerawl + next_us);
}

int board_uart_send(uart_port_t number, const uint8_t *bytes, int length) {
  uart_state_t *port = &ports[number];
  if (length < 0 || length > TX_RING) return TM_STATUS_BAD_LENGTH;
  uint32_t room = TX_RING - (port->tx_queued - port->tx_started);
  // Bytes the DMA has not fetched yet still stand in the ring.
  room -= dma_hw->ch[port->tx_channel].transfer_count & DMA_CH0_TRANS_COUNT_COUNT_BITS;
  if (length == 0 || (uint32_t)length > room) return 0;
  for (int i = 0; i < length; i++) tx_rings[number][(port->tx_queued + (uint32_t)i) % TX_RING] = bytes[i];
  uint32_t interrupts = save_and_disable_interrupts();
  port->tx_queued += (uint32_t)length;
  if (port->driver_enable >= 0) gpio_put((uint)port->driver_enable, 1);
  port->sending = true;
  serve();
  restore_interrupts(interrupts);
  return length;
}

bool board_uart_idle(uart_port_t number) { return !ports[number].sending; }

tm_status_t board_uart_configure(uart_port_t number, int baud, int format) {
  if (!hal_port_takes(baud, format)) return TM_STATUS_OUT_OF_RANGE;
  if (!board_uart_idle(number)) return TM_STATUS_BUSY;
  set_format(&ports[number], baud, format);
  board_sign_on_listen(number, ports[number].rx, format == TM_PORT_FORMAT_7E1 && baud != TM_SIGN_ON_BAUD);
  return TM_STATUS_OK;
}
