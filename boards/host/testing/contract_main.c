// The contract of the porting layer as a process: slices in on stdin, slices out on stdout, no engine and no module.
#include "contract.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "board.h"
#include "pipes.h"
#include "signals.h"

#define IN_CAPACITY (1u << 20)
#ifdef CONTRACT_MANAGEMENT
#define ROLE HAL_MANAGEMENT
#else
#define ROLE HAL_METERING
#endif

static uint64_t now_us;

uint64_t contract_now_us(void) { return now_us; }

/** Virtual time, as far as the board is told: ticks, or samples of 4 kHz. */
static void keep_time(const hal_event_t *event, size_t sets) {
  if (event->kind == HAL_EVENT_TICK) now_us = event->now_us;
  if (event->kind == HAL_EVENT_SAMPLES) now_us = (event->first_index + sets) * 250u;
}

static int answer(hal_board_t *board, contract_t *contract, const uint8_t *in, uint32_t length) {
  static uint8_t out[BOARD_OUT_CAPACITY];
  if (board_check_slice(board, in, length) != TM_STATUS_OK) return 2;
  slice_begin(&board->out, out, sizeof out);
  board_begin_input(board, in, length);
  for (hal_event_t event; hal_wait(board, &event), event.kind != HAL_EVENT_STOP;) {
    keep_time(&event, (size_t)(board->record.end - board->record.at) / (TM_SAMPLE_WORDS * sizeof(int32_t)));
    contract_event(contract, &event);
  }
  return board_write_all(STDOUT_FILENO, out, slice_end(&board->out)) ? 0 : 1;
}

/** The value behind an option of twinmeter-core; those that mean nothing here are passed over. */
static const char *option(int count, char **arguments, const char *name) {
  for (int i = 1; i + 1 < count; i += 2) {
    if (strcmp(arguments[i], name) == 0) return arguments[i + 1];
  }
  return NULL;
}

static void lose_power(void) { raise(SIGKILL); }

int main(int count, char **arguments) {
  static uint8_t in[IN_CAPACITY];
  static hal_board_t board;
  static contract_t contract;
  char error[200];
  board_signals_begin();
  board_init(&board, ROLE);
  const char *fram = option(count, arguments, "--fram"), *nor = option(count, arguments, "--nor");
  const char *cut_fram = option(count, arguments, "--cut-fram"), *cut_nor = option(count, arguments, "--cut-nor");
  board.cut = (board_power_cut_t){cut_fram ? (uint32_t)atol(cut_fram) : 0, cut_nor ? (uint32_t)atol(cut_nor) : 0, lose_power};
  if (board_fram_open(&board.fram, fram, error, sizeof error) != TM_STATUS_OK ||
      board_nor_open(&board.nor, nor, error, sizeof error) != TM_STATUS_OK) {
    fprintf(stderr, "contract: %s\n", error);
    return 2;
  }
  contract_begin(&contract, &board, ROLE);
  while (board_read_all(STDIN_FILENO, in, SLICE_LENGTH_WORD) == 1) {
    uint32_t length = slice_get_u32(in);
    if (length > sizeof in - SLICE_LENGTH_WORD) return 2;
    if (length > 0 && board_read_all(STDIN_FILENO, in + SLICE_LENGTH_WORD, length) != 1) return 2;
    int outcome = answer(&board, &contract, in, length + SLICE_LENGTH_WORD);
    if (outcome != 0) return outcome;
  }
  return 0;
}
