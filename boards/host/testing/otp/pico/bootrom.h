// What the drivers of OTP call of the boot ROM, on a laptop.
#ifndef TWINMETER_TESTING_BOOTROM_H
#define TWINMETER_TESTING_BOOTROM_H

#include <stddef.h>
#include <stdint.h>

#define BOOTROM_OK 0
#define OTP_CMD_WRITE_BITS 0x10000u
#define OTP_CMD_ECC_BITS 0x20000u
#define SYS_INFO_CHIP_INFO 1

typedef struct {
  uint32_t flags;
} otp_cmd_t;

int rom_func_otp_access(uint8_t *buffer, uint32_t length, otp_cmd_t command);
int rom_get_sys_info(uint32_t *words, uint32_t count, uint32_t flags);

#endif
