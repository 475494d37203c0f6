// Writes what is known about a block into its own translation: the hook then gets it with the call, and looks nothing up.
//
// The engine calls a block hook with constants, the address and the size of the block among them. On x86-64 they are
// immediate operands right before the call. Where they are not found, or on another processor, nothing is written.
#define _GNU_SOURCE
#include "call-site.h"
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define REACH 64            // bytes before the call that can hold its arguments
#define MOV_EDX 0xba        // mov edx, imm32: the third argument
#define MOV_ESI 0xbe        // mov esi, imm32: the second

// The only place before `end` where a register is given this value; NULL when there is none, or more than one.
static const uint8_t *only_move(const uint8_t *end, uint8_t opcode, uint32_t value) {
    const uint8_t *found = NULL;
    for (const uint8_t *at = end - REACH; at <= end - 5; at++) {
        uint32_t immediate;
        memcpy(&immediate, at + 1, sizeof immediate);
        if (*at != opcode || immediate != value) continue;
        if (found) return NULL;
        found = at;
    }
    return found;
}

#ifdef __x86_64__
// Through the kernel, so that a translation that cannot be written is an error and no fault.
static int write_code(const uint8_t *at, uint32_t word) {
    static int memory = -1;
    if (memory < 0) memory = open("/proc/self/mem", O_WRONLY | O_CLOEXEC);
    return memory >= 0 && pwrite(memory, &word, sizeof word, (off_t)(uintptr_t)at) == sizeof word;
}

int tell_call_site(const uint8_t *behind_call, uint32_t address, uint32_t size, uint32_t word) {
    const uint8_t *size_move = only_move(behind_call, MOV_EDX, size);
    if (!size_move || !only_move(behind_call, MOV_ESI, address)) return 0;
    return write_code(size_move + 1, word);
}
#else
int tell_call_site(const uint8_t *behind_call, uint32_t address, uint32_t size, uint32_t word) {
    (void)only_move, (void)behind_call, (void)address, (void)size, (void)word;
    return 0;
}
#endif
