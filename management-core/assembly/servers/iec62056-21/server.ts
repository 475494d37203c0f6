// Serves IEC 62056-21 mode C on the optical port: sign-on at 300 Bd, rate switch, data readout, sign-off.
import { portConfigure, portIdle } from '../../host';
import { PORT_FORMAT_7E1, PORT_OPTICAL } from '../../../../shared-protocol/generated/assembly/protocol';
import { BREAK_COMMAND, ZERO } from './characters';
import { requestIsForThisMeter } from './device-address';
import { reactionTime_us } from './identification';
import { OPTION_INVALID, OPTION_READOUT, selectedOption, selectedRate } from './option-select';
import {
  forgetMessage,
  MESSAGE_COMMAND,
  MESSAGE_NAK,
  MESSAGE_NONE,
  MESSAGE_OPTION_SELECT,
  MESSAGE_REQUEST,
  messageLength,
  messagePointer,
  messageUnderWay,
  takeCharacter,
} from './receiver';
import {
  beginTransmission,
  continueTransmission,
  SEND_BREAK,
  SEND_IDENTIFICATION,
  SEND_NOTHING,
  SEND_READOUT,
} from './transmission';

const LISTENING: u8 = 0; // at 300 Bd, for a request
const IDENTIFYING: u8 = 1; // the identification is due or on its way
const SELECTING: u8 = 2; // waits for the option select message
const ANSWERING: u8 = 3; // the data block is due or on its way
const SIGNING_OFF: u8 = 4; // the break is due or on its way: the option is not offered
const CONFIRMING: u8 = 5; // the reader may ask for the data block again

const EVENT_REQUEST: i32 = 0; // a sign-on for this meter
const EVENT_READOUT: i32 = 1; // option select, data readout
const EVENT_OTHER: i32 = 2; // option select, anything else
const EVENT_NAK: i32 = 3;
const EVENT_BREAK: i32 = 4;
const EVENT_SENT: i32 = 5; // the last stop bit of the message has left the wire
const EVENT_QUIET: i32 = 6; // nothing came in time
const EVENT_COUNT: i32 = 7;
const EVENT_NONE: i32 = -1;

// The whole life of the protocol. An entry equal to its row's state means: ignored.
// prettier-ignore
const NEXT = memory.data<u8>([
  //              request      readout      other        nak          break        sent         quiet
  /*listening  */ IDENTIFYING, LISTENING,   LISTENING,   LISTENING,   LISTENING,   LISTENING,   LISTENING,
  /*identifying*/ IDENTIFYING, IDENTIFYING, IDENTIFYING, IDENTIFYING, LISTENING,   SELECTING,   IDENTIFYING,
  /*selecting  */ IDENTIFYING, ANSWERING,   SIGNING_OFF, IDENTIFYING, LISTENING,   SELECTING,   LISTENING,
  /*answering  */ ANSWERING,   ANSWERING,   ANSWERING,   ANSWERING,   LISTENING,   CONFIRMING,  ANSWERING,
  /*signing off*/ SIGNING_OFF, SIGNING_OFF, SIGNING_OFF, SIGNING_OFF, LISTENING,   LISTENING,   SIGNING_OFF,
  /*confirming */ IDENTIFYING, CONFIRMING,  CONFIRMING,  ANSWERING,   LISTENING,   CONFIRMING,  LISTENING,
]);

const INITIAL_RATE: i32 = 300;
/** The standard's 1500 ms plus one character at 300 Bd, since a character is seen at its end, plus two ticks. */
const QUIET_us: i64 = 1_500_000 + 33_334 + 2 * 10_000;
/** A message may have come up to one tick after the tick it is dated with. */
const TICK_us: i64 = 10_000;

let state: u8 = 0;
let rate: i32 = 300;
let configuredRate: i32 = 0;
let now_us: i64 = 0;
let answerDue_us: i64 = 0;
let lastActivity_us: i64 = 0;
let allQueued: bool = false;

/** Back to the state after power-up: listening at 300 Bd, 7E1. */
export function opticalReset(): void {
  forgetMessage();
  configuredRate = 0;
  enter(LISTENING);
}

/** Takes `length` characters that arrived with right parity since the last tick. */
export function opticalReceive(pointer: usize, length: i32): void {
  for (let index = 0; index < length; index++) {
    const kind = takeCharacter(load<u8>(pointer + index) & 0x7f);
    if (messageUnderWay()) lastActivity_us = now_us;
    if (kind != MESSAGE_NONE) handle(eventOf(kind));
  }
}

/** Moves time on; call every 10 ms. */
export function opticalTick(time_us: i64): void {
  now_us = time_us;
  if (now_us - lastActivity_us >= QUIET_us) {
    if (messageUnderWay()) forgetMessage();
    handle(EVENT_QUIET);
  }
  applyRate();
  if (isTransmitting() && now_us >= answerDue_us && configuredRate == rate) transmit();
}

function transmit(): void {
  // Asked a tick after the last byte was queued, so that the host's view of the ring has settled.
  if (allQueued && portIdle(PORT_OPTICAL) == 1) return handle(EVENT_SENT);
  allQueued = continueTransmission();
}

function isTransmitting(): bool {
  return state == IDENTIFYING || state == ANSWERING || state == SIGNING_OFF;
}

function eventOf(kind: i32): i32 {
  const message = messagePointer();
  const length = messageLength();
  if (kind == MESSAGE_REQUEST) return requestIsForThisMeter(message, length) ? EVENT_REQUEST : EVENT_NONE;
  if (kind == MESSAGE_OPTION_SELECT) return optionEvent(message, length);
  if (kind == MESSAGE_COMMAND) return isBreak(message, length) ? EVENT_BREAK : EVENT_NONE;
  return kind == MESSAGE_NAK ? EVENT_NAK : EVENT_NONE;
}

function optionEvent(message: usize, length: i32): i32 {
  const option = selectedOption(message, length);
  if (option == OPTION_INVALID) return EVENT_NONE;
  if (state == SELECTING) rate = selectedRate(message, INITIAL_RATE);
  return option == OPTION_READOUT ? EVENT_READOUT : EVENT_OTHER;
}

function isBreak(message: usize, length: i32): bool {
  return length == 5 && load<u8>(message + 1) == BREAK_COMMAND && load<u8>(message + 2) == ZERO;
}

function handle(event: i32): void {
  if (event == EVENT_NONE) return;
  const next = load<u8>(NEXT + (<i32>state * EVENT_COUNT + event));
  if (next != state) enter(next);
}

function enter(next: u8): void {
  state = next;
  lastActivity_us = now_us;
  answerDue_us = now_us + TICK_us + reactionTime_us();
  allQueued = false;
  if (next == LISTENING || next == IDENTIFYING) rate = INITIAL_RATE;
  beginTransmission(messageOf(next));
  applyRate();
}

function messageOf(entered: u8): i32 {
  if (entered == IDENTIFYING) return SEND_IDENTIFICATION;
  if (entered == ANSWERING) return SEND_READOUT;
  return entered == SIGNING_OFF ? SEND_BREAK : SEND_NOTHING;
}

/** Changes the port's rate as soon as nothing is on the wire any more. */
function applyRate(): void {
  if (configuredRate == rate || portIdle(PORT_OPTICAL) != 1) return;
  if (portConfigure(PORT_OPTICAL, rate, PORT_FORMAT_7E1) == 0) configuredRate = rate;
}
