// Runs the engine until something stops it, and tells where; the return from an exception is noted without the host.
#define _GNU_SOURCE
#include "accounting.h"
#include <dlfcn.h>
#include <stddef.h>

enum { UC_HOOK_INTR = 1, UC_ARM_REG_PC = 11, EXCP_EXCEPTION_EXIT = 8 };
// Not a code address. A real address as `until` costs 3.9 us a call instead of 0.5.
#define NEVER 0xfffffffeu
static int (*uc_emu_start)(void *, uint64_t, uint64_t, uint64_t, size_t);
static int (*uc_emu_stop)(void *);
static int (*uc_reg_read)(void *, int, void *);
static int (*uc_hook_add)(void *, size_t *, int, void *, void *, uint64_t, uint64_t, ...);

// Finds its functions in the loaded libunicorn; 0 when one is not there.
int emulator_bind_run(const char *library) {
    void *handle = dlopen(library, RTLD_NOW);
    if (!handle) return 0;
    uc_emu_start = dlsym(handle, "uc_emu_start");
    uc_emu_stop = dlsym(handle, "uc_emu_stop");
    uc_reg_read = dlsym(handle, "uc_reg_read");
    uc_hook_add = dlsym(handle, "uc_hook_add");
    return uc_emu_start && uc_emu_stop && uc_reg_read && uc_hook_add;
}

static uint32_t pc_of(void *unicorn) {
    uint32_t pc = 0;
    uc_reg_read(unicorn, UC_ARM_REG_PC, &pc);
    return pc & ~1u;
}

static void on_interrupt(void *unicorn, uint32_t number, struct engine *engine) {
    if (number != EXCP_EXCEPTION_EXIT) return engine->host_interrupt(number);
    engine->accounting->exception_return = pc_of(unicorn) | 1;
    uc_emu_stop(unicorn);
}

// What is called on SVC and CPU faults, by libunicorn's interrupt number; returns the engine's error code.
int emulator_on_interrupt(int index, void (*host)(uint32_t)) {
    struct engine *engine = engine_at(index);
    size_t handle = 0;
    engine->host_interrupt = host;
    return uc_hook_add(engine->unicorn, &handle, UC_HOOK_INTR, on_interrupt, engine, 1, 0);
}

// Runs from `pc` on, so many instructions or (0) any number; returns the engine's error code.
int emulator_start(int index, uint32_t pc, uint32_t instructions) {
    struct engine *engine = engine_at(index);
    struct accounting *accounting = engine->accounting;
    accounting->stop_reason = STOP_NONE;
    accounting->exception_return = 0;
    int code = uc_emu_start(engine->unicorn, pc | 1, NEVER, 0, instructions);
    if (accounting->stop_reason == STOP_NONE) accounting->stop_pc = pc_of(engine->unicorn);
    return code;
}
