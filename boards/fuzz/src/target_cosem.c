// Target: APDUs at the wrapper of the uplink slot: behind the cipher those of the client that may do most, before it anybody's.
#include <string.h>

#include "client.h"
#include "management.h"
#include "watch.h"
#include "wires.h"

#define HEAD 8u
/** What ends a period waits for counts of the next round on the link, which begins each second. */
#define PATIENCE_TICKS 130u
/** The client whose keys the harness has, and the logical device. */
#define MANAGEMENT 1
#define DEVICE 1
/** Of the first byte of an APDU: what else is done to it. */
enum { USED_COUNTER = 4, PLAIN = 8 };
/** Of the first byte of a frame: whose it is, by the numbers of the clients; logical device 16 instead of 1. */
#define CLIENTS 17u
#define METERING_DEVICE 0x80

/** Bytes that are no frame of this target came to the port: what it says after them may be the answer to those. */
static bool disturbed;

static bool is_whole(const uint8_t *bytes, uint32_t length) {
  return length >= HEAD && length >= HEAD + (uint32_t)(bytes[6] << 8 | bytes[7]);
}

/** An APDU in a frame of the wrapper, and the APDU that answers it. */
static uint32_t carry_to(uint8_t client, uint8_t device, const uint8_t *apdu, uint32_t length, uint8_t *answer) {
  uint8_t frame[WIRES_FRAME_MAX + HEAD];
  static const management_line_t uplink = {TM_PORT_UPLINK, WIRES_FRAME_MAX, PATIENCE_TICKS, is_whole};
  uint8_t said[WIRES_FRAME_MAX];
  uint32_t got = management_ask(&uplink, frame, wires_wrapper(frame, client, device, apdu, length), said);
  if (!is_whole(said, got)) return 0;
  if (said[1] != 1 || said[3] != device || said[5] != client) {
    if (!disturbed) watch_found("an answer from or to somebody else");
    return 0;
  }
  memcpy(answer, said + HEAD, got - HEAD);
  return got - HEAD;
}

static uint32_t carry(uint8_t client, const uint8_t *apdu, uint32_t length, uint8_t *answer) {
  return carry_to(client, DEVICE, apdu, length, answer);
}

static void prepare(void) {
  management_prepare();
  client_associate(MANAGEMENT, carry);
  client_keep();
}

/** In the association that is open: sealed as its client's next, or with a used counter, or not at all. */
static void ask(const input_step_t *step) {
  uint8_t apdu[INPUT_BYTES_MAX + 64], answer[WIRES_FRAME_MAX], *text, how = step->bytes[0];
  uint32_t length = step->length - 1, text_length = 0;
  if (how & PLAIN) memcpy(apdu, step->bytes + 1, length);
  else
    length = client_seal(MANAGEMENT, how & USED_COUNTER ? 1u + (how >> 4) % 4u : 0u, step->bytes + 1, length, apdu);
  uint32_t got = carry(MANAGEMENT, apdu, length, answer);
  if (got == 0 || disturbed || answer[0] == 0xd8 || answer[0] == 0x61 || answer[0] == 0x63) return;
  if (how & (PLAIN | USED_COUNTER)) watch_found("%s is served", how & PLAIN ? "plain text" : "a counter that was used");
  if (!client_opens(MANAGEMENT, answer, got, &text, &text_length))
    watch_found("an answer %02x that its client cannot open", answer[0]);
}

static void step(const input_step_t *step) {
  uint8_t answer[WIRES_FRAME_MAX];
  if (step->length == 0) return;
  uint8_t first = step->bytes[0];
  if (step->op == OP_TIME) {
    management_time(step);
  } else if (step->op == OP_APDU) {
    if (step->length > 1) ask(step);
  } else if (step->op == OP_FRAME) {
    uint8_t device = first & METERING_DEVICE ? 16 : DEVICE;
    (void)carry_to(first % CLIENTS + 1, device, step->bytes + 1, step->length - 1, answer);
  } else {
    disturbed = true;
    management_port(TM_PORT_UPLINK, step->bytes, step->length);
    management_tick();
  }
}

static void finish(void) {
  management_check();
  client_back();
  disturbed = false;
}

const fuzz_target_t fuzz_target = {"cosem", HAL_MANAGEMENT, STEPS_MOST, prepare, step, finish, NULL, 0};
