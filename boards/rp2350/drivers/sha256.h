// SHA-256 by the RP2350's accelerator.
#ifndef TWINMETER_SHA256_H
#define TWINMETER_SHA256_H

#include <stddef.h>
#include <stdint.h>

void board_sha256(const uint8_t *bytes, size_t length, uint8_t digest[32]);

#endif
