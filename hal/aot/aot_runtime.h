// What the engine and the runtime of the translated module share.
#ifndef TWINMETER_AOT_RUNTIME_H
#define TWINMETER_AOT_RUNTIME_H

#include <setjmp.h>

#include "engine.h"

/** The one instance of the translated module: its imports by place in the generated table, and where traps go. */
struct Z_host_instance_t {
  engine_t *engine;
  engine_import_call_t imports[ENGINE_FUNCTIONS_MAX];
  jmp_buf trapped;
};

extern struct Z_host_instance_t aot_host;

/** Ends the running call with a text. */
_Noreturn void aot_trap(const char *text);

/** Forgets the depth of a call that a trap ended. */
void aot_reset_depth(void);

#endif
