// Drives TIMER0's alarm registers directly, because the SDK's alarm handlers lie in flash.
#include "alarm.h"

#include "hardware/irq.h"
#include "hardware/timer.h"
#include "pico.h"

#define ALARMS 4

static void (*alarm_handlers[ALARMS])(void);

static void __not_in_flash_func(run_alarm)(unsigned alarm) {
  timer0_hw->intr = 1u << alarm;
  alarm_handlers[alarm]();
}

static void __not_in_flash_func(alarm_0)(void) { run_alarm(0); }
static void __not_in_flash_func(alarm_1)(void) { run_alarm(1); }
static void __not_in_flash_func(alarm_2)(void) { run_alarm(2); }
static void __not_in_flash_func(alarm_3)(void) { run_alarm(3); }

static const irq_handler_t vectors[ALARMS] = {alarm_0, alarm_1, alarm_2, alarm_3};

void board_alarm_claim(unsigned alarm, void (*handler)(void), uint8_t priority) {
  alarm_handlers[alarm] = handler;
  irq_set_exclusive_handler(TIMER0_IRQ_0 + alarm, vectors[alarm]);
  irq_set_priority(TIMER0_IRQ_0 + alarm, priority);
  hw_set_bits(&timer0_hw->inte, 1u << alarm);
  irq_set_enabled(TIMER0_IRQ_0 + alarm, true);
}

void __not_in_flash_func(board_alarm_at)(unsigned alarm, uint32_t time_us) {
  timer0_hw->alarm[alarm] = time_us;
  // The comparator only sees equality: an instant that went by while it was being armed would wait 71 minutes.
  bool late = (int32_t)(time_us - timer0_hw->timerawl) <= 0;
  if (!late || !(timer0_hw->armed & (1u << alarm))) return;
  timer0_hw->armed = 1u << alarm;
  *(io_rw_32 *)(PPB_BASE + M33_NVIC_ISPR0_OFFSET) = 1u << (TIMER0_IRQ_0 + alarm);
}

void __not_in_flash_func(board_alarm_cancel)(unsigned alarm) { timer0_hw->armed = 1u << alarm; }
