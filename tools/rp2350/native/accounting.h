// What the native part of the emulator and unicorn.ts share: one page of memory per emulated chip.
#ifndef ACCOUNTING_H
#define ACCOUNTING_H
#include <stdint.h>

// unicorn.ts reads these fields by offset (class Accounting); keep both in step, 8-byte fields first.
struct memory_region {
    uint64_t bytes;          // host address of the first byte
    uint32_t base;           // guest address
    uint32_t size;           // bytes; 0 ends the table
    uint32_t ram_address;    // the engine's own number for the first byte; UINT32_MAX: not writable by the guest
    uint32_t reserved;
};

enum stop_reason { STOP_NONE, STOP_LIMIT, STOP_UNMASKED, STOP_WFE, STOP_WFI };
enum block_end { ENDS_WFE = 1, ENDS_WFI = 2, HAS_SEV = 4 };

#define REGIONS 8

struct accounting {
    double now;                     // virtual time in cycles
    double limit;                   // the engine is stopped at the first block at or after this time
    double cycles_per_instruction;
    uint64_t instructions;
    uint64_t blocks;
    uint64_t fast_stores;           // store pages released from the slow path
    uint64_t slow_stores;           // stores that had to look for translated code
    uint32_t stop_reason;           // enum stop_reason
    uint32_t stop_pc;               // address of the block that was not run; where the engine stopped by itself, its PC
    uint32_t event_register;        // ARMv8-M event register
    uint32_t pending_priority;      // 1 + priority of a pending interrupt that PRIMASK or BASEPRI holds back; 0: none
    uint32_t last_block_end;        // enum block_end of the block that ran last, without HAS_SEV
    uint32_t fast_path;             // 1: shadowed symbols release store pages
    uint32_t block_pc;              // address of the block that runs
    uint32_t exception_return;      // the EXC_RETURN value loaded into PC, which ended the run; 0: none was
    struct memory_region regions[REGIONS];
    uint64_t accesses;              // loads and stores of registers by the processor
    uint64_t polled_blocks;         // `blocks` at the last load that repeated the one before
    uint32_t polled_address;        // of the last access, where that was a load; UINT32_MAX: a store
    uint32_t polled_value;          // what that load gave
    uint32_t repeats;               // equal loads in a row, in different blocks
    uint32_t io_address;            // the access that the host is asked for
    uint32_t io_size;               // bytes: 1, 2 or 4
    uint32_t io_value;              // what is stored, or what the load gives
};

// How the native part knows what a load of a register gives (class Answers in processor/answers.ts).
enum answer_kind { ANSWER_UNKNOWN, ANSWER_VALUE, ANSWER_COUNT_LOW, ANSWER_COUNT_HIGH, ANSWER_TAKES };

struct answer {
    double until;                   // ANSWER_VALUE: known before this time
    double base;                    // ANSWER_COUNT: the count at base_time; ANSWER_TAKES: words there is room for
    double base_time;               // cycles
    double cycles_per_tick;         // infinite while it stands still
    uint32_t address;               // 0: no answer in this place of the table
    uint32_t kind;                  // enum answer_kind
    uint32_t value;                 // ANSWER_VALUE; ANSWER_TAKES: words taken so far
    uint32_t held;                  // its block is held in reset
};

#define ANSWERS 64                  // places of the table, a power of two; never full
#define TAKEN_WORDS 16
#define IO_SPACES 8
#define POLLS 8                     // equal loads in a row that count as polling: bus.ts, which then skips time

struct answers {
    struct answer places[ANSWERS];  // by hash of the address
    uint32_t taken[TAKEN_WORDS];    // words stored into the one register that takes them
};

struct io_space {
    struct engine *engine;
    uint32_t base;
};

struct engine;                      // one emulated chip, see block-hook.c

struct engine *engine_of(const void *unicorn);
struct engine *engine_at(int index);
typedef void block_hook(void *unicorn, uint64_t address, uint32_t size, struct engine *engine);
// Has a function called at each block, after those that were added before; 0 when the engine refuses.
int add_block_hook(struct engine *engine, block_hook *hook);
const struct memory_region *region_of(const struct accounting *accounting, uint32_t address);
// Remembers that a block of code lies at this address; tells whether a page held none before.
int mark_code(struct engine *engine, uint32_t address, uint32_t size);
// Drops the engine's cached address translations, so that stores to newly marked pages are seen again.
void forget_translations(struct engine *engine);
// Drops what is known about blocks: code changed.
void forget_blocks(struct engine *engine);

#define CODE_PAGES 4096             // 16 MB of writable memory by engine-internal address
#define LINE_SHIFT 2                // granularity at which stores beside code on a page are told from stores to it
#define CODE_LINES (CODE_PAGES << (12 - LINE_SHIFT))
#define ENGINES 16

struct engine {
    void *unicorn;
    void *cpu;                      // the engine's CPU state, learnt by the shadowed cpu_exec_arm
    struct accounting *accounting;
    uint8_t *code_pages;            // by ram_address >> 12
    uint8_t *code_lines;            // by ram_address >> LINE_SHIFT
    struct block *blocks;
    uint32_t *tails;                // by the same index: the last 4 bytes of the block, where they may change unseen
    struct jump_cache *jumps;       // NULL: none is kept
    struct profile *profile;        // NULL: none is taken
    struct xip_cache *xip_cache;    // NULL: flash and PSRAM cost nothing
    struct answers *answers;
    void (*host_load)(void);        // what the host answers: io_address, io_size, io_value
    void (*host_store)(void);
    void (*host_interrupt)(uint32_t number);
    struct io_space io_spaces[IO_SPACES];
};

extern void (*real_tlb_flush)(void *cpu);
#endif
