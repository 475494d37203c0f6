// The programs of the UARTs that PIO0 makes, and the machines that run them.
#include "pio_uart.h"

#include "hardware/gpio.h"
#include "hardware/resets.h"
#include "pico.h"

#define WINDOW 16u // GPIOBASE: pins 16 to 47
#define JUMP 0u
#define OPCODE_BITS 13
// Instructions written to a machine from outside.
#define SET_PIN_HIGH 0xe001u            // set pins, 1
#define SET_PIN_OUT 0xe081u             // set pindirs, 1
#define SET_LAST_BIT(n) (0xe040u | (n)) // set y, n: number of the last bit of a character
#define JUMP_TO(address) (address)

// Side-set of one optional bit at TX. The machine rests in `pull`, with the line high.
#define SENDER 0u
static const uint16_t sender[] = {
    0x9fa0, // pull block        side 1 [7]  stop bit, and rest
    0xb722, // mov x, y          side 0 [7]  start bit
    0x6001, // out pins, 1
    0x0642, // jmp x--, 2               [6]
};
#define SENDER_LENGTH ((uint32_t)(sizeof sender / sizeof *sender))
// From the falling edge to the middle of the first bit are twelve periods. A character without a stop bit is dropped, and
// the line has to rise before the next one.
#define RECEIVER SENDER_LENGTH
static const uint16_t receiver[] = {
    0x2020, // wait 0 pin 0
    0xaa22, // mov x, y                 [10]
    0x4001, // in pins, 1
    0x0642, // jmp x--, 2               [6]
    0x00c7, // jmp pin, 7
    0x20a0, // wait 1 pin 0
    0x0000, // jmp 0
    0x8020, // push block
};
#define RECEIVER_LENGTH ((uint32_t)(sizeof receiver / sizeof *receiver))
#define RECEIVER_REST (RECEIVER + 5) // waits for a line that is high first

_Static_assert(PIN_UPLINK_TX >= WINDOW && PIN_UPLINK_RX >= WINDOW, "the window of the PIO has the pins");
_Static_assert(PIN_DOWNLINK_TX >= WINDOW && PIN_DOWNLINK_RX >= WINDOW, "the window of the PIO has the pins");

/** Targets of jumps move with the program. */
static void load(const uint16_t *program, uint32_t length, uint32_t offset) {
  for (uint32_t i = 0; i < length; i++) {
    bool jumps = program[i] >> OPCODE_BITS == JUMP;
    pio0_hw->instr_mem[offset + i] = program[i] + (jumps ? offset : 0);
  }
}

void board_pio_uart_load(void) {
  reset_unreset_block_num_wait_blocking(RESET_PIO0);
  pio0_hw->gpiobase = WINDOW;
  load(sender, SENDER_LENGTH, SENDER);
  load(receiver, RECEIVER_LENGTH, RECEIVER);
}

static uint32_t wrap(uint32_t first, uint32_t length) {
  return (first + length - 1) << PIO_SM0_EXECCTRL_WRAP_TOP_LSB | first << PIO_SM0_EXECCTRL_WRAP_BOTTOM_LSB;
}

static void start_sender(pio_sm_hw_t *machine, uint32_t pin) {
  machine->execctrl = wrap(SENDER, SENDER_LENGTH) | PIO_SM0_EXECCTRL_SIDE_EN_BITS;
  machine->shiftctrl = PIO_SM0_SHIFTCTRL_OUT_SHIFTDIR_BITS | PIO_SM0_SHIFTCTRL_FJOIN_TX_BITS;
  machine->pinctrl = 2u << PIO_SM0_PINCTRL_SIDESET_COUNT_LSB | 1u << PIO_SM0_PINCTRL_SET_COUNT_LSB |
                     1u << PIO_SM0_PINCTRL_OUT_COUNT_LSB | pin << PIO_SM0_PINCTRL_SIDESET_BASE_LSB |
                     pin << PIO_SM0_PINCTRL_SET_BASE_LSB | pin << PIO_SM0_PINCTRL_OUT_BASE_LSB;
  machine->instr = SET_PIN_HIGH; // before it is an output
  machine->instr = SET_PIN_OUT;
  machine->instr = JUMP_TO(SENDER);
}

static void start_receiver(pio_sm_hw_t *machine, uint32_t pin) {
  machine->execctrl = wrap(RECEIVER, RECEIVER_LENGTH) | pin << PIO_SM0_EXECCTRL_JMP_PIN_LSB;
  machine->shiftctrl = PIO_SM0_SHIFTCTRL_IN_SHIFTDIR_BITS | PIO_SM0_SHIFTCTRL_FJOIN_RX_BITS;
  machine->pinctrl = pin << PIO_SM0_PINCTRL_IN_BASE_LSB;
}

void board_pio_uart_start(unsigned uart, unsigned tx, unsigned rx) {
  start_sender(&pio0_hw->sm[PIO_UART_SENDER(uart)], tx - WINDOW);
  start_receiver(&pio0_hw->sm[PIO_UART_RECEIVER(uart)], rx - WINDOW);
  gpio_set_function(tx, GPIO_FUNC_PIO0);
  gpio_set_function(rx, GPIO_FUNC_PIO0);
  gpio_disable_pulls(rx);
  hw_set_bits(&pio0_hw->ctrl, 1u << PIO_UART_SENDER(uart));
}

void board_pio_uart_set(unsigned uart, uint32_t baud, unsigned bits) {
  pio_sm_hw_t *out = &pio0_hw->sm[PIO_UART_SENDER(uart)], *in = &pio0_hw->sm[PIO_UART_RECEIVER(uart)];
  uint32_t receives = 1u << PIO_UART_RECEIVER(uart);
  hw_clear_bits(&pio0_hw->ctrl, receives);
  out->clkdiv = PIO_UART_DIVIDER(baud);
  in->clkdiv = PIO_UART_DIVIDER(baud);
  out->instr = SET_LAST_BIT(bits - 1);
  in->instr = SET_LAST_BIT(bits - 1);
  in->instr = JUMP_TO(RECEIVER_REST);
  hw_set_bits(&pio0_hw->ctrl, receives << PIO_CTRL_SM_RESTART_LSB | receives);
}

bool board_pio_uart_rests(unsigned uart) {
  bool empty = pio0_hw->fstat & 1u << (PIO_FSTAT_TXEMPTY_LSB + PIO_UART_SENDER(uart));
  return empty && pio0_hw->sm[PIO_UART_SENDER(uart)].addr == SENDER;
}

void __not_in_flash_func(board_pio_uart_restart_sender)(unsigned uart, uint32_t divider) {
  pio_sm_hw_t *machine = &pio0_hw->sm[PIO_UART_SENDER(uart)];
  uint32_t sends = 1u << PIO_UART_SENDER(uart);
  hw_clear_bits(&pio0_hw->ctrl, sends);
  hw_xor_bits(&machine->shiftctrl, PIO_SM0_SHIFTCTRL_FJOIN_TX_BITS); // twice: that empties the FIFO
  hw_xor_bits(&machine->shiftctrl, PIO_SM0_SHIFTCTRL_FJOIN_TX_BITS);
  machine->clkdiv = divider;
  machine->instr = SET_LAST_BIT(7);
  machine->instr = JUMP_TO(SENDER);
  hw_set_bits(&pio0_hw->ctrl, sends << PIO_CTRL_SM_RESTART_LSB | sends);
}
