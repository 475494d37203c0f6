// Speaks suite 0 with the keys that the board's store holds: AES-GCM, tags of 12 bytes (IEC 62056-5-3, 5.3 and 9.2).
#include "client.h"

#include <string.h>

#include "bench.h"
#include "watch.h"

#define TITLE 8u
#define TAG 12u
#define SECURED 0x30
#define AUTHENTICATED 0x10

/** Of each client: its next counter, the one it sealed with last, and the highest whose APDU the meter served. */
typedef struct {
  uint32_t next[TM_KEY_CLIENTS + 1], last[TM_KEY_CLIENTS + 1], served[TM_KEY_CLIENTS + 1];
} counters_t;
static counters_t counters, kept;
static uint8_t meter[TITLE];

static crypto_span_t key_of(int32_t handle) {
  crypto_span_t key = {NULL, 0};
  if (keys_find(&bench.host.keys, handle, &key) != TM_STATUS_OK) watch_found("the board has no key %d", (int)handle);
  return key;
}

static void put_counter(uint8_t *to, uint32_t counter) {
  for (int i = 0; i < 4; i++) to[i] = (uint8_t)(counter >> (24 - 8 * i));
}

/** The nonce: title and counter. */
static crypto_span_t nonce(const uint8_t title[TITLE], uint32_t counter) {
  static uint8_t bytes[TITLE + 4];
  memcpy(bytes, title, TITLE);
  put_counter(bytes + TITLE, counter);
  return (crypto_span_t){bytes, sizeof bytes};
}

static crypto_gcm_t message(uint8_t client, crypto_span_t iv, const uint8_t *control, crypto_span_t also) {
  crypto_gcm_t made = {.key = key_of(TM_KEY_ENCRYPTION + client - 1), .iv = iv};
  made.also[0] = (crypto_span_t){control, 1};
  made.also[1] = key_of(TM_KEY_AUTHENTICATION + client - 1);
  made.also[2] = also;
  return made;
}

static void title_of(uint8_t client, uint8_t title[TITLE]) {
  memcpy(title, "FUZ00000", TITLE);
  title[TITLE - 1] = (uint8_t)('0' + client);
}

/** Tag and length in front of content; lengths as BER has them. @return bytes of both. */
static uint32_t put_head(uint8_t *to, uint8_t tag, uint32_t length) {
  to[0] = tag;
  if (length < 128) {
    to[1] = (uint8_t)length;
    return 2;
  }
  to[1] = 0x82;
  to[2] = (uint8_t)(length >> 8);
  to[3] = (uint8_t)length;
  return 4;
}

uint32_t client_seal(uint8_t client, uint32_t behind, const uint8_t *text, uint32_t length, uint8_t *apdu) {
  const uint8_t control = SECURED, service = (uint8_t)(text[0] + (text[0] >= 0xc0 ? 8 : 0));
  uint8_t title[TITLE];
  uint32_t before = behind > counters.served[client] ? counters.served[client] : behind - 1;
  uint32_t counter = behind > 0 ? counters.served[client] - before : counters.next[client]++;
  counters.last[client] = counter;
  uint32_t head = put_head(apdu, service, 5 + length + TAG);
  apdu[head] = control;
  put_counter(apdu + head + 1, counter);
  uint8_t *place = apdu + head + 5;
  memcpy(place, text, length);
  title_of(client, title);
  crypto_gcm_t sealed = message(client, nonce(title, counter), &control, (crypto_span_t){NULL, 0});
  sealed.text = place;
  sealed.text_length = length;
  (void)crypto_gcm_seal(&sealed, place + length, TAG);
  return head + 5 + length + TAG;
}

bool client_opens(uint8_t client, uint8_t *apdu, uint32_t length, uint8_t **text, uint32_t *text_length) {
  uint32_t head = length > 1 && apdu[1] == 0x82 ? 4 : length > 1 && apdu[1] == 0x81 ? 3 : 2;
  if (length < head + 5 + TAG || apdu[head] != SECURED) return false;
  const uint8_t *at = apdu + head + 1;
  uint32_t counter = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
  *text = apdu + head + 5;
  *text_length = length - head - 5 - TAG;
  crypto_gcm_t sealed = message(client, nonce(meter, counter), apdu + head, (crypto_span_t){NULL, 0});
  sealed.text = *text;
  sealed.text_length = *text_length;
  if (crypto_gcm_open(&sealed, apdu + length - TAG, TAG) != CRYPTO_OK) return false;
  counters.served[client] = counters.last[client];
  return true;
}

/** What answers the meter's challenge: ACTION 1 of the association, with the GMAC over it. */
static void answer_challenge(uint8_t client, crypto_span_t challenge, client_carry_t carry) {
  static const uint8_t action[] = {0xc3, 1, 0xc1, 0, 15, 0, 0, 40, 0, 0, 255, 1, 1, 9, 17, AUTHENTICATED};
  const uint8_t control = AUTHENTICATED;
  uint8_t text[sizeof action + 4 + TAG], apdu[sizeof text + 32], answer[CLIENT_APDU_MAX], title[TITLE], *found;
  uint32_t counter = counters.next[client]++, length = 0;
  memcpy(text, action, sizeof action);
  put_counter(text + sizeof action, counter);
  title_of(client, title);
  crypto_gcm_t proof = message(client, nonce(title, counter), &control, challenge);
  (void)crypto_gcm_seal(&proof, text + sizeof action + 4, TAG);
  uint32_t got = carry(client, apdu, client_seal(client, 0, text, sizeof text, apdu), answer);
  if (!client_opens(client, answer, got, &found, &length) || found[0] != 0xc7 || found[3] != 0) {
    watch_found("client %d is not let in", client);
  }
}

void client_associate(uint8_t client, client_carry_t carry) {
  uint8_t aarq[] = {0x60, 0x42, 0xa1, 9, 6,    7,  0x60, 0x85, 0x74, 5,    8,   1,    3,    0xa6, 10,   4,    8,
                    0,    0,    0,    0, 0,    0,  0,    0,    0x8a, 2,    7,   0x80, 0x8b, 7,    0x60, 0x85, 0x74,
                    5,    8,    2,    5, 0xac, 10, 0x80, 8,    'c',  'h',  'a', 'l',  'l',  'e',  'n',  'g',  0xbe,
                    0x10, 4,    14,   1, 0,    0,  0,    6,    0x5f, 0x1f, 4,   0,    0,    0x10, 0x1d, 4,    0};
  uint8_t answer[CLIENT_APDU_MAX];
  title_of(client, aarq + 17);
  memcpy(meter, bench.host.keys.identity.title, TITLE);
  bench.blocks = 0;
  uint32_t length = carry(client, aarq, sizeof aarq, answer);
  for (uint32_t at = 0; at + 4 < length; at++) {
    const uint8_t *value = answer + at, bytes = value[3];
    if (value[0] != 0xaa || value[1] != bytes + 2 || value[2] != 0x80 || at + 4 + bytes > length) continue;
    answer_challenge(client, (crypto_span_t){value + 4, bytes}, carry);
    return;
  }
  watch_found("client %d gets no challenge", client);
}

void client_keep(void) { kept = counters; }
void client_back(void) { counters = kept; }
