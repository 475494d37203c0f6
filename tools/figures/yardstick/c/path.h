// The metering core's work of every sample set once more in C: what the engines are held against, and nothing a meter runs.
//
// Written as for a Cortex-M33, not after what a compiler makes of the module, but with the same integers, so that every
// accumulator can be compared with the module's to the last digit. What the module works out once a window (quantities,
// registers, creep, events of the windows) is no part of it; what a window's end does to the accumulators is.
#ifndef YARDSTICK_PATH_H
#define YARDSTICK_PATH_H

#include <stdbool.h>
#include <stdint.h>

enum {
  INPUTS = 7,
  FIRST_CURRENT = 3,
  ELEMENTS = 3,
  VOLTAGES = 3,
  WORDS = 8, /**< Of a sample set: the inputs and their flags. */
  FLAGS = 7,
  TAPS = 11,
  SIDE = 5,
  BLOCK_MOST = 64,
  HISTORY = 30,
  OUTPUTS = 2,
};

typedef enum { CHAIN_DIRECT, CHAIN_LEAD_CORRECTED, CHAIN_INTEGRATED } chain_t;

/** One input: its filter, its direct component, the sums over the open and the closed window. As the module's Channel lies. */
typedef struct {
  int32_t tap[TAPS]; /**< Q28, oldest sample first. */
  int32_t reach;     /**< Bytes back from the present set to the oldest sample used. */
  int32_t chain, settled, carries_direct, used;
  int64_t lead_share_Q30, integral_most;
  int64_t direct, shown, integral;
  int64_t value, before;
  int64_t squares, real, imaginary, sum, output_sum;
  int64_t closed_squares, closed_real, closed_imaginary, closed_sum, closed_output_sum;
  int64_t half_real_Q7, half_imaginary_Q7;
} input_t;

/** What the module makes of its sealed parameters when it starts. */
typedef struct {
  input_t input[INPUTS];
  int64_t fraction_Q30[INPUTS]; /**< Part of a sample by which the taps advance an input. */
  int32_t section[5][5];        /**< Flicker: b0, b1, b2, a1, a2, Q28. */
  uint32_t rate_mHz, nominal_mHz, nominal_mV, starting_uA;
  int32_t sinc_order;          /**< Of the front end. */
  int64_t pulse_each[OUTPUTS]; /**< Energy of a pulse, in the units of a window's. */
} setup_t;

/** Energy of the window that closes within a block: the registers' work, done once a window. */
typedef struct {
  int64_t energy[OUTPUTS];
} window_work_t;

extern setup_t setup;
extern input_t inputs[INPUTS];
extern window_work_t window_work;

/** History and block of sample sets, and the block within it. */
extern int32_t sets[HISTORY + BLOCK_MOST][WORDS];
#define BLOCK (sets + HISTORY)

/** Corrected values of the stretch metered last. */
extern int32_t values[INPUTS][BLOCK_MOST];

// path.c
void path_start(void);
/** Meters a block that lies at BLOCK. @return true when a window ended in it. */
bool path_block(int count);

// path_math.c: turns are Q32.
extern int64_t cosine_Q30, sine_Q30;
int64_t square_root(uint64_t value);
int64_t scale(int64_t value, int64_t gain_Q30);
int64_t divide_rounded(int64_t value, int64_t divisor);
void rotate(uint32_t turns);
uint32_t angle_of(int64_t x, int64_t y);
int64_t sinc_power_Q30(uint32_t x, int power);

static inline int64_t kept_of(int64_t before, int64_t now, int64_t weight_before_Q30, int64_t weight_now_Q30) {
  return scale(before, weight_before_Q30) + scale(now, weight_now_Q30);
}

// path_inputs.c
extern int64_t products[ELEMENTS], pair_sum;
extern int32_t saturated[INPUTS], longest_repeat, invalid_samples;
extern int pair;
void inputs_start(void);
void inputs_stretch(const int32_t (*set)[WORDS], int count);
void watch_sets(const int32_t (*set)[WORDS], int count);
void watch_open(void);

// path_oscillator.c
extern uint32_t step_Q32;
extern int32_t wave[BLOCK_MOST][2]; /**< Cosine and sine of each sample, Q24. */
void oscillator_start(uint64_t frequency_mHz);
void oscillator_turn(int count);
void oscillator_back(int steps, int64_t *cosine_Q24, int64_t *sine_Q24);
void oscillator_ahead(int steps, int64_t *cosine_Q24, int64_t *sine_Q24);

// path_window.c
typedef struct {
  int64_t start, now, length_Q16, end_Q16;
  int64_t weight_before_Q30, weight_now_Q30;
  uint32_t frequency_mHz;
  int cycles; /**< Of the window that closed; 0 when it was no whole number. */
  bool whole;
} window_t;
extern window_t window;
extern int reference;
void window_start(void);
void window_open(void);
/** Samples from a set to the end of a window, count at most. */
int window_until_end(const int32_t (*set)[WORDS], int count, bool *closes);
static inline int64_t end_of_last_Q16(void) { return (window.now << 16) + (1 << 15); }
bool voltage_is_present(int input);
bool reference_choose(void);

// path_edge.c
extern int64_t closed_products[ELEMENTS], closed_pair_sum;
extern int closed_pair;
void edge_close(const int32_t (*last)[WORDS]);

// path_half_cycle.c
typedef struct {
  int64_t mark, squares, length_Q16, end_Q16, next_Q16, late_Q16;
  uint32_t rms_mV, count;
  bool aligned;
} half_t;
extern half_t halves[VOLTAGES];
extern bool halves_known;
extern bool dip[VOLTAGES], swell[VOLTAGES], interruption; /**< What is under way. */
void half_cycles_start(void);
void half_cycles_close(int count);
void half_cycles_align(void);
void half_cycles_carry(void);

// path_flicker.c
extern int64_t flicker_peak_Q18[VOLTAGES];
void flicker_start(void);
void flicker_stretch(int count);

// path_spectrum.c: response of filter and front end.
void response_of(int input, uint32_t x, int64_t *gain_Q30, uint32_t *angle);

// path_harmonics.c
enum { ORDERS_MOST = 63, POINTS = 256 };
typedef struct {
  uint32_t amplitude, angle_mdeg;
} harmonic_t;
extern harmonic_t spectra[INPUTS][ORDERS_MOST];
extern int32_t cosines_Q24[POINTS + POINTS / 4];
extern int orders_of_rate;
extern uint32_t peaks[INPUTS], turns_taken[INPUTS];
void harmonics_start(void);
void harmonics_step(int count);
bool harmonics_are_folding(void);
void harmonics_open(bool known);
void harmonics_close(void);

// path_groups.c and path_lines.c
enum { GROUP_ORDERS = 31, GROUP_INPUTS = 6, LINE_CYCLES = 12, LINE_POINTS = 128, LINE_UNITS = 30 };
extern uint32_t groups[GROUP_INPUTS][GROUP_ORDERS][3];
void groups_start(void);
void groups_step(int count);
void groups_open(bool known);
void groups_close(void);
extern bool lines_overrun;
void lines_open(uint32_t step, const input_t *c);
void lines_spread(const int32_t *value, int count);
void lines_close(int cycles, const input_t *c);
void lines_open_pass(int r, int cycles);
void lines_fold(int point, int r, int cycles);
void lines_close_pass(void);
void lines_take(int order, int64_t samples_Q4, int64_t *above, int64_t *below);

// path_pulses.c
extern uint32_t pulses[OUTPUTS];
extern int64_t last_pulse_Q16[OUTPUTS];
void pulses_start(void);
void pulses_window(int64_t end_Q16, int64_t length_Q16);
void pulses_fire(void);

#endif
