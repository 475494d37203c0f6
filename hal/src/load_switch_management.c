// What the load switch may do, whatever a module asks for: a pause between operations, and so many in a day.
#include "hal_management.h"
#include "host_internal.h"

#define US_PER_ms 1000u
#define RENEWAL_us ((uint64_t)TM_LOAD_SWITCH_RENEWAL_s * 1000000u)

_Static_assert(TM_LOAD_SWITCH_PAUSE_ms > TM_LOAD_SWITCH_PULSE_ms + TM_LOAD_SWITCH_SETTLE_ms,
               "an operation is over before the next one");

static uint32_t get_u32(const uint8_t *bytes) {
  return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static void put_u32(uint8_t *bytes, uint32_t value) {
  for (int i = 0; i < 4; i++) bytes[i] = (uint8_t)(value >> 8 * i);
}

/** The budget in storage: all of it while the memory is blank, none when it is torn or does not answer. */
static uint32_t stored(host_t *host) {
  uint8_t record[TM_SWITCH_BUDGET_BYTES];
  if (hal_storage_read(host->board, TM_FRAM_SWITCH_BUDGET, record, sizeof record) != TM_STATUS_OK) return 0;
  uint32_t left = get_u32(record), inverted = get_u32(record + 4);
  if (left == UINT32_MAX && inverted == UINT32_MAX) return TM_LOAD_SWITCH_OPERATIONS;
  return left == ~inverted && left <= TM_LOAD_SWITCH_OPERATIONS ? left : 0;
}

static bool store(host_t *host, uint32_t left) {
  uint8_t record[TM_SWITCH_BUDGET_BYTES];
  put_u32(record, left);
  put_u32(record + 4, ~left);
  return hal_storage_write(host->board, TM_FRAM_SWITCH_BUDGET, record, sizeof record) == TM_STATUS_OK;
}

/** Time without power renews nothing: nobody saw how long it was. */
static void renew(host_load_switch_t *state, uint64_t now_us) {
  while (state->left < TM_LOAD_SWITCH_OPERATIONS && now_us - state->renewed_us >= RENEWAL_us) {
    state->left += 1;
    state->renewed_us += RENEWAL_us;
  }
  if (state->left == TM_LOAD_SWITCH_OPERATIONS) state->renewed_us = now_us;
}

static void know(host_t *host) {
  host_load_switch_t *state = &host->load_switch;
  if (state->known) return;
  *state = (host_load_switch_t){.known = true, .left = stored(host), .next_us = TM_LOAD_SWITCH_PAUSE_ms * US_PER_ms};
}

int32_t host_load_switch(host_t *host, int32_t action) {
  host_load_switch_t *state = &host->load_switch;
  if (action != TM_LOAD_SWITCH_OPEN && action != TM_LOAD_SWITCH_CLOSE) return TM_STATUS_OUT_OF_RANGE;
  know(host);
  renew(state, host->now_us);
  if (host->now_us < state->next_us) return TM_STATUS_BUSY;
  if (state->left == 0) return TM_STATUS_EXHAUSTED;
  // Counted before the coil sees anything: a power cut in between costs an operation, and never gives one.
  if (!store(host, state->left - 1)) return TM_STATUS_STORAGE_FAILED;
  state->left -= 1;
  state->next_us = host->now_us + TM_LOAD_SWITCH_PAUSE_ms * US_PER_ms;
  return hal_load_switch(host->board, action);
}
