// Executes slow work in thread mode on the process stack, which every exception preempts, the run loop among them.
#include "work.h"

#include <string.h>

#include "hal_jobs.h"
#include "hardware/sync.h"
#include "hardware/timer.h"
#include "pico.h"
#include "resources.h"

#define PAINT 0x5ac3a55au

// Jobs in the order of their start. The loop counts those started and told, thread mode those that ended; each
// count has one writer, and the loop never runs between two instructions of its own.
static hal_job_t *jobs[TM_JOBS_MAX];
static uint32_t ended_us[TM_JOBS_MAX];
static volatile uint32_t started, ended, told;
static const hal_job_t *last_told;

static uint32_t stack[WORK_STACK_BYTES / sizeof(uint32_t)] __attribute__((aligned(8)));

uint32_t board_work_stack_used(void) {
  const uint32_t *word = stack, *end = stack + sizeof stack / sizeof *stack;
  while (word < end && *word == PAINT) word++;
  return (uint32_t)((end - word) * (ptrdiff_t)sizeof *word);
}

// The end of a handler sets the event register, so one that ran after the last look is not slept over.
// The interrupts of each AFE frame, 8,000 a second, wake the core but not the loop.
static _Noreturn void __attribute__((used)) work(void) {
  for (;;) {
    if (started == ended) {
      __wfe();
      continue;
    }
    uint32_t place = ended % TM_JOBS_MAX;
    jobs[place]->run(jobs[place]);
    ended_us[place] = timer0_hw->timerawl;
    __compiler_memory_barrier();
    ended += 1;
    board_wake();
  }
}

tm_status_t hal_job_start(hal_board_t *board, hal_job_t *job) {
  (void)board;
  if (started - told >= TM_JOBS_MAX) return TM_STATUS_BUSY;
  jobs[started % TM_JOBS_MAX] = job;
  __compiler_memory_barrier();
  started += 1;
  return TM_STATUS_OK;
}

void board_offer_jobs(board_choice_t *choice) {
  if (ended == told) return;
  const hal_job_t *job = jobs[told % TM_JOBS_MAX];
  hal_event_t event = {.kind = HAL_EVENT_JOB, .job = job->number, .status = job->status};
  board_offer(choice, event, ended_us[told % TM_JOBS_MAX]);
}

void board_job_told(void) {
  hal_job_t *job = jobs[told % TM_JOBS_MAX];
  told += 1;
  last_told = job;
  job->under_way = false;
}

int hal_job_take(hal_board_t *board, int number, uint8_t *bytes, int max_bytes) {
  (void)board;
  if (last_told == NULL || last_told->number != number) return 0;
  int length = last_told->result_length < (uint32_t)max_bytes ? (int)last_told->result_length : max_bytes;
  memcpy(bytes, last_told->result, (size_t)length);
  return length;
}

/** A stack that overflows faults at its limit, instead of writing over what lies below. */
static _Noreturn void __attribute__((naked)) go_on_at(uint32_t *bottom, uint32_t *top) {
  (void)bottom, (void)top;
  __asm volatile(
      "msr psplim, r0\n"
      "msr psp, r1\n"
      "mov r2, #2\n" // SPSEL
      "msr control, r2\n"
      "isb\n"
      "b work\n");
}

_Noreturn void board_work(void) {
  uint32_t *end = stack + sizeof stack / sizeof *stack;
  for (uint32_t *word = stack; word < end; word++) *word = PAINT;
  go_on_at(stack, end);
}
