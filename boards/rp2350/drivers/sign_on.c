// Gives the edges of RX pins to a receiver each; a line that oscillates must not take the time of the loop.
#include "sign_on.h"

#include "edge_receiver.h"
#include "hardware/gpio.h"
#include "hardware/sync.h"
#include "hardware/timer.h"
#include "resources.h"
#include "uart_port.h"
#ifdef BOARD_METERING
#define EARS UART_PORTS
#else
#include "slot_port.h"
#define EARS (UART_PORTS + SLOTS) // the slots stand behind the UARTs
#endif

#define EDGES (GPIO_IRQ_EDGE_FALL | GPIO_IRQ_EDGE_RISE)

static struct {
  edge_receiver_t receiver;
  uint8_t rx;
  bool listening;
  volatile bool deaf;      /**< Too many edges came since the loop last came round: it listens anew then. */
  volatile uint32_t edges; /**< Since the loop last came round. */
} ears[EARS];

static void start(unsigned port) {
  edge_receiver_start(&ears[port].receiver, TM_SIGN_ON_BAUD);
  ears[port].edges = 0;
  ears[port].deaf = false;
  gpio_set_irq_enabled(ears[port].rx, EDGES, true);
}

void board_sign_on_listen(unsigned port, int rx, bool on) {
  gpio_set_irq_enabled((unsigned)rx, EDGES, false);
  ears[port].rx = (uint8_t)rx;
  ears[port].listening = on;
  if (on) start(port);
}

static void __not_in_flash_func(edge)(unsigned port, unsigned word, uint32_t edges) {
  io_bank0_hw->intr[word] = edges;
  ears[port].edges++;
  ears[port].deaf = ears[port].edges > UART_EDGES_MAX;
  if (ears[port].deaf) hw_clear_bits(&io_bank0_hw->proc0_irq_ctrl.inte[word], edges);
  else edge_receiver_edge(&ears[port].receiver, gpio_get(ears[port].rx), timer0_hw->timerawl);
}

void __not_in_flash_func(board_sign_on_edges)(void) {
  for (unsigned port = 0; port < (unsigned)EARS; port++) {
    if (!ears[port].listening) continue;
    unsigned word = ears[port].rx / 8;
    uint32_t edges = (uint32_t)EDGES << 4 * (ears[port].rx % 8);
    if (io_bank0_hw->proc0_irq_ctrl.ints[word] & edges) edge(port, word, edges);
  }
}

bool board_sign_on_waiting(unsigned port) {
  if (!ears[port].listening) return false;
  uint32_t interrupts = save_and_disable_interrupts();
  ears[port].edges = 0;
  if (ears[port].deaf) start(port);
  bool waiting = edge_receiver_waiting(&ears[port].receiver, timer0_hw->timerawl);
  restore_interrupts(interrupts);
  return waiting;
}

int board_sign_on_take(unsigned port, uint8_t *bytes, int max_bytes) {
  if (!ears[port].listening) return 0;
  uint32_t interrupts = save_and_disable_interrupts();
  int taken = edge_receiver_take(&ears[port].receiver, timer0_hw->timerawl, bytes, max_bytes);
  restore_interrupts(interrupts);
  return taken;
}
