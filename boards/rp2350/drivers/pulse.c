// Switches the pulse outputs from a timer alarm, so that the loop's load cannot move an edge.
#include "pulse.h"

#include <stdbool.h>

#include "alarm.h"
#include "hardware/gpio.h"
#include "hardware/sync.h"
#include "hardware/timer.h"
#include "resources.h"

#define OUTPUTS 2
#define QUEUE 256 // power of two; 20 pulses of 2.5 kHz fall due in a block of 8 ms, 125 in the 50 ms of a dip

typedef struct {
  uint8_t pin;
  volatile bool on;
  volatile uint32_t next_us; /**< While on: when it goes off; while off: before this it stays off. */
  uint32_t due_us[QUEUE];
  volatile uint32_t queued, fired;
} pulse_output_t;

static pulse_output_t outputs[OUTPUTS] = {
    [TM_PULSE_ACTIVE] = {.pin = PIN_PULSE_ACTIVE},
    [TM_PULSE_REACTIVE] = {.pin = PIN_PULSE_REACTIVE},
};

static volatile bool held;

static bool __not_in_flash_func(reached)(uint32_t time_us, uint32_t now_us) { return (int32_t)(now_us - time_us) >= 0; }

static uint32_t __not_in_flash_func(later)(uint32_t a_us, uint32_t b_us) { return reached(a_us, b_us) ? b_us : a_us; }

static bool __not_in_flash_func(waits)(const pulse_output_t *output) { return output->queued != output->fired && !held; }

/** Makes the edges that are due. @return true when another edge is to come, at `*edge_us`. */
static bool __not_in_flash_func(move)(pulse_output_t *output, uint32_t now_us, uint32_t *edge_us) {
  if (output->on && reached(output->next_us, now_us)) {
    gpio_put(output->pin, 0);
    output->on = false;
    output->next_us = now_us + PULSE_PAUSE_us;
  }
  bool waiting = waits(output);
  uint32_t due_us = output->due_us[output->fired % QUEUE];
  if (!output->on && waiting && reached(due_us, now_us) && reached(output->next_us, now_us)) {
    gpio_put(output->pin, 1);
    output->on = true;
    // From the edge itself, whatever held it up, and not counting the microsecond under way: never narrower than said.
    output->next_us = timer0_hw->timerawl + 1 + PULSE_WIDTH_us;
    output->fired += 1;
  }
  *edge_us = output->on ? output->next_us : later(due_us, output->next_us);
  return output->on || waits(output);
}

static void __not_in_flash_func(serve)(void) {
  uint32_t now_us = timer0_hw->timerawl;
  bool wanted = false;
  uint32_t next_us = 0;
  for (unsigned i = 0; i < OUTPUTS; i++) {
    uint32_t edge_us = 0;
    if (!move(&outputs[i], now_us, &edge_us)) continue;
    if (!wanted || !reached(next_us, edge_us)) next_us = edge_us;
    wanted = true;
  }
  if (wanted) board_alarm_at(ALARM_PULSE, next_us);
}

static volatile bool seconds;

tm_status_t board_pulse_source(int output, int source) {
  bool wanted = source == TM_PULSE_SOURCE_SECONDS;
  if (!wanted && source != TM_PULSE_SOURCE_ENERGY) return TM_STATUS_OUT_OF_RANGE;
  if (output != TM_PULSE_REACTIVE && (wanted || output != TM_PULSE_ACTIVE)) return TM_STATUS_OUT_OF_RANGE;
  if (output == TM_PULSE_REACTIVE) seconds = wanted;
  return TM_STATUS_OK;
}

void __not_in_flash_func(board_pulse_second)(uint32_t fell_us) {
  pulse_output_t *output = &outputs[TM_PULSE_REACTIVE];
  // A second that comes late is none.
  if (!seconds || held || waits(output)) return;
  if (!output->on) output->next_us = fell_us;
  output->due_us[output->queued % QUEUE] = fell_us;
  output->queued += 1;
  serve();
}

void __not_in_flash_func(board_pulse_hold)(bool hold) {
  uint32_t interrupts = save_and_disable_interrupts();
  held = hold;
  serve();
  restore_interrupts(interrupts);
}

void board_pulse_start(void) {
  for (unsigned i = 0; i < OUTPUTS; i++) {
    gpio_init(outputs[i].pin);
    gpio_set_dir(outputs[i].pin, GPIO_OUT);
    outputs[i].next_us = timer0_hw->timerawl;
  }
  board_alarm_claim(ALARM_PULSE, serve, PRIORITY_SENSOR_LINK);
}

tm_status_t board_pulse_queue(int number, uint32_t due_us) {
  if (number < 0 || number >= OUTPUTS) return TM_STATUS_OUT_OF_RANGE;
  pulse_output_t *output = &outputs[number];
  if (output->queued - output->fired >= QUEUE) return TM_STATUS_BUSY;
  uint32_t interrupts = save_and_disable_interrupts();
  if (!output->on && output->queued == output->fired) output->next_us = timer0_hw->timerawl;
  output->due_us[output->queued % QUEUE] = due_us;
  output->queued += 1;
  serve();
  restore_interrupts(interrupts);
  return TM_STATUS_OK;
}
