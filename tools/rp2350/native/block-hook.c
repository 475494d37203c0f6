// Counts instructions and virtual time at every translated block, and stops the engine when the host must act.
#define _GNU_SOURCE
#include "accounting.h"
#include "jump-cache.h"
#include <dlfcn.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

// libunicorn is loaded at run time; these few declarations stand in for its headers.
enum { UC_HOOK_BLOCK = 8, UC_ARM_REG_PRIMASK = 123, UC_ARM_REG_BASEPRI = 124, UC_ARM_REG_FAULTMASK = 126 };
static int (*uc_emu_stop)(void *);
static int (*uc_reg_read)(void *, int, void *);
static int (*uc_reg_read_batch)(void *, int *, void **, int);
static int (*uc_reg_write_batch)(void *, int *, void **, int);
static int (*uc_hook_add)(void *, size_t *, int, void *, void *, uint64_t, uint64_t, ...);

// What is known about a translated block, small because this table is what the hook waits for.
struct block {
    uint32_t address;
    uint16_t size;
    uint16_t facts;                 // instructions << FACTS_SHIFT | enum block_end; the engine's blocks hold 512 at most
};
#define FACTS_SHIFT 3
#define BLOCKS 65536

static struct engine engines[ENGINES];

struct engine *engine_of(const void *unicorn) {
    static struct engine *last = engines;
    if (last->unicorn == unicorn) return last;
    for (int i = 0; i < ENGINES; i++)
        if (engines[i].unicorn == unicorn) return last = &engines[i];
    return NULL;
}

struct engine *engine_at(int index) { return &engines[index]; }

int add_block_hook(struct engine *engine, block_hook *hook) {
    size_t handle = 0;
    return uc_hook_add(engine->unicorn, &handle, UC_HOOK_BLOCK, hook, engine, 1, 0) == 0;
}

const struct memory_region *region_of(const struct accounting *accounting, uint32_t address) {
    for (const struct memory_region *r = accounting->regions; r < accounting->regions + REGIONS && r->size; r++)
        if (address - r->base < r->size) return r;
    return NULL;
}

int mark_code(struct engine *engine, uint32_t address, uint32_t size) {
    const struct memory_region *region = region_of(engine->accounting, address);
    if (!region || region->ram_address == UINT32_MAX) return 0;
    uint32_t first = region->ram_address + (address - region->base);
    int fresh = 0;
    for (uint32_t page = first >> 12; page <= (first + size - 1) >> 12 && page < CODE_PAGES; page++) {
        fresh |= !engine->code_pages[page];
        engine->code_pages[page] = 1;
    }
    for (uint32_t line = first >> LINE_SHIFT; line <= (first + size - 1) >> LINE_SHIFT && line < CODE_LINES; line++)
        engine->code_lines[line] = 1;
    return fresh;
}

void forget_translations(struct engine *engine) {
    if (engine->cpu && real_tlb_flush) real_tlb_flush(engine->cpu);
}

static uint16_t halfword(const uint8_t *code) { return (uint16_t)(code[0] | code[1] << 8); }

static uint32_t word(const uint8_t *code) { return halfword(code) | (uint32_t)halfword(code + 2) << 16; }

static const uint8_t *code_at(const struct accounting *accounting, uint32_t address, uint32_t size) {
    const struct memory_region *region = region_of(accounting, address);
    if (!region || address - region->base + size > region->size) return NULL;
    return (const uint8_t *)(uintptr_t)region->bytes + (address - region->base);
}

// The last 4 bytes of a block (its only 2 when it is that short): they say what stops it.
static uint32_t tail_of(const uint8_t *code, uint32_t size) {
    return size < 4 ? halfword(code) : word(code + size - 4);
}

static void describe(struct engine *engine, uint32_t index, uint32_t address, uint32_t size) {
    const uint8_t *code = code_at(engine->accounting, address, size);
    if (mark_code(engine, address, size)) forget_translations(engine);
    uint32_t count = 0, last = 0, ends = 0;
    for (uint32_t i = 0; code && i < size; count++) {
        last = halfword(code + i);
        if (last == 0xbf40) ends |= HAS_SEV;
        i += last >> 11 >= 0x1d ? 4 : 2;    // ARMv8-M ARM, C2.1: 0b11101 and above begin a 32-bit instruction
    }
    if (last == 0xbf20) ends |= ENDS_WFE;
    if (last == 0xbf30) ends |= ENDS_WFI;
    uint16_t facts = (uint16_t)((code ? count : 1) << FACTS_SHIFT | ends);
    engine->blocks[index] = (struct block){address, (uint16_t)size, facts};
    engine->tails[index] = code ? tail_of(code, size) : 0;
}

// Flash changes only through emulator_forget_blocks; so does RAM where the store path watches its code.
static int may_change_unseen(const struct accounting *accounting, uint32_t address) {
    int is_flash = address >> 28 == 1 && address >> 24 != 0x11;
    return !is_flash && !accounting->fast_path;
}

static int has_changed(const struct engine *engine, uint32_t index, uint32_t address, uint32_t size) {
    const uint8_t *code = code_at(engine->accounting, address, size);
    return !code || engine->tails[index] != tail_of(code, size);
}

void forget_blocks(struct engine *engine) { memset(engine->blocks, 0, BLOCKS * sizeof(struct block)); }

static void stop(void *unicorn, struct accounting *accounting, uint32_t reason, uint32_t pc) {
    accounting->stop_reason = reason;
    accounting->stop_pc = pc;
    uc_emu_stop(unicorn);
}

// PRIMASK, FAULTMASK and BASEPRI as the guest may just have changed them: may the pending interrupt be taken?
static int is_unmasked(void *unicorn, uint32_t priority) {
    uint32_t primask = 0, basepri = 0, faultmask = 0;
    uc_reg_read(unicorn, UC_ARM_REG_PRIMASK, &primask);
    uc_reg_read(unicorn, UC_ARM_REG_FAULTMASK, &faultmask);
    uc_reg_read(unicorn, UC_ARM_REG_BASEPRI, &basepri);
    basepri &= 0xff;
    return !((primask | faultmask) & 1) && (!basepri || priority < basepri);
}

// True when the block before this one ended in a WFE or WFI that has to wait.
static int must_wait(struct accounting *accounting) {
    uint32_t end = accounting->last_block_end;
    accounting->last_block_end = 0;
    if (end & ENDS_WFI) return 1;
    if (!accounting->event_register) return 1;
    accounting->event_register = 0;
    return 0;
}

// What may keep the block at `address` from running: a wait, the time limit, an interrupt no longer masked.
static int stops_before(void *unicorn, struct accounting *accounting, uint32_t address) {
    uint32_t end = accounting->last_block_end, pending = accounting->pending_priority;
    if (end && must_wait(accounting)) stop(unicorn, accounting, end & ENDS_WFE ? STOP_WFE : STOP_WFI, address);
    else if (accounting->now >= accounting->limit) stop(unicorn, accounting, STOP_LIMIT, address);
    else if (pending && is_unmasked(unicorn, pending - 1)) {
        accounting->pending_priority = 0;
        stop(unicorn, accounting, STOP_UNMASKED, address);
    } else return 0;
    return 1;
}

static inline void account(struct accounting *accounting, uint32_t address, uint32_t facts) {
    uint32_t count = facts >> FACTS_SHIFT;
    accounting->block_pc = address;
    accounting->now += count * accounting->cycles_per_instruction;
    accounting->instructions += count;
    accounting->blocks++;
}

// A block that is new, may have changed, or has something in or before it that the host must know of.
static __attribute__((noinline)) void on_odd_block(void *unicorn, uint32_t address, uint32_t size, struct engine *engine) {
    struct accounting *accounting = engine->accounting;
    uint32_t index = address >> 1 & (BLOCKS - 1);
    struct block *block = &engine->blocks[index];
    // First of all, so that no translated code is unknown to the store path when the engine stops here.
    if (block->address != address || block->size != size ||
        (may_change_unseen(accounting, address) && has_changed(engine, index, address, size)))
        describe(engine, index, address, size);
    if (stops_before(unicorn, accounting, address)) return;
    account(accounting, address, block->facts);
    if (block->facts & HAS_SEV) accounting->event_register = 1;
    accounting->last_block_end = block->facts & (ENDS_WFE | ENDS_WFI);
}

// Runs some ten million times a second: what is rare is left to on_odd_block, in one jump.
static void on_block(void *unicorn, uint64_t address64, uint32_t size, struct engine *engine) {
    struct accounting *accounting = engine->accounting;
    uint32_t address = (uint32_t)address64;
    struct block block = engine->blocks[address >> 1 & (BLOCKS - 1)];
    int odd = (block.address ^ address) | (block.size ^ size) | (block.facts & (ENDS_WFE | ENDS_WFI | HAS_SEV)) |
              accounting->pending_priority | accounting->last_block_end;
    if (__builtin_expect(odd, 0) || __builtin_expect(accounting->now >= accounting->limit, 0) ||
        __builtin_expect(may_change_unseen(accounting, address), 0))
        return on_odd_block(unicorn, address, size, engine);
    account(accounting, address, block.facts);
}

// Binds to the libunicorn that is loaded next; 0 when it is not usable.
int emulator_bind(const char *library) {
    void *handle = dlopen(library, RTLD_NOW);
    if (!handle) return 0;
    uc_emu_stop = dlsym(handle, "uc_emu_stop");
    uc_reg_read = dlsym(handle, "uc_reg_read");
    uc_reg_read_batch = dlsym(handle, "uc_reg_read_batch");
    uc_reg_write_batch = dlsym(handle, "uc_reg_write_batch");
    uc_hook_add = dlsym(handle, "uc_hook_add");
    return uc_emu_stop && uc_reg_read && uc_reg_read_batch && uc_reg_write_batch && uc_hook_add;
}

uint32_t emulator_accounting_size(void) { return sizeof(struct accounting); }

static int free_slot(void) {
    for (int i = 0; i < ENGINES; i++)
        if (!engines[i].unicorn) return i;
    return -1;
}

// Attaches the block hook to an engine; returns its index, or -1 when too many are attached.
int emulator_attach(void *unicorn, struct accounting *accounting, uint8_t *code_pages, uint8_t *code_lines) {
    int index = free_slot();
    if (index < 0) return -1;
    struct engine *engine = &engines[index];
    *engine = (struct engine){
        .unicorn = unicorn, .accounting = accounting, .code_pages = code_pages, .code_lines = code_lines};
    engine->blocks = calloc(BLOCKS, sizeof(struct block));
    engine->tails = calloc(BLOCKS, sizeof(uint32_t));
    engine->jumps = make_jump_cache();
    if (!engine->blocks || !engine->tails) return -1;
    return add_block_hook(engine, on_block) ? index : -1;
}

// Called after the engine is closed.
void emulator_detach(int index) {
    free(engines[index].blocks);
    free(engines[index].tails);
    free(engines[index].jumps);
    free(engines[index].profile);
    free(engines[index].xip_cache);
    engines[index] = (struct engine){0};
}

// Names a piece of guest memory to the block hook. The most used region belongs first.
int emulator_add_region(int index, uint32_t base, uint32_t size, uint32_t ram_address, const uint8_t *bytes) {
    struct memory_region *r = engines[index].accounting->regions, *end = r + REGIONS;
    while (r < end && r->size) r++;
    if (r == end) return 0;
    *r = (struct memory_region){(uintptr_t)bytes, base, size, ram_address, 0};
    return 1;
}

// Forgets what is known about blocks; called after the host changed code.
void emulator_forget_blocks(int index) {
    forget_blocks(&engines[index]);
    forget_jumps(&engines[index]);
}

#define MOST_REGISTERS 32

typedef int batch(void *unicorn, int *ids, void **values, int count);

static int with_pointers(batch *batch, void *unicorn, int *ids, uint32_t *values, int count) {
    void *pointers[MOST_REGISTERS];
    if (count > MOST_REGISTERS) return -1;
    for (int i = 0; i < count; i++) pointers[i] = values + i;
    return batch(unicorn, ids, pointers, count);
}

int emulator_read_registers(void *unicorn, int *ids, uint32_t *values, int count) {
    return with_pointers(uc_reg_read_batch, unicorn, ids, values, count);
}

int emulator_write_registers(void *unicorn, int *ids, uint32_t *values, int count) {
    return with_pointers(uc_reg_write_batch, unicorn, ids, values, count);
}
