// Where indirect jumps go on.
#ifndef JUMP_CACHE_H
#define JUMP_CACHE_H
#include "accounting.h"

// Finds the shadowed functions in the loaded libunicorn; 0 when one of the internals is not there.
int bind_jump_cache(const char *library);
// Nothing is remembered any more: a translation was dropped.
void forget_jumps(struct engine *engine);
// A table for an engine, freed with free(); NULL when there is no memory: then the engine's own look-up is used.
struct jump_cache *make_jump_cache(void);
// The engine that runs: one board may run inside a callback of the other, never at the same time. NULL while none does.
extern struct engine *running __attribute__((visibility("hidden")));

#endif
