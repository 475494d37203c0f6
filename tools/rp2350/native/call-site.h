// The call of a block hook in the translation of its block.
#ifndef CALL_SITE_H
#define CALL_SITE_H
#include <stdint.h>

// Has the call that returns to `behind_call` pass `word` instead of `size` from now on; 0 when it cannot be found.
int tell_call_site(const uint8_t *behind_call, uint32_t address, uint32_t size, uint32_t word);

#endif
