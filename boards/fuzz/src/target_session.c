// Target: APDUs behind the cipher: all clients are associated, and what the input says is sealed with their own keys.
#include <string.h>

#include "client.h"
#include "metering.h"
#include "watch.h"

/** Of the first byte of a step: the client, then what else is done to it. */
enum { CLIENT = 3, USED_COUNTER = 4, PLAIN = 8 };
#define READER 1

/** Somebody other than the reader asked for something. */
static bool others;

static void prepare(void) {
  metering_prepare();
  for (uint8_t client = 1; client <= TM_KEY_CLIENTS; client++) client_associate(client, metering_apdu);
  for (uint32_t i = 0; i < 20; i++) bench_block();
  metering_learn();
  client_keep();
}

static void ask(const input_step_t *step) {
  uint8_t apdu[INPUT_BYTES_MAX + 64], answer[TM_APDU_MAX], *text;
  uint8_t client = (uint8_t)((step->bytes[0] & CLIENT) + 1), how = step->bytes[0];
  uint32_t length = step->length - 1, text_length = 0;
  others |= client != READER;
  if (how & PLAIN) memcpy(apdu, step->bytes + 1, length);
  else length = client_seal(client, how & USED_COUNTER ? 1u + (how >> 4) % 4u : 0u, step->bytes + 1, length, apdu);
  uint32_t got = metering_apdu(client, apdu, length, answer);
  if (got == 0 || answer[0] == 0xd8 || answer[0] == 0x61 || answer[0] == 0x63) return;
  if (how & (PLAIN | USED_COUNTER)) watch_found("%s is served", how & PLAIN ? "plain text" : "a counter that was used");
  if (!client_opens(client, answer, got, &text, &text_length))
    watch_found("an answer %02x that its client cannot open", answer[0]);
}

static void step(const input_step_t *step) {
  if (step->op == OP_TIME) metering_time(step);
  else if (step->length > 1) ask(step);
}

static void finish(void) {
  metering_check(others ? MAY_SET_TIME : 0);
  others = false;
  client_back();
}

const fuzz_target_t fuzz_target = {"session", HAL_METERING, STEPS_MOST, prepare, step, finish, NULL, 0};
