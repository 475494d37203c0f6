// The XIP cache (16 KB, two ways, lines of 8 bytes) and what a line of flash or PSRAM costs: virtual time grows by misses.
//
// Hooks of their own, attached only where it is asked for: every load then takes the engine's slow path. A block's code
// counts when the block begins; a load or store of the processor counts when it is made. Both windows are one address
// space to the cache. Replacement is least recently used, which the datasheet does not say.
#include "accounting.h"
#include <dlfcn.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { UC_HOOK_MEM_READ = 1 << 10, UC_HOOK_MEM_WRITE = 1 << 11, UC_MEM_WRITE = 17 };
#define XIP_BASE 0x10000000u
#define XIP_END 0x1fffffffu
#define SETS 1024
#define WAYS 2
#define NO_LINE UINT32_MAX

// Of one window, in cycles of virtual time; unicorn.ts writes them from the QMI's registers.
struct line_cost {
    double first;                   // a line that begins a transfer
    double next;                    // the line behind the one before, while the chip is still selected
    double write;                   // a changed line written back
    double deselect;                // before a transfer, where the chip is still selected
    double cooldown;                // how long it stays selected
};

struct way {
    uint32_t line;                  // address / 8, alias bits taken out
    uint32_t is_dirty;
};

struct xip_cache {
    struct line_cost costs[2];      // flash, PSRAM
    double hits, misses, cycles;    // lines found, lines fetched, and what these and writing back cost
    double last_end;                // when the QSPI bus fell quiet
    uint32_t last_line;
    uint64_t seen_blocks;
    struct way ways[SETS][WAYS];    // the one used last first
};

// Fetches or writes `line` over the bus, as part of the transfer before or in one of its own.
static void transfer(struct engine *engine, uint32_t line, int writes) {
    struct xip_cache *cache = engine->xip_cache;
    const struct line_cost *cost = &cache->costs[line >> 21 & 1];    // address bit 24 tells the windows apart
    double now = engine->accounting->now, cycles = cost->next;
    int is_selected = now - cache->last_end <= cost->cooldown;
    // A transfer does not go on over a border of 1 KB (QMI PAGEBREAK, as boot ROM and SDK set it).
    int follows = is_selected && !writes && line == cache->last_line + 1 && line % 128 != 0;
    if (!follows) cycles = (writes ? cost->write : cost->first) + (is_selected ? cost->deselect : 0);
    engine->accounting->now = cache->last_end = now + cycles;
    cache->last_line = writes ? NO_LINE : line;
    cache->cycles += cycles;
}

static void touch(struct engine *engine, uint32_t line, int writes) {
    struct xip_cache *cache = engine->xip_cache;
    struct way *ways = cache->ways[line % SETS], kept = ways[0];
    if (ways[0].line == line) {
        cache->hits++;
    } else if (ways[1].line == line) {
        cache->hits++;
        ways[0] = ways[1];
        ways[1] = kept;
    } else {
        cache->misses++;
        if (ways[1].is_dirty) transfer(engine, ways[1].line, 1);
        ways[1] = kept;
        ways[0] = (struct way){line, 0};
        transfer(engine, line, 0);
    }
    ways[0].is_dirty |= (uint32_t)writes;
}

// Bits 27:26 of an address: 0 cached; 1 and 3 past the cache; 2 the window of maintenance, which is no memory.
static void access(struct engine *engine, uint32_t address, uint32_t size, int writes) {
    uint32_t alias = address >> 26 & 3, inside = address & ~0x0c000000u;
    for (uint32_t line = inside >> 3; line <= (inside + size - 1) >> 3; line++) {
        if (alias == 0) touch(engine, line, writes);
        else if (alias != 2) transfer(engine, line, writes);
    }
}

// Comes behind the accounting hook: a block that one kept from running is not counted.
static void on_block(void *unicorn, uint64_t address, uint32_t size, struct engine *engine) {
    (void)unicorn;
    uint64_t blocks = engine->accounting->blocks;
    if (blocks == engine->xip_cache->seen_blocks) return;
    engine->xip_cache->seen_blocks = blocks;
    if (address >> 28 == 1) access(engine, (uint32_t)address, size, 0);
}

static void on_access(void *unicorn, int type, uint64_t address, int size, int64_t value, struct engine *engine) {
    (void)unicorn, (void)value;
    access(engine, (uint32_t)address, (uint32_t)size, type == UC_MEM_WRITE);
}

static void forget_lines(struct xip_cache *cache) {
    for (int set = 0; set < SETS; set++)
        for (int way = 0; way < WAYS; way++) cache->ways[set][way] = (struct way){NO_LINE, 0};
}

// Attaches the model, all lines invalid; 0 when the engine refuses or there is no memory. Older translations do not call it.
int emulator_xip_attach(int index, const char *library) {
    struct engine *engine = engine_at(index);
    int (*add)(void *, size_t *, int, void *, void *, uint64_t, uint64_t, ...) =
        dlsym(dlopen(library, RTLD_NOW), "uc_hook_add");
    engine->xip_cache = calloc(1, sizeof *engine->xip_cache);
    if (!add || !engine->xip_cache) return 0;
    forget_lines(engine->xip_cache);
    size_t handle = 0;
    return add_block_hook(engine, on_block) &&
           add(engine->unicorn, &handle, UC_HOOK_MEM_READ | UC_HOOK_MEM_WRITE, on_access, engine, XIP_BASE, XIP_END) == 0;
}

// Costs of window 0 (flash) or 1 (PSRAM), in the order of struct line_cost.
void emulator_xip_costs(int index, int window, const double *costs) {
    memcpy(&engine_at(index)->xip_cache->costs[window], costs, sizeof(struct line_cost));
}

// Hits, misses and the cycles these cost since power-on.
void emulator_xip_counts(int index, double *counts) {
    memcpy(counts, &engine_at(index)->xip_cache->hits, 3 * sizeof(double));
}

// Invalidates every line, as the boot ROM's flush and a reset do; what a line held is in memory already.
void emulator_xip_flush(int index) { forget_lines(engine_at(index)->xip_cache); }

// One store to the window of maintenance: the operation is in the address (datasheet 4.4.1.1).
void emulator_xip_maintain(int index, uint32_t offset) {
    struct engine *engine = engine_at(index);
    int by_address = offset & 2, cleans = offset & 1;
    uint32_t set = offset >> 3 & (SETS - 1);
    for (int way = 0; way < WAYS; way++) {
        struct way *one = &engine->xip_cache->ways[set][way];
        if (by_address ? one->line != (XIP_BASE | (offset & 0x01ffffffu)) >> 3 : way != (int)(offset >> 13 & 1)) continue;
        if (cleans && one->is_dirty) transfer(engine, one->line, 1);
        one->is_dirty = 0;
        if (!cleans) one->line = NO_LINE;
    }
}
