// What happened on the metering board and the core was not told of yet: the oldest of it first, a frame of the link before that.
#include "metering_events.h"

#include "afe.h"
#include "analog.h"
#include "board_parts.h"
#include "hardware/timer.h"
#include "latch.h"
#include "link_slave.h"
#include "nor.h"
#include "power_fail.h"
#include "resources.h"
#include "rtc.h"
#include "switches.h"
#include "work.h"

static void offer_latch(board_choice_t *choice) {
  hal_event_t event = {.kind = HAL_EVENT_COVER_LATCH};
  uint32_t since_us;
  if (board_latch_waiting(&event.latch, &since_us)) board_offer(choice, event, since_us);
}

static void offer_samples(board_choice_t *choice) {
  uint32_t oldest_us;
  int waiting = board_afe_waiting(&oldest_us);
  if (waiting == 0) return;
  bool old = timer0_hw->timerawl - oldest_us >= AFE_BLOCK_AGE_us;
  if (waiting >= AFE_BLOCK_SETS || old) board_offer(choice, (hal_event_t){.kind = HAL_EVENT_SAMPLES}, oldest_us);
}

static void offer_switch(board_choice_t *choice) {
  switch_change_t change;
  if (!board_switches_waiting(&change)) return;
  hal_event_t event = {.kind = HAL_EVENT_SWITCH, .input = (uint8_t)change.number, .closed = change.closed};
  (void)board_afe_place(change.since_us, &event.sample_index, &event.fraction_Q16);
  board_offer(choice, event, change.since_us);
}

static void offer_temperature(board_choice_t *choice) {
  int32_t temperature_mC;
  uint32_t since_us;
  if (!board_analog_waiting(&temperature_mC, &since_us)) return;
  board_offer(choice, (hal_event_t){.kind = HAL_EVENT_TEMPERATURE, .temperature_mC = temperature_mC}, since_us);
}

static void offer_clock(board_choice_t *choice) {
  rtc_result_t result;
  if (!board_rtc_ended(&result)) return;
  hal_event_t event = {
      .kind = HAL_EVENT_CLOCK,
      .operation = result.operation,
      .status = result.status,
      .time_s = result.time_s,
      .stopped = result.stopped,
      .temperature_mC = result.temperature_mC,
  };
  (void)board_afe_place(result.since_us, &event.sample_index, &event.fraction_Q16);
  board_offer(choice, event, result.since_us);
}

static void offer_power(board_choice_t *choice) {
  bool failing;
  uint32_t since_us;
  if (!board_power_waiting(&failing, &since_us)) return;
  hal_event_t event = {.kind = HAL_EVENT_POWER, .failing = failing};
  (void)board_afe_place(since_us, &event.at, &event.fraction_Q16);
  board_offer(choice, event, since_us);
}

static void offer_second(board_choice_t *choice) {
  uint32_t fell_us;
  if (!board_rtc_waiting(&fell_us)) return;
  hal_event_t event = {.kind = HAL_EVENT_SECOND};
  // An edge before the first sample has no place among them.
  if (board_afe_place(fell_us, &event.sample_index, &event.fraction_Q16)) board_offer(choice, event, fell_us);
  else board_rtc_taken();
}

// A frame's master waits LINK_READY_TIMEOUT_us for its answer, a block of samples has the whole ring: a frame goes first, and never
// two of them before something that waits longer, so that whoever asks all the time gets no more than every second turn.
static bool frame_went_first;

hal_event_t board_events_choose(void) {
  board_choice_t choice = {.event.kind = HAL_EVENT_NONE};
  uint32_t since_us;
  bool frame_waits = board_link_slave_waiting(&since_us);
  frame_went_first = frame_waits && !frame_went_first;
  if (frame_went_first) return (hal_event_t){.kind = HAL_EVENT_LINK_FRAME};
  offer_samples(&choice);
  board_offer_ports(&choice);
  board_offer_nor(&choice);
  offer_switch(&choice);
  offer_latch(&choice);
  offer_temperature(&choice);
  offer_second(&choice);
  offer_power(&choice);
  board_offer_jobs(&choice);
  offer_clock(&choice);
  if (frame_waits) board_offer(&choice, (hal_event_t){.kind = HAL_EVENT_LINK_FRAME}, since_us);
  return choice.event;
}

void board_events_forget(void) {
  board_switches_forget();
  board_analog_forget();
  board_latch_forget();
}

void board_events_told(const hal_event_t *event) {
  if (event->kind == HAL_EVENT_SWITCH) board_switches_told(event->input, event->closed);
  if (event->kind == HAL_EVENT_NOR_DONE) board_nor_told();
  if (event->kind == HAL_EVENT_SWITCH && event->input == TM_SWITCH_MAIN_COVER) board_latch_seen();
  if (event->kind == HAL_EVENT_COVER_LATCH) board_latch_told();
  if (event->kind == HAL_EVENT_SECOND) board_rtc_taken();
  if (event->kind == HAL_EVENT_CLOCK) board_rtc_told();
  if (event->kind == HAL_EVENT_POWER) board_power_told(event->failing);
  if (event->kind == HAL_EVENT_TEMPERATURE) board_analog_taken();
  if (event->kind == HAL_EVENT_JOB) board_job_told();
}
