// The porting layer of slow work, beside hal.h: a job runs below everything else of the board and ends with an event.
#ifndef TWINMETER_HAL_JOBS_H
#define TWINMETER_HAL_JOBS_H

#include "crypto.h"
#include "hal.h"

/** A job with room for what it is given and what it gives. */
typedef struct hal_job hal_job_t;
struct hal_job {
  void (*run)(hal_job_t *job); /**< Sets status, bytes and length of the result; may take long, waits for nothing. */
  void *context;
  volatile bool under_way; /**< From its start until hal_wait gave its event. */
  uint8_t number, kind, key;
  crypto_strength_t curve;
  tm_status_t status;
  uint32_t input_length, result_length;
  uint8_t input[TM_JOB_INPUT_MAX];
  uint8_t result[TM_JOB_RESULT_MAX];
  uint8_t drawn[CRYPTO_DIGEST_MAX]; /**< Random bytes that a key for this job alone is made of. */
};

/** Runs a job behind those started before it; HAL_EVENT_JOB with its number and status follows.
 *  @return TM_STATUS_OK, or BUSY where the board cannot take it. */
tm_status_t hal_job_start(hal_board_t *board, hal_job_t *job);

/** Gives the result of the job the last event announced. @return bytes given, 0..max_bytes. */
int hal_job_take(hal_board_t *board, int number, uint8_t *bytes, int max_bytes);

#endif
