// The windows of OTP as the drivers see them, on a laptop: two arrays.
#ifndef TWINMETER_TESTING_OTP_DATA_H
#define TWINMETER_TESTING_OTP_DATA_H

#include <stdint.h>

#define OTP_ROWS 4096
#define OTP_DATA_PAGE0_LOCK1_ROW 0xf81u

extern uint16_t otp_ecc[OTP_ROWS];
extern uint32_t otp_raw[OTP_ROWS];

#define OTP_DATA_BASE ((uintptr_t)otp_ecc)
#define OTP_DATA_RAW_BASE ((uintptr_t)otp_raw)

#endif
