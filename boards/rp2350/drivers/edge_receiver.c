// Decodes 7E1 frames from edges: each has to lie where two bits meet, so that the characters of a faster sender are none.
#include "edge_receiver.h"

#include <string.h>

#include "parity.h"

#define FRAME_BITS 10 // start, seven data, parity, stop
#define STOP (1u << (FRAME_BITS - 1))
/** Places in a frame are counted in 1/64 bit: at 300 Bd 10 bits of 33,333 us x 192 < 2^23, at 19,200 Bd 521 us x 12,288. */
#define PLACES 64
/** An edge further from where two bits meet is not of this rate: a clock may be 2.4 % off at the ninth bit, and the edges
 *  of a sender four times as fast, a quarter of a bit off, are told apart. Seven bits of 7E1 with even parity have an edge
 *  that betrays a sender at twice or four times the rate: where all bits come in pairs the parity is 0 and the stop bit 1. */
#define OFF_MAX (PLACES * 7 / 32)

void edge_receiver_start(edge_receiver_t *receiver, uint32_t baud) {
  *receiver = (edge_receiver_t){.baud = baud, .level = true};
}

/** Where an instant lies behind another, in 1/PLACES bit; FRAME_BITS * PLACES for all that is a frame's time behind it. */
static uint32_t places(const edge_receiver_t *receiver, uint32_t from_us, uint32_t to_us) {
  uint32_t since_us = to_us - from_us;
  if (since_us >= FRAME_BITS * 1000000u / receiver->baud) return FRAME_BITS * PLACES;
  return since_us * (receiver->baud * PLACES / 100) / 10000;
}

static void fill(edge_receiver_t *receiver, uint32_t upto) {
  for (; receiver->filled < upto; receiver->filled++)
    if (receiver->level) receiver->bits |= (uint16_t)(1u << receiver->filled);
}

static void put(edge_receiver_t *receiver) {
  uint32_t data_and_parity = receiver->bits >> 1 & 0xff;
  if (!(receiver->bits & STOP) || parity_is_odd(data_and_parity)) return;
  if ((uint8_t)(receiver->written - receiver->read) == EDGE_CHARACTERS) return; // nobody takes them
  receiver->characters[receiver->written++ % EDGE_CHARACTERS] = data_and_parity & 0x7f;
}

/** Moves on to an instant at which no edge was seen since the last one. A frame is complete in the middle of its stop
 *  bit, since the next one may come early; what is not of this rate is over when the line was idle for a frame's time. */
static void move_on(edge_receiver_t *receiver, uint32_t now_us) {
  if (receiver->state == EDGES_FOREIGN) {
    bool idle = receiver->level && places(receiver, receiver->edge_us, now_us) == FRAME_BITS * PLACES;
    if (idle) receiver->state = EDGES_NONE;
  }
  if (receiver->state != EDGES_FRAME) return;
  if (places(receiver, receiver->start_us, now_us) < FRAME_BITS * PLACES - PLACES / 2) return;
  fill(receiver, FRAME_BITS);
  put(receiver);
  receiver->state = EDGES_NONE;
}

static void begin(edge_receiver_t *receiver, uint32_t at_us) {
  receiver->start_us = at_us;
  receiver->bits = 0;
  receiver->filled = 0;
  receiver->state = EDGES_FRAME;
}

/** Takes an edge inside a frame. @return false for one that no sender at this rate makes. */
static bool belongs(edge_receiver_t *receiver, uint32_t at_us) {
  uint32_t place = places(receiver, receiver->start_us, at_us);
  uint32_t bit = (place + PLACES / 2) / PLACES;
  uint32_t off = place > bit * PLACES ? place - bit * PLACES : bit * PLACES - place;
  if (bit <= receiver->filled || off >= OFF_MAX) return false;
  fill(receiver, bit);
  return true;
}

void edge_receiver_edge(edge_receiver_t *receiver, bool level, uint32_t at_us) {
  move_on(receiver, at_us);
  bool missed = level == receiver->level; // two edges came as one
  if (missed || (receiver->state == EDGES_FRAME && !belongs(receiver, at_us))) receiver->state = EDGES_FOREIGN;
  receiver->level = level;
  receiver->edge_us = at_us;
  if (receiver->state == EDGES_NONE && !level) begin(receiver, at_us);
}

bool edge_receiver_waiting(edge_receiver_t *receiver, uint32_t now_us) {
  move_on(receiver, now_us);
  return receiver->written != receiver->read;
}

int edge_receiver_take(edge_receiver_t *receiver, uint32_t now_us, uint8_t *characters, int max_characters) {
  int taken = 0;
  while (taken < max_characters && edge_receiver_waiting(receiver, now_us))
    characters[taken++] = receiver->characters[receiver->read++ % EDGE_CHARACTERS];
  return taken;
}
