// The W25Q128JV NOR flash as bytes: opcodes, the header of a transfer, its two status registers, its identity, its times.
#ifndef TWINMETER_W25Q128_H
#define TWINMETER_W25Q128_H

#include <stdbool.h>
#include <stdint.h>

#define W25Q128_SPI_MODE 0
#define W25Q128_BYTES 16777216u
#define W25Q128_PAGE 256u
#define W25Q128_SECTOR 4096u
#define W25Q128_BLOCK 65536u

#define W25Q128_WREN 0x06
#define W25Q128_RDSR1 0x05
#define W25Q128_RDSR2 0x35
#define W25Q128_READ 0x03
#define W25Q128_PROGRAM 0x02
#define W25Q128_ERASE_SECTOR 0x20
#define W25Q128_ERASE_BLOCK 0xd8
#define W25Q128_SUSPEND 0x75
#define W25Q128_RESUME 0x7a
#define W25Q128_RDID 0x9f
/** Opcode and three address bytes. */
#define W25Q128_HEADER 4
/** Opcode and the three bytes that answer RDID; opcode and the byte that answers RDSR1 or RDSR2. */
#define W25Q128_IDENTITY_BYTES 4
#define W25Q128_STATUS_BYTES 2

/** Longest times (datasheet table 9.6): tPP, tSE, tBE2, and tSUS from SUSPEND to suspended and from RESUME to SUSPEND. */
#define W25Q128_PROGRAM_MAX_us 3000u
#define W25Q128_SECTOR_MAX_us 400000u
#define W25Q128_BLOCK_MAX_us 2000000u
#define W25Q128_SUSPEND_us 20u

/** Writes the header of a transfer at an address; the data follow it. */
void w25q128_header(uint8_t header[W25Q128_HEADER], uint8_t opcode, uint32_t address);

/** @return true when what came back for RDID names this chip. */
bool w25q128_is(const uint8_t answer[W25Q128_IDENTITY_BYTES]);

/** Of the answer to RDSR1: an operation is under way; the next program or erase will be taken. */
bool w25q128_busy(const uint8_t answer[W25Q128_STATUS_BYTES]);
bool w25q128_takes_write(const uint8_t answer[W25Q128_STATUS_BYTES]);

/** Of the answer to RDSR2: the operation under way is suspended. */
bool w25q128_suspended(const uint8_t answer[W25Q128_STATUS_BYTES]);

/** @return the most that an erase of so many bytes takes, us. */
uint32_t w25q128_erase_max_us(uint32_t length);

#endif
