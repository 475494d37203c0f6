// Shadows symbols libunicorn calls through its own PLT: stores to pages without code and indirect jumps run inline.
//
// libunicorn 2.0 never marks a RAM page dirty, so each guest store takes a slow path that looks for translated
// code (about 80 ns). Here a page that holds none is marked dirty in the engine's address cache. Once code is
// translated from a page, block-hook.c marks it and flushes that cache: stores there are watched again.
//
// For an M-profile core each `bx` and each load of PC (an interpreter's every step) ends in the engine's main loop,
// which looks the next block up. Here they look it up in place (jump-cache.c) and jump there.
//
// This library has to be loaded globally before libunicorn, and must not link to it.
#define _GNU_SOURCE
#include "accounting.h"
#include "jump-cache.h"
#include <dlfcn.h>
#include <stddef.h>

void (*real_tlb_flush)(void *cpu);
static int (*real_cpu_exec)(void *unicorn, void *cpu);
static void *(*real_lock)(void *unicorn, uint64_t start, uint64_t end);
static void (*real_unlock)(void *set);
static void (*real_invalidate)(void *unicorn, void *set, uint64_t start, int size, uintptr_t return_address);
static void (*real_set_dirty)(void *cpu, uint32_t address);
static void (*real_exit)(void *translation, const void *block, unsigned index);
static void (*real_lookup_and_jump)(void *translation);
struct engine *running;

// Finds the shadowed functions in the loaded libunicorn; 0 when one of the internals is not there.
int emulator_bind_fast_path(const char *library) {
    void *handle = dlopen(library, RTLD_NOW);
    if (!handle) return 0;
    real_lock = dlsym(handle, "page_collection_lock_arm");
    real_unlock = dlsym(handle, "page_collection_unlock_arm");
    real_invalidate = dlsym(handle, "tb_invalidate_phys_page_fast_arm");
    real_set_dirty = dlsym(handle, "tlb_set_dirty_arm");
    real_cpu_exec = dlsym(handle, "cpu_exec_arm");
    real_tlb_flush = dlsym(handle, "tlb_flush_arm");
    real_exit = dlsym(handle, "tcg_gen_exit_tb_arm");
    real_lookup_and_jump = dlsym(handle, "tcg_gen_lookup_and_goto_ptr_arm");
    return bind_jump_cache(library) && real_lock && real_unlock && real_invalidate && real_set_dirty && real_cpu_exec && real_tlb_flush &&
           real_exit && real_lookup_and_jump;
}

int cpu_exec_arm(void *unicorn, void *cpu) {
    struct engine *outer = running;
    running = engine_of(unicorn);
    if (running) running->cpu = cpu;
    int result = real_cpu_exec(unicorn, cpu);
    running = outer;
    return result;
}

// Generates the end of a block. Without a next block it goes to the main loop, or here on to where PC points.
// A stop is not missed: each block begins by looking whether one was asked for.
void tcg_gen_exit_tb_arm(void *translation, const void *next_block, unsigned index) {
    if (!next_block && running && running->accounting->fast_path) return real_lookup_and_jump(translation);
    real_exit(translation, next_block, index);
}

// The guest address of an engine-internal RAM address that may be released; 0 when it must stay watched.
static uint32_t releasable(const struct engine *engine, uint64_t ram_address) {
    if (!engine || !engine->cpu || !engine->accounting->fast_path) return 0;
    if (ram_address >> 12 >= CODE_PAGES || engine->code_pages[ram_address >> 12]) return 0;
    const struct memory_region *r = engine->accounting->regions;
    for (; r < engine->accounting->regions + REGIONS && r->size; r++)
        if (r->ram_address != UINT32_MAX && ram_address - r->ram_address < r->size)
            return r->base + (uint32_t)(ram_address - r->ram_address);
    return 0;
}

// True for a store to a page with code, but beside it: nothing has to be looked for, and the page stays watched.
static int is_beside_code(const struct engine *engine, uint64_t start, uint64_t end) {
    if (!engine || !engine->accounting->fast_path || (end - 1) >> LINE_SHIFT >= CODE_LINES) return 0;
    for (uint64_t line = start >> LINE_SHIFT; line <= (end - 1) >> LINE_SHIFT; line++)
        if (engine->code_lines[line]) return 0;
    return 1;
}

// A null page set tells the two functions below that nothing was locked.
void *page_collection_lock_arm(void *unicorn, uint64_t start, uint64_t end) {
    struct engine *engine = engine_of(unicorn);
    uint32_t address = releasable(engine, start);
    if (address) {
        engine->accounting->fast_stores++;
        real_set_dirty(engine->cpu, address);
        return NULL;
    }
    if (is_beside_code(engine, start, end)) return NULL;
    if (engine) {
        engine->accounting->slow_stores++;
        if (engine->accounting->fast_path) forget_blocks(engine), forget_jumps(engine);
    }
    return real_lock(unicorn, start, end);
}

void page_collection_unlock_arm(void *set) {
    if (set) real_unlock(set);
}

void tb_invalidate_phys_page_fast_arm(void *unicorn, void *set, uint64_t start, int size, uintptr_t caller) {
    if (set) real_invalidate(unicorn, set, start, size, caller);
}
