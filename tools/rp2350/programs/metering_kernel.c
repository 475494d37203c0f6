// The metering core's arithmetic for each sample set in plain C, to hold wasm3 and wasm2c against: per input a filter
// of eleven taps, square, sum and two products with an oscillator; per element the product of voltage and current.
#include "hardware/structs/m33.h"
#include "report.h"

enum { INPUTS = 7, TAPS = 11, WORDS = 8, SETS = 64, ROUNDS = 20, ELEMENTS = 3 };

typedef struct {
    int32_t tap[TAPS];
    int64_t direct, squares, sum, output_sum, real, imaginary;
} channel_t;

static int32_t samples[SETS + TAPS][WORDS];
static int32_t values[INPUTS][SETS];
static int32_t wave[SETS][2];
static channel_t channels[INPUTS];
static int64_t products[ELEMENTS];

static void fill(void) {
    for (int n = 0; n < SETS + TAPS; n++)
        for (int i = 0; i < WORDS; i++) samples[n][i] = (n * 7919 + i * 104729) % 8000000 - 4000000;
    for (int i = 0; i < INPUTS; i++)
        for (int j = 0; j < TAPS; j++) channels[i].tap[j] = j == 5 ? 1 << 28 : 1000 * j;
}

static void __not_in_flash_func(step_oscillator)(int count) {
    static int64_t cosine = 1 << 30, sine;
    const int64_t step_cosine = 1070432337, step_sine = 84242568; // 50 Hz at 4 kHz
    for (int n = 0; n < count; n++) {
        wave[n][0] = (int32_t)(cosine >> 6);
        wave[n][1] = (int32_t)(sine >> 6);
        const int64_t next = (cosine * step_cosine - sine * step_sine) >> 30;
        sine = (sine * step_cosine + cosine * step_sine) >> 30;
        cosine = next;
    }
}

static void __not_in_flash_func(filter)(int input, int count) {
    channel_t *c = &channels[input];
    for (int n = 0; n < count; n++) {
        int64_t sum = (1 << 27) - c->direct;
        for (int j = 0; j < TAPS; j++) sum += (int64_t)c->tap[j] * samples[n + j][input];
        values[input][n] = (int32_t)(sum >> 28);
    }
}

static void __not_in_flash_func(accumulate)(int input, int count) {
    channel_t *c = &channels[input];
    for (int n = 0; n < count; n++) {
        const int64_t value = values[input][n];
        c->squares += value * value;
        c->sum += value;
        c->real += value * wave[n][0];
        c->imaginary -= value * wave[n][1];
    }
}

static void __not_in_flash_func(multiply)(int element, int count) {
    for (int n = 0; n < count; n++) products[element] += (int64_t)values[element][n] * values[element + 3][n];
}

static void __not_in_flash_func(meter)(int count) {
    step_oscillator(count);
    for (int i = 0; i < INPUTS; i++) {
        filter(i, count);
        accumulate(i, count);
    }
    for (int e = 0; e < ELEMENTS; e++) multiply(e, count);
}

int main(void) {
    report_begin(1000000);
    fill();
    m33_hw->demcr |= M33_DEMCR_TRCENA_BITS;
    m33_hw->dwt_ctrl |= M33_DWT_CTRL_CYCCNTENA_BITS;
    const uint32_t before = m33_hw->dwt_cyccnt;
    for (int round = 0; round < ROUNDS; round++) meter(SETS);
    const uint32_t cycles = m33_hw->dwt_cyccnt - before;
    report("instructions_per_set", (int32_t)(cycles / (ROUNDS * SETS)));
    report("check", (int32_t)(products[0] >> 40));
    report_end();
}
