// Hands one event of the board to the management core: puts the bytes into its buffer and calls the export that takes them.
#include "hal_management.h"
#include "host_internal.h"

static bool take_reply(host_t *host, tm_status_t status) {
  uint8_t *frame = host_memory(host, host->link_buffer, TM_LINK_FRAME_MAX);
  int length = hal_link_take(host->board, frame, TM_LINK_FRAME_MAX);
  const int64_t arguments[] = {status < 0 ? (int64_t)status : length};
  int64_t result = 0;
  return host_call(host, MANAGEMENT_link_replied, arguments, &result);
}

static bool tick(host_t *host, uint64_t now_us) {
  const int64_t arguments[] = {(int64_t)now_us};
  int64_t status = 0;
  return host_call(host, MANAGEMENT_tick, arguments, &status);
}

bool host_management_dispatch(host_t *host, const hal_event_t *event) {
  switch (event->kind) {
    case HAL_EVENT_PORT:
      return host_take_port(host, event->channel);
    case HAL_EVENT_LINK_REPLY:
      return take_reply(host, event->status);
    case HAL_EVENT_TICK:
      return tick(host, event->now_us);
    default:
      return true;
  }
}
