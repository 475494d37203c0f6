// A long stretch of straight code, over and over: a word that no reset clears says how far it came when the supply went.
#include "pico/stdlib.h"

// Core 1's stack, which nobody uses here.
#define PROGRESS 0x20080000

int main(void) {
    __asm__ volatile(
        "  ldr r0, =%c0\n"
        "1: movs r1, #0\n"
        "  .rept 100\n"
        "  adds r1, #1\n"
        "  str r1, [r0]\n"
        "  .endr\n"
        "  b 1b\n"
        "  .ltorg\n" ::"i"(PROGRESS)
        : "r0", "r1", "memory");
}
