// Target: whatever FRAM and NOR hold when the power comes. The core starts, meters and answers; nothing makes it fault.
#include <string.h>

#include "metering.h"
#include "watch.h"

#define NOR 0x80000000u // of a place: it lies there
#define NO_CRC 0u
#define CRC 1u
#define MAC 2u

/** A kind of record: where the first stands, how many there are that a step can reach, bytes of each and between them. */
typedef struct {
  uint32_t at, count, bytes, stride, check;
} place_t;

static const place_t places[] = {
    {TM_FRAM_PARAMETERS_A, 2, TM_PARAMETERS_BYTES, TM_FRAM_PARAMETERS_B - TM_FRAM_PARAMETERS_A, CRC},
    {TM_FRAM_HOT_A, 2, TM_HOT_RECORD_BYTES, TM_FRAM_HOT_B - TM_FRAM_HOT_A, CRC},
    {TM_FRAM_RATIO_CHANGES, TM_RATIO_CHANGES, TM_RATIO_CHANGE_BYTES, TM_RATIO_CHANGE_BYTES, CRC},
    {TM_FRAM_CLOCK_STATE_A, 2, TM_CLOCK_STATE_BYTES, TM_FRAM_CLOCK_STATE_B - TM_FRAM_CLOCK_STATE_A, CRC},
    {TM_FRAM_LOCAL_TIME_A, 2, TM_LOCAL_TIME_BYTES, TM_FRAM_LOCAL_TIME_B - TM_FRAM_LOCAL_TIME_A, CRC},
    {TM_FRAM_RING_HEADS_A, TM_RINGS, TM_RING_HEAD_BYTES, TM_RING_HEAD_BYTES, CRC},
    {TM_FRAM_RING_HEADS_B, TM_RINGS, TM_RING_HEAD_BYTES, TM_RING_HEAD_BYTES, CRC},
    {TM_FRAM_EVENTS_A, TM_EVENT_RING, TM_EVENT_RECORD_BYTES, TM_EVENT_RECORD_BYTES, CRC},
    {TM_FRAM_EVENTS_B, TM_EVENT_RING, TM_EVENT_RECORD_BYTES, TM_EVENT_RECORD_BYTES, CRC},
    {TM_FRAM_USED_A, 2, TM_USED_MARK_BYTES, TM_FRAM_USED_B - TM_FRAM_USED_A, CRC},
    {TM_FRAM_SESSION_A, 2, TM_SESSION_RECORD_BYTES, TM_FRAM_SESSION_B - TM_FRAM_SESSION_A, CRC},
    {TM_FRAM_LEGAL_LINE_A, 2, TM_LEGAL_LINE_BYTES, TM_FRAM_LEGAL_LINE_B - TM_FRAM_LEGAL_LINE_A, CRC},
    {TM_KEY_BANKS, 2, TM_KEY_BANK_BYTES, TM_KEY_BANK_BYTES, NO_CRC},
    {NOR | TM_NOR_MINUTES, 64, TM_MINUTE_RECORD_BYTES, TM_MINUTE_STRIDE, MAC},
    {NOR | TM_NOR_HOURS, 16, TM_FREEZE_RECORD_BYTES, TM_FREEZE_STRIDE, MAC},
    {NOR | TM_NOR_DAYS, 16, TM_FREEZE_RECORD_BYTES, TM_FREEZE_STRIDE, MAC},
    {NOR | TM_NOR_MONTHS, 16, TM_FREEZE_RECORD_BYTES, TM_FREEZE_STRIDE, MAC},
    {NOR | TM_NOR_BILLING, 16, TM_FREEZE_RECORD_BYTES, TM_FREEZE_STRIDE, MAC},
    {NOR | TM_NOR_INSTANT, 16, TM_FREEZE_RECORD_BYTES, TM_FREEZE_STRIDE, MAC},
    {NOR | TM_NOR_DAY_HEADS, 16, TM_DAY_HEAD_BYTES, TM_DAY_HEAD_STRIDE, MAC},
    {NOR | TM_NOR_AUDIT, 16, TM_AUDIT_RECORD_BYTES, TM_AUDIT_STRIDE, MAC},
};
#define PLACES (sizeof places / sizeof *places)

/** Of the input: the core was started; a check was made right, so that what is not the meter's own may count. */
static bool started, mended;

static uint8_t *byte_at(uint32_t address) { return address & NOR ? bench_nor(address & ~NOR) : bench_fram() + address; }

/** The NOR's image is inverted; so is what is written into it. */
static void write(uint32_t address, const uint8_t *bytes, uint32_t length) {
  for (uint32_t i = 0; i < length; i++) *byte_at(address + i) = (uint8_t)(address & NOR ? ~bytes[i] : bytes[i]);
}

static void read(uint32_t address, uint8_t *bytes, uint32_t length) {
  for (uint32_t i = 0; i < length; i++)
    bytes[i] = (uint8_t)(address & NOR ? ~*byte_at(address + i) : *byte_at(address + i));
}

static void mend_crc(uint32_t address, uint32_t length) {
  uint8_t record[TM_KEY_BANK_BYTES], crc[4];
  read(address, record, length);
  slice_put_u32(crc, input_crc32(record, length - 4));
  write(address + length - 4, crc, sizeof crc);
}

/** Chained to the record one stride before; the first of a ring to none. */
static void mend_mac(uint32_t address, uint32_t stride, bool first, uint32_t length) {
  uint8_t text[CRYPTO_BLOCK + TM_KEY_BANK_BYTES] = {0}, mac[CRYPTO_BLOCK];
  crypto_span_t key;
  if (keys_find(&bench.host.keys, TM_KEY_MAC, &key) != TM_STATUS_OK) return;
  if (!first) read(address - stride + length - CRYPTO_BLOCK, text, CRYPTO_BLOCK);
  read(address, text + CRYPTO_BLOCK, length - CRYPTO_BLOCK);
  (void)crypto_cmac(key, (crypto_span_t){text, length}, mac);
  write(address + length - CRYPTO_BLOCK, mac, sizeof mac);
}

/** Place, record, offset, whether its check is made right, then the bytes. */
static void edit(const input_step_t *step) {
  if (step->length < 5) return;
  const place_t *place = &places[step->bytes[0] % PLACES];
  uint32_t number = step->bytes[1] % place->count, address = place->at + number * place->stride;
  uint32_t offset = slice_get_u16(step->bytes + 2) % place->bytes, length = step->length - 5;
  write(address + offset, step->bytes + 5, length < place->bytes - offset ? length : place->bytes - offset);
  if (step->bytes[4] % 2 == 0) return;
  mended = true;
  if (place->check == CRC) mend_crc(address, place->bytes);
  if (place->check == MAC) mend_mac(address, place->stride, number == 0, place->bytes);
}

#define SCOPES 4u
#define KEPT_AT 16u // of the registers of a scope: those that a hot record keeps come first
#define KEPT_BYTES (13u * 8u)

/** Registers of a scope as they are told, the open window included. */
static const uint8_t *read_registers(uint8_t scope) {
  const uint8_t request[] = {scope, TM_MOMENT_OPEN};
  uint32_t length;
  const uint8_t *reply = metering_ask(TM_MESSAGE_READ_REGISTERS, request, sizeof request, &length);
  if (reply == NULL) watch_found("no registers are told after the start");
  return reply;
}

static bool are_of(uint32_t bank) {
  const uint8_t *record = bench_kept_fram() + bank + TM_HOT_RECORD_registers;
  for (uint8_t scope = 0; scope < SCOPES; scope++) {
    if (memcmp(read_registers(scope) + KEPT_AT, record + scope * KEPT_BYTES, KEPT_BYTES) != 0) return false;
  }
  return true;
}

static bool are_lost(void) {
  static const uint8_t none[KEPT_BYTES];
  for (uint8_t scope = 0; scope < SCOPES; scope++) {
    const uint8_t *reply = read_registers(scope);
    if (memcmp(reply + KEPT_AT, none, KEPT_BYTES) != 0) return false;
    if (!(reply[TM_REGISTERS_flags] & TM_METERING_FLAG_REGISTERS_LOST)) return false;
  }
  return true;
}

/** Damage alone leaves what one of the banks had, or registers that are marked as lost: nothing is guessed. */
static void check_registers(void) {
  if (!are_of(TM_FRAM_HOT_A) && !are_of(TM_FRAM_HOT_B) && !are_lost()) watch_found("registers are guessed");
}

static void start(void) {
  started = true;
  bench_restart();
  metering_begin();
  if (!mended) check_registers();
}

static void prepare(void) {
  metering_prepare();
  bench_keep();
}

/** Edits come before the start; whatever else comes is asked of the core behind it. */
static void step(const input_step_t *step) {
  uint8_t frame[TM_LINK_FRAME_MAX];
  if (step->op == OP_EDIT && !started) {
    edit(step);
    return;
  }
  if (!started) start();
  if (step->op == OP_TIME) metering_time(step);
  else if (step->op == OP_FRAME) metering_link(frame, input_frame(frame, step->bytes, step->length));
  else metering_link(step->bytes, step->length);
}

static void finish(void) {
  uint32_t length;
  if (!started) start();
  metering_blocks(30);
  if (metering_ask(TM_MESSAGE_READ_STATUS, NULL, 0, &length) == NULL) watch_found("no status is told");
  started = mended = false;
}

const fuzz_target_t fuzz_target = {"storage", HAL_METERING, STEPS_MOST, prepare, step, finish, NULL, 0};
