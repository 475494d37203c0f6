// Integer helpers of the path: square root, a product with a gain, sine and cosine by shifts, sinc.
#include "path.h"

#define PI_Q28 843314857LL

int64_t cosine_Q30, sine_Q30;

static const uint32_t arc_tangents[30] = {
    536870912, 316933406, 167458907, 85004756, 42667331, 21354465, 10679838, 5340245, 2670163, 1335087,
    667544,    333772,    166886,    83443,    41722,    20861,    10430,    5215,    2608,    1304,
    652,       326,       163,       81,       41,       20,       10,       5,       3,       1,
};

int64_t square_root(uint64_t value) {
  if (value < 2) return (int64_t)value;
  uint64_t root = 1ULL << ((65 - __builtin_clzll(value)) >> 1);
  for (;;) {
    uint64_t next = (root + value / root) >> 1;
    if (next >= root) return (int64_t)root;
    root = next;
  }
}

int64_t scale(int64_t value, int64_t gain_Q30) {
  return (value >> 30) * gain_Q30 + (((value & 0x3fffffff) * gain_Q30) >> 30);
}

int64_t divide_rounded(int64_t value, int64_t divisor) {
  int64_t half = divisor >> 1;
  return value >= 0 ? (value + half) / divisor : -((half - value) / divisor);
}

void rotate(uint32_t turns) {
  bool flip = turns + 0x40000000u >= 0x80000000u;
  int32_t rest = (int32_t)(flip ? turns - 0x80000000u : turns);
  // A vector that grows to a length of one fits 32 bits.
  int32_t x = 652032874, y = 0;
  for (int i = 0; i < 30; i++) {
    int32_t dx = y >> i, dy = x >> i, step = (int32_t)arc_tangents[i];
    if (rest >= 0) {
      x -= dx;
      y += dy;
      rest -= step;
    } else {
      x += dx;
      y -= dy;
      rest += step;
    }
  }
  cosine_Q30 = flip ? -x : x;
  sine_Q30 = flip ? -y : y;
}

uint32_t angle_of(int64_t x, int64_t y) {
  if (x == 0 && y == 0) return 0;
  uint32_t turns = 0;
  if (x < 0) {
    x = -x;
    y = -y;
    turns = 0x80000000u;
  }
  for (int i = 0; i < 30; i++) {
    int64_t dx = y >> i, dy = x >> i;
    turns += y > 0 ? arc_tangents[i] : -arc_tangents[i];
    x += y > 0 ? dx : -dx;
    y += y > 0 ? -dy : dy;
  }
  return turns;
}

static int64_t sinc_Q30(uint32_t x) {
  if (x < 1u << 18) return 1 << 30;
  rotate(x >> 1);
  return (sine_Q30 << 30) / (((int64_t)x * PI_Q28) >> 30);
}

int64_t sinc_power_Q30(uint32_t x, int power) {
  int64_t sinc = sinc_Q30(x);
  if (power < 0) return (1LL << 60) / sinc;
  int64_t product = 1 << 30;
  for (int i = 0; i < power; i++) product = (product * sinc) >> 30;
  return product;
}
