// Where an indirect jump goes on, remembered by address and state: the engine's own cache has 32 places for 1 KB of code,
// and what finds none there costs it a walk through its page tables.
//
// What is remembered is the engine's own answer. It is forgotten with everything that can make it wrong: translations made or
// dropped, code that is written to. Memory that is closed has its translations dropped (processor/memory.ts).
#define _GNU_SOURCE
#include "jump-cache.h"
#include <dlfcn.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define PLACES 4096
#define CALL_BYTES 128      // of an operation that calls a helper: the function is among them

struct jump {
    uint32_t address;
    uint32_t state;
    const void *code;       // NULL: nothing is remembered here
};

struct jump_cache {
    struct jump jumps[PLACES];
};

static const void *(*real_lookup)(void *cpu_state);
static void (*real_state)(void *cpu_state, uint32_t *address, uint32_t *base, uint32_t *state);
static void (*real_call)(void *translation, void *function, void *result, int count, void **arguments);
static void *(*real_emit)(void *translation, int operation);
static void *(*real_translate)(void *cpu, uint32_t address, uint32_t base, uint32_t state, int options);
static void (*real_flush)(void *cpu);
static void *emitted;       // the operation that was put into a translation last

int bind_jump_cache(const char *library) {
    void *handle = dlopen(library, RTLD_NOW);
    if (!handle) return 0;
    real_lookup = dlsym(handle, "helper_lookup_tb_ptr_arm");
    real_state = dlsym(handle, "cpu_get_tb_cpu_state_arm");
    real_call = dlsym(handle, "tcg_gen_callN_arm");
    real_emit = dlsym(handle, "tcg_emit_op_arm");
    real_translate = dlsym(handle, "tb_gen_code_arm");
    real_flush = dlsym(handle, "tb_flush_arm");
    return real_lookup && real_state && real_call && real_emit && real_translate && real_flush;
}

struct jump_cache *make_jump_cache(void) { return calloc(1, sizeof(struct jump_cache)); }

void forget_jumps(struct engine *engine) {
    if (engine && engine->jumps) memset(engine->jumps, 0, sizeof *engine->jumps);
}

static const void *look_up(void *cpu_state) {
    struct jump_cache *cache = running ? running->jumps : NULL;
    if (!cache) return real_lookup(cpu_state);
    uint32_t address, base, state;
    real_state(cpu_state, &address, &base, &state);
    struct jump *jump = &cache->jumps[(address >> 1 ^ address >> 13) & (PLACES - 1)];
    if (jump->address == address && jump->state == state && jump->code) return jump->code;
    const void *code = real_lookup(cpu_state);
    *jump = (struct jump){address, state, code};
    return code;
}

void *tcg_emit_op_arm(void *translation, int operation) { return emitted = real_emit(translation, operation); }

// A translation calls the engine's look-up: this one is put in its place.
void tcg_gen_callN_arm(void *translation, void *function, void *result, int count, void **arguments) {
    real_call(translation, function, result, count, arguments);
    if (function != (void *)real_lookup || !emitted) return;
    for (void **at = emitted; at < (void **)emitted + CALL_BYTES / sizeof(void *); at++) {
        if (*at != function) continue;
        *at = (void *)look_up;
        return;
    }
}

// To make room for a new translation the engine may drop all others.
void *tb_gen_code_arm(void *cpu, uint32_t address, uint32_t base, uint32_t state, int options) {
    void *made = real_translate(cpu, address, base, state, options);
    forget_jumps(running);
    return made;
}

void tb_flush_arm(void *cpu) {
    real_flush(cpu);
    forget_jumps(running);
}
