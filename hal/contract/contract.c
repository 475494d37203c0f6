// Runs the checks one after the other from the events of the board, and says on the port how each went.
#include "contract.h"

#include <stdio.h>
#include <string.h>

#include "hal_metering.h"
#include "hal_ports.h"

#define PATIENCE_us 5000000u /* Of an event: twice what the slowest erase takes. */

static const char *const verdicts[] = {[CHECK_PASSED] = "ok", [CHECK_FAILED] = "FAIL"};

check_t contract_expect(contract_t *contract, bool true_, uint32_t figure) {
  contract->figure = figure;
  return true_ ? CHECK_PASSED : CHECK_FAILED;
}

void contract_pattern(uint8_t *bytes, size_t length, uint8_t seed) {
  for (size_t i = 0; i < length; i++) bytes[i] = (uint8_t)(seed + 37u * i + (i >> 8));
}

static void say(contract_t *contract, const char *verdict, const char *name, uint32_t figure) {
  size_t at = (contract->first_line + contract->line_count) % CONTRACT_LINES;
  snprintf(contract->lines[at], CONTRACT_LINE_MAX, "%s %s: %lu\r\n", verdict, name, (unsigned long)figure);
  contract->line_count += 1;
}

static void send_lines(contract_t *contract) {
  while (contract->line_count > 0) {
    const char *line = contract->lines[contract->first_line];
    int length = (int)strlen(line);
    if (hal_port_send(contract->board, CONTRACT_PORT, (const uint8_t *)line, length) != length) return;
    contract->first_line = (contract->first_line + 1) % CONTRACT_LINES;
    contract->line_count -= 1;
  }
}

void contract_begin(contract_t *contract, hal_board_t *board, hal_role_t role) {
  *contract =
      (contract_t){.board = board, .role = role, .lists = {&contract_fram, &contract_nor, &contract_board}, .list = 3};
}

static const contract_list_t *present(const contract_t *contract) {
  if (contract->cut.count > 0) return &contract->cut;
  return contract->list < 3 ? contract->lists[contract->list] : NULL;
}

static void go_to_next(contract_t *contract) {
  contract->waits = false;
  contract->check += 1;
  if (contract->check < present(contract)->count) return;
  contract->check = 0;
  if (contract->cut.count > 0) contract->cut.count = 0;
  else contract->list += 1;
  if (present(contract) == NULL) say(contract, "done", "missed samples", contract->missed_samples);
}

static void judge(contract_t *contract, const char *name, check_t verdict) {
  if (verdict == CHECK_WAITS && contract_now_us() - contract->since_us > PATIENCE_us) {
    verdict = contract_expect(contract, false, PATIENCE_us);
  }
  contract->waits = verdict == CHECK_WAITS;
  if (contract->waits) return;
  say(contract, verdicts[verdict], name, contract->figure);
  go_to_next(contract);
}

/** One check a round, and only with room for its line: the board goes on between them. */
static void step(contract_t *contract, const hal_event_t *event) {
  const contract_list_t *list = present(contract);
  if (list == NULL || contract->line_count >= CONTRACT_LINES - 1) return;
  const contract_check_t *check = &list->checks[contract->check];
  if (contract->waits) {
    judge(contract, check->name, check->event(contract, event));
    return;
  }
  contract->since_us = contract_now_us();
  contract->figure = 0;
  contract->looked = false;
  judge(contract, check->name, check->begin(contract));
}

static void obey(contract_t *contract, char letter) {
  if (present(contract) != NULL) return;
  contract->cut = contract_cut(letter);
  contract->missed_samples = 0;
  if (letter == 'r') contract->list = 0;
}

/** Bytes are taken one at a time: what is left of them waits in the board. */
static void take_letters(contract_t *contract, int port) {
  uint8_t byte;
  while (hal_port_take(contract->board, port, &byte, 1) == 1) obey(contract, (char)byte);
}

#ifndef CONTRACT_MANAGEMENT
static void take_samples(contract_t *contract) {
  static int32_t sets[7 * TM_SAMPLE_WORDS]; // no divisor of a block: the last piece is a short one
  uint64_t first = 0;
  for (int count; (count = hal_samples_take(contract->board, sets, 7, &first)) > 0;) {
    if (contract->next_sample > 0 && first != contract->next_sample) contract->missed_samples += 1;
    contract->next_sample = first + (uint64_t)count;
  }
}
#else
static void take_samples(contract_t *contract) { (void)contract; }
#endif

/** The cores leave their first port at other rates. */
static void set_port(contract_t *contract) {
  if (contract->port_is_set) return;
  contract->port_is_set = hal_port_configure(contract->board, CONTRACT_PORT, 9600, TM_PORT_FORMAT_8N1) == TM_STATUS_OK;
}

void contract_event(contract_t *contract, const hal_event_t *event) {
  set_port(contract);
  if (event->kind == HAL_EVENT_PORT) take_letters(contract, event->port);
  if (event->kind == HAL_EVENT_SAMPLES) take_samples(contract);
  step(contract, event);
  send_lines(contract);
}
