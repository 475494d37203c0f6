// The MB85RS2MTA ferroelectric memory as bytes: opcodes, the header of a transfer, the write latch, its identity.
#ifndef TWINMETER_MB85RS2MTA_H
#define TWINMETER_MB85RS2MTA_H

#include <stdbool.h>
#include <stdint.h>

#define MB85RS2MTA_SPI_MODE 0
#define MB85RS2MTA_BYTES 262144u

#define MB85RS2MTA_WREN 0x06
#define MB85RS2MTA_RDSR 0x05
#define MB85RS2MTA_READ 0x03
#define MB85RS2MTA_WRITE 0x02
#define MB85RS2MTA_RDID 0x9f
/** Opcode and three address bytes. */
#define MB85RS2MTA_HEADER 4
/** Opcode and the four bytes that answer RDID; opcode and the byte that answers RDSR. */
#define MB85RS2MTA_IDENTITY_BYTES 5
#define MB85RS2MTA_STATUS_BYTES 2

/** Writes the header of a READ or WRITE at an address; the data follow it. */
void mb85rs2mta_header(uint8_t header[MB85RS2MTA_HEADER], uint8_t opcode, uint32_t address);

/** @return true when what came back for RDID names this chip. */
bool mb85rs2mta_is(const uint8_t answer[MB85RS2MTA_IDENTITY_BYTES]);

/** @return true when what came back for RDSR says that the next WRITE will be taken: the latch goes off after each. */
bool mb85rs2mta_takes_write(const uint8_t answer[MB85RS2MTA_STATUS_BYTES]);

#endif
