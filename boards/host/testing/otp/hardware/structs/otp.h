// The locks of OTP as the drivers see them, on a laptop.
#ifndef TWINMETER_TESTING_OTP_H
#define TWINMETER_TESTING_OTP_H

#include <stdint.h>

typedef struct {
  uint32_t sw_lock[64];
} otp_hw_t;

extern otp_hw_t *const otp_hw;

#endif
