// Looks a temperature up in the table of the divider, and interpolates.
#include "ntc10k.h"

#define COLDEST_mC (-40000)
#define STEP_mK 5000

// R / (R + 10 kOhm) x 65536 from -40 degrees on, 5 K apart.
static const uint16_t share_Q16_at[] = {
    62999, 62127, 61030, 59679, 58048, 56121, 53893, 51378, 48604, 45614, 42468, 39233, 35977,
    32768, 29664, 26713, 23949, 21395, 19060, 16947, 15049, 13355, 11850, 10518, 9342,  8306,
    7394,  6593,  5888,  5267,  4721,  4239,  3814,  3439,  3106,  2812,  2550,  2317,  2110};
#define ROWS (sizeof share_Q16_at / sizeof *share_Q16_at)

bool ntc10k_temperature(uint32_t share_Q16, int32_t *temperature_mC) {
  if (share_Q16 > share_Q16_at[0] || share_Q16 < share_Q16_at[ROWS - 1]) return false;
  uint32_t row = 0;
  while (share_Q16 < share_Q16_at[row + 1]) row += 1; // ends: the last row is not above it
  uint32_t above = share_Q16_at[row] - share_Q16, width = share_Q16_at[row] - share_Q16_at[row + 1];
  *temperature_mC = COLDEST_mC + (int32_t)row * STEP_mK + (int32_t)(above * STEP_mK / width);
  return true;
}
