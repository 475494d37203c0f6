// hal_keys.h and hal_jobs.h for a laptop: identity as it was given, the system's random numbers, jobs done at once whose
// end the conductor tells in virtual time.
#include <string.h>
#include <sys/random.h>

#include "board.h"
#include "slice_records.h"

tm_status_t hal_identity(hal_board_t *board, hal_identity_t *identity) {
  if (!board->has_identity) return TM_STATUS_NOT_FOUND;
  *identity = board->identity;
  return TM_STATUS_OK;
}

tm_status_t hal_random(hal_board_t *board, uint8_t *bytes, size_t length) {
  (void)board;
  // At most 256 bytes never come in pieces (getrandom(2)).
  for (size_t done = 0; done < length; done += 256) {
    size_t piece = length - done < 256 ? length - done : 256;
    if (getrandom(bytes + done, piece, 0) != (ssize_t)piece) return TM_STATUS_TIMEOUT;
  }
  return TM_STATUS_OK;
}

// What a job takes the emulated metering board beside its metering at 4 kHz, two cycles an instruction, rounded
// (tools/figures/jobs/jobs.ts): microseconds.
static const uint32_t durations_us[] = {
    [TM_JOB_SIGN] = 180000,     [TM_JOB_VERIFY_256] = 350000, [TM_JOB_VERIFY_384] = 1700000,
    [TM_JOB_GENERATE] = 150000, [TM_JOB_AGREE] = 190000,      [TM_JOB_PUBLIC] = 160000,
    [TM_JOB_DERIVE] = 220000,   [TM_JOB_DERIVE_ONCE] = 580000,
    [TM_JOB_SIGN_384] = 1050000, [TM_JOB_PUBLIC_384] = 950000,
    [TM_JOB_DERIVE_384] = 960000, [TM_JOB_DERIVE_ONCE_384] = 2950000,
    [TM_JOB_RENEW] = 580000,        [TM_JOB_RENEW_384] = 2950000,
};

static hal_job_t **place_of(hal_board_t *board, int number) {
  for (int i = 0; i < TM_JOBS_MAX; i++) {
    hal_job_t *job = board->jobs[i];
    if (number < 0 ? job == NULL : job != NULL && job->number == number) return &board->jobs[i];
  }
  return NULL;
}

tm_status_t hal_job_start(hal_board_t *board, hal_job_t *job) {
  hal_job_t **place = place_of(board, -1);
  if (place == NULL) return TM_STATUS_BUSY;
  job->run(job);
  uint32_t duration_us = durations_us[job->kind];
  if (!slice_emit_job(&board->out, job->number, (int16_t)job->status, duration_us, job->result, job->result_length))
    return TM_STATUS_BUSY;
  *place = job;
  return TM_STATUS_OK;
}

void board_job_told(hal_board_t *board, int number) {
  hal_job_t **place = place_of(board, number);
  board->job = place == NULL ? NULL : *place;
  if (place == NULL) return;
  *place = NULL;
  board->job->under_way = false;
}

int hal_job_take(hal_board_t *board, int number, uint8_t *bytes, int max_bytes) {
  const hal_job_t *job = board->job;
  if (job == NULL || job->number != number) return 0;
  int length = job->result_length < (uint32_t)max_bytes ? (int)job->result_length : max_bytes;
  memcpy(bytes, job->result, (size_t)length);
  return length;
}
