// A board that is given its identity, as a process: its port is stdin and stdout, fuses and FRAM are files that outlive it.
//   provision-board metering|management FUSES FRAM [CUT LEFT]
//   provision-board keys FUSES FRAM: what a meter finds there: its status, title, public key and every stored key
// CUT: with the how manieth write, a row of fuses or a byte of FRAM, the supply goes; LEFT: the bits of it that still come.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "hal_ports.h"
#include "hardware/regs/otp_data.h"
#include "hardware/structs/otp.h"
#include "pico/bootrom.h"
#include "provision.h"

#define SUPPLY_GONE 9
#define NO_PERMISSION -4
#define UNSUPPORTED_MODIFICATION -18
#define LOCK_S 3u

uint16_t otp_ecc[OTP_ROWS];
uint32_t otp_raw[OTP_ROWS];
static otp_hw_t registers;
otp_hw_t *const otp_hw = &registers;

static uint32_t *fuses; // as the file has them: what is raw
static uint8_t *fram;
static long until_cut;
static uint32_t left;

/** The file, as long as it has to be. */
static void *mapped(const char *path, size_t length) {
  int file = open(path, O_RDWR | O_CREAT, 0600);
  void *bytes = MAP_FAILED;
  if (file >= 0 && ftruncate(file, (off_t)length) == 0)
    bytes = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (bytes == MAP_FAILED) {
    perror(path);
    exit(2);
  }
  return bytes;
}

static bool goes_now(void) { return until_cut > 0 && --until_cut == 0; }

static void burn(uint32_t row, uint32_t bits) {
  bool gone = goes_now();
  fuses[row] |= gone ? bits & left : bits;
  otp_raw[row] = fuses[row];
  otp_ecc[row] = (uint16_t)fuses[row];
  if (gone) _exit(SUPPLY_GONE);
}

static uint32_t given(const uint8_t *bytes, uint32_t unit) {
  uint32_t bits = 0;
  memcpy(&bits, bytes, unit);
  return bits;
}

int rom_func_otp_access(uint8_t *buffer, uint32_t length, otp_cmd_t command) {
  uint32_t row = command.flags & 0xffff, unit = command.flags & OTP_CMD_ECC_BITS ? 2 : 4, rows = length / unit;
  for (uint32_t i = 0; i < rows; i++) {
    uint32_t lock = fuses[OTP_DATA_PAGE0_LOCK1_ROW + 2 * ((row + i) / 64)];
    if ((lock & LOCK_S) != 0 && (lock >> 8 & LOCK_S) != 0) return NO_PERMISSION;
    uint32_t stands = unit == 2 ? fuses[row + i] : fuses[row + i] & ~given(buffer + unit * i, unit);
    if (stands != 0) return UNSUPPORTED_MODIFICATION;
  }
  for (uint32_t i = 0; i < rows; i++) burn(row + i, given(buffer + unit * i, unit));
  return BOOTROM_OK;
}

int rom_get_sys_info(uint32_t *words, uint32_t count, uint32_t flags) {
  const uint32_t info[] = {flags, 1, 0x5eed0001, 0x2350};
  memcpy(words, info, sizeof info < 4 * count ? sizeof info : 4 * count);
  return 4;
}

tm_status_t hal_random(hal_board_t *board, uint8_t *bytes, size_t length) {
  (void)board;
  return getrandom(bytes, length, 0) == (ssize_t)length ? TM_STATUS_OK : TM_STATUS_TIMEOUT;
}

tm_status_t hal_storage_read(hal_board_t *board, uint32_t address, uint8_t *bytes, size_t length) {
  (void)board;
  memcpy(bytes, fram + address, length);
  return TM_STATUS_OK;
}

tm_status_t hal_storage_write(hal_board_t *board, uint32_t address, const uint8_t *bytes, size_t length) {
  (void)board;
  for (size_t i = 0; i < length; i++) {
    bool gone = goes_now();
    fram[address + i] = gone ? (uint8_t)(bytes[i] ^ left) : bytes[i];
    if (gone) _exit(SUPPLY_GONE);
  }
  return TM_STATUS_OK;
}

tm_status_t hal_port_configure(hal_board_t *board, int port, int baud, int format) {
  (void)board;
  return port == PROVISION_PORT && hal_port_takes(baud, format) ? TM_STATUS_OK : TM_STATUS_OUT_OF_RANGE;
}

int hal_port_take(hal_board_t *board, int port, uint8_t *bytes, int max_bytes) {
  (void)board, (void)port;
  static uint8_t ring[512];
  static ssize_t at, end;
  if (at == end) {
    at = 0;
    end = read(STDIN_FILENO, ring, sizeof ring);
    if (end <= 0) exit(0);
  }
  *bytes = ring[at++];
  return max_bytes > 0 ? 1 : 0;
}

int hal_port_send(hal_board_t *board, int port, const uint8_t *bytes, int length) {
  (void)board, (void)port;
  return (int)write(STDOUT_FILENO, bytes, (size_t)length);
}

static void print(const uint8_t *bytes, size_t length) {
  putchar(' ');
  for (size_t i = 0; i < length; i++) printf("%02x", bytes[i]);
}

/** As a meter does when it starts. */
static int tell_keys(void) {
  static keys_t keys;
  keys_load(&keys, NULL);
  printf("%d", keys.state);
  if (keys.state == TM_STATUS_OK) {
    print(keys.identity.title, sizeof keys.identity.title);
    print(keys.identity.public_key, sizeof keys.identity.public_key);
    for (int i = 0; i < KEYS_STORED; i++) print(keys.stored[i].bytes, keys.stored[i].length);
  }
  putchar('\n');
  return 0;
}

int main(int count, char **arguments) {
  static provision_t provision;
  if (count < 4) return 2;
  fuses = mapped(arguments[2], OTP_ROWS * sizeof *fuses);
  fram = mapped(arguments[3], TM_FRAM_BYTES);
  until_cut = count > 5 ? atol(arguments[4]) : 0;
  left = count > 5 ? (uint32_t)strtoul(arguments[5], NULL, 16) : 0;
  for (int row = 0; row < OTP_ROWS; row++) {
    otp_raw[row] = fuses[row];
    otp_ecc[row] = (uint16_t)fuses[row];
  }
  if (strcmp(arguments[1], "keys") == 0) return tell_keys();
  provision_begin(&provision, NULL, strcmp(arguments[1], "metering") == 0 ? HAL_METERING : HAL_MANAGEMENT);
  for (;;) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    provision_step(&provision, (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u);
  }
}
