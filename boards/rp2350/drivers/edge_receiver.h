// A second receiver on a port's RX pin: 7E1 characters at a rate of its own, from the instants of the line's edges.
#ifndef TWINMETER_EDGE_RECEIVER_H
#define TWINMETER_EDGE_RECEIVER_H

#include <stdbool.h>
#include <stdint.h>

#define EDGE_CHARACTERS 16

/** The line is idle, a frame is under way, or what is under way is not of this rate. */
typedef enum { EDGES_NONE, EDGES_FRAME, EDGES_FOREIGN } edge_state_t;

typedef struct {
  uint32_t baud;
  uint32_t edge_us;  /**< The last edge. */
  uint32_t start_us; /**< Falling edge of the start bit of the frame under way. */
  edge_state_t state;
  uint16_t bits;         /**< Of that frame, start bit first, as far as `filled`. */
  uint8_t filled;        /**< Bits whose level is known. */
  bool level;            /**< Of the line since the last edge. */
  uint8_t written, read; /**< Characters put in and taken out; free running. */
  uint8_t characters[EDGE_CHARACTERS];
} edge_receiver_t;

/** Starts on an idle line. @param baud  300..19200. */
void edge_receiver_start(edge_receiver_t *receiver, uint32_t baud);

/** Takes an edge: the line is at `level` since `at_us`. At most 2^31 us lie between two calls. */
void edge_receiver_edge(edge_receiver_t *receiver, bool level, uint32_t at_us);

/** Gives the characters that are complete at `now_us`, those with right start, parity and stop bit.
 *  @return characters given, 0..max_characters. */
int edge_receiver_take(edge_receiver_t *receiver, uint32_t now_us, uint8_t *characters, int max_characters);

/** @return true when edge_receiver_take would give any. */
bool edge_receiver_waiting(edge_receiver_t *receiver, uint32_t now_us);

#endif
