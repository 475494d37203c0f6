// Included before wasm3's files that hold operations or start them: counts the operations each function executes.
#ifndef TWINMETER_PROFILE_H
#define TWINMETER_PROFILE_H

#include <stdint.h>

#include "m3_exec_defs.h"
#include "m3_function.h"

/** Operations of the function that runs; profile.c says at the exit how many each executed. */
extern uint64_t *profile_running;

/** The count of a function of a module. */
uint64_t *profile_of(const M3Function *function);

#undef nextOpImpl
#undef jumpOpImpl
#define nextOpImpl() (*profile_running += 1, ((IM3Operation)(*_pc))(_pc + 1, d_m3OpArgs))
#define jumpOpImpl(PC) (*profile_running += 1, ((IM3Operation)(*PC))(PC + 1, d_m3OpArgs))

// `Call (d_m3OpSig)` is where wasm3 defines it; every use has more than one argument.
#define Call(first, ...) PROFILE_CALL##__VA_OPT__(_USED)(first __VA_OPT__(, ) __VA_ARGS__)
#define PROFILE_CALL(...) profile_plain_call(__VA_ARGS__)
#define PROFILE_CALL_USED(...) profile_call(__VA_ARGS__)

d_m3RetSig op_Entry(d_m3OpSig);
d_m3RetSig profile_plain_call(d_m3OpSig);

/** A call from function to function. Compiled code begins with the entry operation and a pointer to its function;
 *  that of an import does not: its one operation counts for the caller. */
static inline m3ret_t profile_call(d_m3OpSig) {
  uint64_t *caller = profile_running;
  if ((IM3Operation)*_pc == op_Entry) profile_running = profile_of((const M3Function *)((void *const *)_pc)[1]);
  m3ret_t result = profile_plain_call(d_m3OpAllArgs);
  profile_running = caller;
  return result;
}

/** A call from outside; constant expressions, which have no memory, count for nobody. */
static inline m3ret_t profile_run(d_m3OpSig) {
  uint64_t *caller = profile_running;
  if (_mem != NULL) profile_running = profile_of((const M3Function *)((void *const *)_pc)[1]);
  m3ret_t result = RunCode(d_m3OpAllArgs);
  profile_running = caller;
  return result;
}
#define RunCode profile_run

#endif
