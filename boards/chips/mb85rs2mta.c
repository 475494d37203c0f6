// Makes the headers of the MB85RS2MTA's transfers and reads its answers.
#include "mb85rs2mta.h"

#define STATUS_WEL 0x02
// RDID: Fujitsu (04, continuation 7F), density code 8 is 2 Mbit; the other bits name the product.
#define MANUFACTURER 0x04
#define CONTINUATION 0x7f
#define DENSITY 0x1f
#define DENSITY_2Mbit 8

void mb85rs2mta_header(uint8_t header[MB85RS2MTA_HEADER], uint8_t opcode, uint32_t address) {
  header[0] = opcode;
  header[1] = (uint8_t)(address >> 16);
  header[2] = (uint8_t)(address >> 8);
  header[3] = (uint8_t)address;
}

bool mb85rs2mta_is(const uint8_t answer[MB85RS2MTA_IDENTITY_BYTES]) {
  return answer[1] == MANUFACTURER && answer[2] == CONTINUATION && (answer[3] & DENSITY) == DENSITY_2Mbit;
}

bool mb85rs2mta_takes_write(const uint8_t answer[MB85RS2MTA_STATUS_BYTES]) { return answer[1] & STATUS_WEL; }
