// Target: frames of HDLC at the RS485 pair, their checks and numbers right or not, of somebody without keys.
#include <string.h>

#include "management.h"
#include "watch.h"
#include "wires.h"

#define PATIENCE_TICKS 30u
#define SAID_MOST 8192u
/** Of the first byte of a frame. */
enum { LONG_ADDRESS = 1, NEXT_NUMBER = 2, METERING_DEVICE = 4, SEGMENTED = 8 };
#define SNRM 0x93
#define POLL 0x10
#define FORMAT_AT 1u

/** Numbers of the link: the next frame to be sent, the next to come. */
static struct {
  uint8_t send, receive;
  bool cut; /**< Somebody stopped listening within an answer: what comes first now is the rest of it. */
} link;

/** An answer ends with a frame that has the final bit; nothing else comes behind it. */
static bool is_whole(const uint8_t *bytes, uint32_t length) {
  bool final = false;
  for (uint32_t at = 0, frame; at < length; at += frame) {
    frame = wires_is_hdlc(bytes + at, length - at);
    if (frame == 0) return false;
    uint32_t control = FORMAT_AT + 2;
    for (int address = 0; address < 2; address++) {
      while (!(bytes[at + control] & 1)) control++;
      control++;
    }
    uint8_t field = bytes[at + control];
    if (!(field & 1)) link.receive = (uint8_t)(((field >> 1) + 1) & 7);
    final = field & POLL;
  }
  return final;
}

/** Bytes for the pair; what comes is nothing but whole frames. */
static void put(const uint8_t *bytes, uint32_t length) {
  static uint8_t said[SAID_MOST];
  static const management_line_t pair = {TM_PORT_RS485, SAID_MOST, PATIENCE_TICKS, is_whole};
  uint32_t got = management_ask(&pair, bytes, length, said);
  for (uint32_t at = 0, frame; at < got && !link.cut; at += frame) {
    frame = wires_is_hdlc(said + at, got - at);
    if (frame == 0 && wires_whole_hdlc(said + at, got - at)) watch_found("the RS485 pair gives what is no frame");
    link.cut = frame == 0;
    if (link.cut) return;
  }
}

/** How it is made, control field, information. */
static void say(const input_step_t *step) {
  uint8_t frame[WIRES_FRAME_MAX], content[INPUT_BYTES_MAX + 8], how = step->bytes[0], control = step->bytes[1];
  uint8_t device = (uint8_t)(how & METERING_DEVICE ? 16 : 1);
  const uint8_t far[] = {(uint8_t)(device << 1), 17 << 1 | 1, 0x21}, near[] = {(uint8_t)(device << 1 | 1), 0x21};
  uint32_t head = how & LONG_ADDRESS ? sizeof far : sizeof near;
  memcpy(content, how & LONG_ADDRESS ? far : near, head);
  if (control == SNRM) link.send = link.receive = 0;
  if (how & NEXT_NUMBER && (control & 3) != 3) control = (uint8_t)((control & 0x1f) | link.receive << 5);
  if (how & NEXT_NUMBER && !(control & 1)) control = (uint8_t)((control & 0xf1) | link.send++ << 1);
  link.send &= 7;
  content[head] = control;
  memcpy(content + head + 1, step->bytes + 2, step->length - 2);
  uint32_t length = wires_hdlc(frame, how & SEGMENTED, content, head + 1, head + step->length - 1);
  put(frame, length);
}

static void step(const input_step_t *step) {
  if (step->length == 0) return;
  if (step->op == OP_TIME) {
    management_time(step);
  } else if (step->op == OP_FRAME) {
    if (step->length > 1) say(step);
  } else {
    put(step->bytes, step->length);
  }
}

static void finish(void) {
  memset(&link, 0, sizeof link);
  management_check();
}

const fuzz_target_t fuzz_target = {"hdlc", HAL_MANAGEMENT, STEPS_MOST, management_prepare, step, finish, NULL, 0};
