// The provisioning image as a program: frames of one port in, answers out; no engine, no module, no metering.
#ifndef TWINMETER_PROVISION_PROGRAM_H
#define TWINMETER_PROVISION_PROGRAM_H

#include "ceremony.h"
#include "frame.h"

/** Port that is listened to, at TM_PROVISION_BAUD, 8N1. */
#define PROVISION_PORT 0
/** A pause this long inside a frame: what came before is forgotten (docs/legal-port.md, Time). */
#define PROVISION_PAUSE_us 200000u

typedef struct {
  ceremony_t ceremony;
  frame_stream_t stream;
  uint64_t heard_us;
  bool port_is_set;
} provision_t;

void provision_begin(provision_t *provision, hal_board_t *board, hal_role_t role);

/** Takes what the port received until `now_us`, and answers what is whole of it. */
void provision_step(provision_t *provision, uint64_t now_us);

#endif
