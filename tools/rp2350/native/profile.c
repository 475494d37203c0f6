// Counts the instructions each translated block executed, while a profile is taken: a hook of its own, else not there.
#include "accounting.h"
#include <stdlib.h>

#define SLOTS (1u << 18)    // of a table by hashed address
#define PROBES 64           // a block that finds no slot among so many is counted in slot 0, whatever its address

struct slot {
    uint32_t address;
    uint32_t bytes;         // of the block
    uint64_t instructions;
};

struct profile {
    uint64_t seen;          // the engine's count when it was last looked at
    struct slot slots[SLOTS];
};

static struct slot *slot_of(struct profile *profile, uint32_t address) {
    uint32_t first = address * 2654435761u >> 14;
    for (uint32_t i = 0; i < PROBES; i++) {
        struct slot *slot = &profile->slots[(first + i) & (SLOTS - 1)];
        if (slot->address == address || slot->instructions == 0) return slot;
    }
    return &profile->slots[0];
}

// Comes behind the accounting hook: what that one kept from running has added nothing.
static void on_block(void *unicorn, uint64_t address, uint32_t size, struct engine *engine) {
    (void)unicorn;
    struct profile *profile = engine->profile;
    uint64_t executed = engine->accounting->instructions - profile->seen;
    if (executed == 0) return;
    profile->seen += executed;
    struct slot *slot = slot_of(profile, (uint32_t)address);
    slot->address = (uint32_t)address;
    if (size > slot->bytes) slot->bytes = size;
    slot->instructions += executed;
}

// Begins a profile, or begins it anew; 0 when there is no memory for it.
int emulator_profile_start(int index) {
    struct engine *engine = engine_at(index);
    int hooked = engine->profile != NULL;
    free(engine->profile);
    engine->profile = calloc(1, sizeof *engine->profile);
    if (!engine->profile) return 0;
    engine->profile->seen = engine->accounting->instructions;
    return hooked || add_block_hook(engine, on_block);
}

// Writes the blocks that ran, each as its address, bytes and instructions; returns how many.
int emulator_profile_read(int index, double *blocks, int most) {
    struct profile *profile = engine_at(index)->profile;
    int count = 0;
    for (struct slot *slot = profile->slots; slot < profile->slots + SLOTS && count < most; slot++) {
        if (slot->instructions == 0) continue;
        double *block = blocks + 3 * count++;
        block[0] = slot->address;
        block[1] = slot->bytes;
        block[2] = (double)slot->instructions;
    }
    return count;
}
