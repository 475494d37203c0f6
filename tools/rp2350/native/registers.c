// Loads and stores of registers: what the model has told beforehand is answered here, everything else by the host.
#define _GNU_SOURCE
#include "accounting.h"
#include <dlfcn.h>
#include <math.h>
#include <stddef.h>

typedef uint64_t io_read(void *unicorn, uint64_t offset, unsigned size, void *space);
typedef void io_write(void *unicorn, uint64_t offset, unsigned size, uint64_t value, void *space);
static int (*uc_mmio_map)(void *, uint64_t, size_t, io_read *, void *, io_write *, void *);

#define COUNT_WORD 4294967296.0

static struct answer *answer_at(struct answers *answers, uint32_t address) {
    for (uint32_t i = address >> 2;; i++) {
        struct answer *answer = &answers->places[i & (ANSWERS - 1)];
        if (answer->address == address) return answer;
        if (!answer->address) return NULL;
    }
}

static double count_of(const struct answer *a, double now) {
    return isinf(a->cycles_per_tick) ? a->base : a->base + floor((now - a->base_time) / a->cycles_per_tick);
}

// Tells what a load of a word gives, where that is known.
static int is_known(const struct accounting *accounting, const struct answer *a, uint32_t *value) {
    if (!a || a->held || a->kind == ANSWER_UNKNOWN || a->kind == ANSWER_TAKES) return 0;
    if (a->kind == ANSWER_VALUE) {
        *value = a->value;
        return accounting->now < a->until;
    }
    double count = count_of(a, accounting->now);
    *value = (uint32_t)(a->kind == ANSWER_COUNT_LOW ? fmod(count, COUNT_WORD) : floor(count / COUNT_WORD));
    return 1;
}

// As Bus.processorRead: false, and nothing noted, where the load is one of a loop that polls and time may be skipped.
static int note_load(struct accounting *accounting, uint32_t address, uint32_t value) {
    int same = address == accounting->polled_address;
    if (same && value == accounting->polled_value) {
        if (accounting->blocks != accounting->polled_blocks) {
            if (accounting->repeats + 1 >= POLLS) return 0;
            accounting->polled_blocks = accounting->blocks;
            accounting->repeats++;
        }
    } else {
        accounting->repeats = same && accounting->repeats >= POLLS ? POLLS - 1 : 0;
        accounting->polled_address = address;
        accounting->polled_value = value;
    }
    accounting->accesses++;
    return 1;
}

static uint64_t on_load(void *unicorn, uint64_t offset, unsigned size, void *space_) {
    (void)unicorn;
    const struct io_space *space = space_;
    struct engine *engine = space->engine;
    struct accounting *accounting = engine->accounting;
    uint32_t address = space->base + (uint32_t)offset, value = 0;
    const struct answer *answer = size == 4 && accounting->fast_path ? answer_at(engine->answers, address) : NULL;
    if (is_known(accounting, answer, &value) && note_load(accounting, address, value)) return value;
    accounting->io_address = address;
    accounting->io_size = size;
    engine->host_load();
    return accounting->io_value;
}

// Keeps a word for a register that takes many before it does anything.
static int take(struct engine *engine, uint32_t address, uint32_t word) {
    struct answer *a = answer_at(engine->answers, address);
    if (!a || a->held || a->kind != ANSWER_TAKES || a->value >= a->base) return 0;
    engine->answers->taken[a->value++] = word;
    engine->accounting->accesses++;
    engine->accounting->polled_address = UINT32_MAX;
    return 1;
}

static void on_store(void *unicorn, uint64_t offset, unsigned size, uint64_t value, void *space_) {
    (void)unicorn;
    const struct io_space *space = space_;
    struct accounting *accounting = space->engine->accounting;
    uint32_t address = space->base + (uint32_t)offset;
    if (size == 4 && accounting->fast_path && take(space->engine, address, (uint32_t)value)) return;
    accounting->io_address = address;
    accounting->io_size = size;
    accounting->io_value = (uint32_t)value;
    space->engine->host_store();
}

// Finds uc_mmio_map in the loaded libunicorn; 0 when it is not there.
int emulator_bind_registers(const char *library) {
    void *handle = dlopen(library, RTLD_NOW);
    uc_mmio_map = handle ? dlsym(handle, "uc_mmio_map") : NULL;
    return uc_mmio_map != NULL;
}

uint32_t emulator_answers_size(void) { return sizeof(struct answers); }

// What answers loads and stores of registers; called before any range is mapped.
void emulator_answer_registers(int index, struct answers *answers, void (*load)(void), void (*store)(void)) {
    struct engine *engine = engine_at(index);
    engine->answers = answers;
    engine->host_load = load;
    engine->host_store = store;
}

// Makes an address range one of registers; returns the engine's error code, or -1 when there are too many.
int emulator_map_registers(int index, uint32_t base, uint32_t length) {
    struct engine *engine = engine_at(index);
    struct io_space *space = engine->io_spaces, *end = space + IO_SPACES;
    while (space < end && space->engine) space++;
    if (space == end) return -1;
    *space = (struct io_space){engine, base};
    return uc_mmio_map(engine->unicorn, base, length, on_load, space, on_store, space);
}
