// Makes the headers of the W25Q128JV's transfers and reads its answers.
#include "w25q128.h"

#define STATUS_BUSY 0x01
#define STATUS_WEL 0x02
#define STATUS_2_SUS 0x80
// RDID: Winbond, and capacity code 24, which is 2^24 bytes; the type between them names the family (JV-IQ 40, JV-IM 70).
#define MANUFACTURER 0xef
#define CAPACITY 24

void w25q128_header(uint8_t header[W25Q128_HEADER], uint8_t opcode, uint32_t address) {
  header[0] = opcode;
  header[1] = (uint8_t)(address >> 16);
  header[2] = (uint8_t)(address >> 8);
  header[3] = (uint8_t)address;
}

bool w25q128_is(const uint8_t answer[W25Q128_IDENTITY_BYTES]) {
  return answer[1] == MANUFACTURER && answer[3] == CAPACITY;
}

bool w25q128_busy(const uint8_t answer[W25Q128_STATUS_BYTES]) { return answer[1] & STATUS_BUSY; }

bool w25q128_takes_write(const uint8_t answer[W25Q128_STATUS_BYTES]) {
  return (answer[1] & (STATUS_WEL | STATUS_BUSY)) == STATUS_WEL;
}

bool w25q128_suspended(const uint8_t answer[W25Q128_STATUS_BYTES]) { return answer[1] & STATUS_2_SUS; }

uint32_t w25q128_erase_max_us(uint32_t length) {
  return length == W25Q128_SECTOR ? W25Q128_SECTOR_MAX_us : W25Q128_BLOCK_MAX_us;
}
