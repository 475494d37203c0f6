// A CPU-bound loop of loads, stores and calls through a table, as an interpreter makes them.
#include "report.h"

enum { ROUNDS = 4000000, WORDS = 1024 };

static uint32_t memory[WORDS];

static uint32_t __not_in_flash_func(add)(uint32_t i) { return memory[i % WORDS] += i; }
static uint32_t __not_in_flash_func(mix)(uint32_t i) { return memory[i % WORDS] ^= i << 3; }
static uint32_t __not_in_flash_func(copy)(uint32_t i) { return memory[(i + 7) % WORDS] = memory[i % WORDS]; }

static uint32_t (*volatile const operations[])(uint32_t) = {add, mix, copy, add};

int __not_in_flash_func(main)(void) {
    report_begin(1000000);
    uint32_t sum = 0;
    for (uint32_t i = 0; i < ROUNDS; i++) sum += operations[i & 3](i);
    report("sum", (int32_t)(sum & 0x7fffffff));
    report_end();
}
