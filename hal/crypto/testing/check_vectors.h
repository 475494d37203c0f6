// Published vectors as one run of bytes, tried in both directions and with a changed bit: the same on laptop and board.
#ifndef TWINMETER_CHECK_VECTORS_H
#define TWINMETER_CHECK_VECTORS_H

#include <stddef.h>
#include <stdint.h>

/** Of each vector: kind ('g' GCM, 'c' CMAC, 'w' wrap, 'd' digest, 'h' HMAC, 's' sign, 'a' agree), strength (0 or 1),
 *  number of fields, then of each field its length (2 bytes, the low one first) and its bytes.
 *  @return the number of vectors when all are right, or -1 - the index of the first that is not. */
int check_vectors(const uint8_t *bytes, size_t length);

#endif
