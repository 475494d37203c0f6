// Hands one event of the board to the metering core: puts the bytes into its buffer and calls the export that takes them.
#include "hal_metering.h"
#include "host_internal.h"

/** A core answering with an impossible length has lost its footing: treated as a panic of that code. */
static bool impossible(host_t *host, int32_t code, int64_t detail) {
  host->panicked = true;
  host->panic_code = code;
  host->panic_detail = (int32_t)detail;
  return false;
}

static bool take_samples(host_t *host) {
  void *sets = host_memory(host, host->samples_buffer, TM_SAMPLES_MAX * TM_SAMPLE_WORDS * 4);
  for (;;) {
    uint64_t first_index = 0;
    int count = hal_samples_take(host->board, sets, TM_SAMPLES_MAX, &first_index);
    if (count <= 0) return true;
    const int64_t arguments[] = {(int64_t)first_index, count};
    int64_t status = 0;
    if (!host_call(host, METERING_samples, arguments, &status)) return false;
  }
}

static bool answer_link(host_t *host) {
  uint8_t *frame = host_memory(host, host->link_buffer, TM_LINK_FRAME_MAX);
  const int64_t arguments[] = {hal_link_take(host->board, frame, TM_LINK_FRAME_MAX)};
  int64_t length = 0;
  if (arguments[0] <= 0) return true;
  if (!host_call(host, METERING_link_received, arguments, &length)) return false;
  if (length <= 0) return true;
  if (length > TM_LINK_FRAME_MAX) return impossible(host, TM_STATUS_BAD_LENGTH, length);
  (void)hal_link_arm(host->board, frame, (int)length);
  return true;
}

static bool note_switch(host_t *host, const hal_event_t *event) {
  const int64_t arguments[] = {event->channel, event->value, (int64_t)event->sample_index};
  int64_t status = 0;
  return host_call(host, METERING_switch_changed, arguments, &status);
}

static bool note_second(host_t *host, const hal_event_t *event) {
  const int64_t arguments[] = {(int64_t)event->sample_index, event->fraction_Q16};
  int64_t status = 0;
  return host_call(host, METERING_second_elapsed, arguments, &status);
}

static bool note_temperature(host_t *host, int32_t temperature_mC) {
  const int64_t arguments[] = {temperature_mC};
  int64_t status = 0;
  return host_call(host, METERING_temperature_measured, arguments, &status);
}

bool host_metering_dispatch(host_t *host, const hal_event_t *event) {
  switch (event->kind) {
    case HAL_EVENT_SAMPLES:
      return take_samples(host);
    case HAL_EVENT_PORT:
      return host_take_port(host, event->channel);
    case HAL_EVENT_LINK_FRAME:
      return answer_link(host);
    case HAL_EVENT_SWITCH:
      return note_switch(host, event);
    case HAL_EVENT_SECOND:
      return note_second(host, event);
    case HAL_EVENT_TEMPERATURE:
      return note_temperature(host, event->value);
    default:
      return true;
  }
}
