// The server of DL/T 645-2007 on the legal port: the closed list of its functions, each with its answer, error or silence.
// Legally relevant (IR46). Changes alter the software identification.
import {
  BROADCAST_TIME_SLEWED, LINE_REFUSED_ADDRESS, LINE_REFUSED_FREEZE, LINE_REFUSED_FUNCTION, LINE_REFUSED_IDENTIFIER, LINE_REFUSED_OUTPUT,
  LINE_REFUSED_RATE, LINE_REFUSED_TIME, LINE_REFUSED_WRITE, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { refuseSetting } from '../clock/setting';
import { copyBytes } from '../math/copy';
import { parameters } from '../parameters/parameters';
import { takeBroadcast } from '../records/clock-acts';
import { freezeForAnybody } from '../records/recorder';
import { isUnsealed } from '../surroundings/switches';
import { takeBcd } from './bcd';
import { addressee, ADDRESS_BYTES, CONTROL, DATA, DATA_MOST, For, LENGTH, putFrame, unmask } from './frame';
import { forgetFreeze } from './freezes';
import { baudOf, changeAddress, changeRate, countRefusal, ownAddress, startLine } from './line';
import { utcOf } from './local';
import { forgetLoad } from './load-records';
import { chooseSignal, resetOutput } from './output';
import { hasMore, readData, readMore, resetReading } from './reading';

/** Functions: the low five bits of the control byte. */
namespace Function645 {
  export const SECURITY: i32 = 0x03;
  export const BROADCAST_TIME: i32 = 0x08;
  export const READ: i32 = 0x11;
  export const READ_MORE: i32 = 0x12;
  export const READ_ADDRESS: i32 = 0x13;
  export const WRITE: i32 = 0x14;
  export const WRITE_ADDRESS: i32 = 0x15;
  export const FREEZE: i32 = 0x16;
  export const CHANGE_RATE: i32 = 0x17;
  export const CHANGE_PASSWORD: i32 = 0x18;
  export const CLEAR_DEMAND: i32 = 0x19;
  export const CLEAR_METER: i32 = 0x1a;
  export const CLEAR_EVENTS: i32 = 0x1b;
  export const SWITCH: i32 = 0x1c;
  export const OUTPUT: i32 = 0x1d;
}

/** Bits of the error byte. */
namespace Error645 {
  export const OTHER: i32 = 0x01;
  export const NO_DATA: i32 = 0x02;
  export const PASSWORD: i32 = 0x04;
  export const RATE: i32 = 0x08;
}

/** A request has no bit of direction, error or more frames. */
const NOT_OF_REQUESTS: i32 = 0xe0;
const ANSWER: i32 = 0x80;
const ANSWER_ERROR: i32 = 0xc0;
const ANSWER_MORE: i32 = 0x20;
/** Instead of the bytes of an answer. */
const SILENCE: i32 = -1;
const AT_ONCE: u32 = 0x99999999;
const DATE_BYTES: i32 = 6;

// @ts-ignore: decorator
@lazy const ANSWER_DATA = memory.data(DATA_MOST, 8);

/** After a start: the line as it was, nothing half read, the output as sealed. */
export function start645(): void {
  startLine();
  resetReading();
  forgetFreeze();
  forgetLoad();
  resetOutput();
}

/** What is refused is counted; an error answers it. */
function refuse(kind: i32, error: i32): i32 {
  countRefusal(kind);
  return -(error << 8);
}

function refuseSilently(kind: i32): i32 {
  countRefusal(kind);
  return SILENCE;
}

/** ss mm hh DD MM YY, of the local clock; by sealed choice a request to slew. Nobody answers. */
function broadcastTime(data: usize, length: i32): i32 {
  const utc_s = length == DATE_BYTES ? utcOf(data + 1, takeBcd(data, 1)) : 0;
  if (utc_s > 0 && parameters().broadcast_time == <u8>BROADCAST_TIME_SLEWED) {
    if (takeBroadcast(<u64>utc_s) == Status.OK) return SILENCE;
  } else refuseSetting();
  return refuseSilently(LINE_REFUSED_TIME);
}

function writeAddress(data: usize, length: i32): i32 {
  const fits = isUnsealed() && length == ADDRESS_BYTES && takeBcd(data, ADDRESS_BYTES) >= 0;
  return fits && changeAddress(data) == Status.OK ? 0 : refuseSilently(LINE_REFUSED_ADDRESS);
}

/** Only at once: the schedule of freezes is no stranger's. */
function freeze(data: usize, length: i32): i32 {
  const fits = length == 4 && load<u32>(data) == AT_ONCE && freezeForAnybody() == Status.OK;
  return fits ? 0 : refuse(LINE_REFUSED_FREEZE, Error645.OTHER);
}

function setRate(data: usize, length: i32): i32 {
  const rate = <i32>load<u8>(data);
  const fits = length == 1 && baudOf(rate) != 0 && changeRate(rate) == Status.OK;
  if (!fits) return refuse(LINE_REFUSED_RATE, Error645.RATE);
  store<u8>(ANSWER_DATA, <u8>rate);
  return 1;
}

function setOutput(data: usize, length: i32): i32 {
  const signal = <i32>load<u8>(data);
  if (length != 1 || chooseSignal(signal) != Status.OK) return refuse(LINE_REFUSED_OUTPUT, Error645.OTHER);
  store<u8>(ANSWER_DATA, <u8>signal);
  return 1;
}

function orNoData(count: i32): i32 {
  return count ? count : refuse(LINE_REFUSED_IDENTIFIER, Error645.NO_DATA);
}

function tellAddress(length: i32): i32 {
  if (length != 0) return refuseSilently(LINE_REFUSED_FUNCTION);
  copyBytes(ANSWER_DATA, ownAddress(), ADDRESS_BYTES);
  return ADDRESS_BYTES;
}

/** Bytes of the answer's data, an error, or SILENCE. */
function serve(name: i32, data: usize, length: i32): i32 {
  switch (name) {
    case Function645.READ: return orNoData(readData(data, length, ANSWER_DATA));
    case Function645.READ_MORE: return orNoData(readMore(data, length, ANSWER_DATA));
    case Function645.READ_ADDRESS: return tellAddress(length);
    case Function645.WRITE_ADDRESS: return writeAddress(data, length);
    case Function645.BROADCAST_TIME: return broadcastTime(data, length);
    case Function645.FREEZE: return freeze(data, length);
    case Function645.CHANGE_RATE: return setRate(data, length);
    case Function645.OUTPUT: return setOutput(data, length);
    case Function645.SECURITY: return refuse(LINE_REFUSED_WRITE, Error645.OTHER);
    case Function645.WRITE:
    case Function645.CHANGE_PASSWORD:
    case Function645.CLEAR_DEMAND:
    case Function645.CLEAR_METER:
    case Function645.CLEAR_EVENTS:
    case Function645.SWITCH: return refuse(LINE_REFUSED_WRITE, Error645.PASSWORD);
    default: return refuseSilently(LINE_REFUSED_FUNCTION);
  }
}

function isForAll(name: i32): bool {
  return name == Function645.BROADCAST_TIME || name == Function645.FREEZE;
}

/** Answers a whole frame, over it; returns the answer's length, 0 for silence. */
export function answer645(frame: usize): i32 {
  const control = <i32>load<u8>(frame + CONTROL);
  const whose = addressee(frame, ownAddress());
  if (control & NOT_OF_REQUESTS || whose == For.OTHERS || (whose == For.ALL && !isForAll(control))) return 0;
  unmask(frame);
  const result = serve(control, frame + DATA, load<u8>(frame + LENGTH));
  if (result == SILENCE || whose == For.ALL) return 0;
  if (result < 0) {
    store<u8>(ANSWER_DATA, <u8>(-result >> 8));
    return putFrame(frame, ownAddress(), control | ANSWER_ERROR, ANSWER_DATA, 1);
  }
  const isMore = (control == Function645.READ || control == Function645.READ_MORE) && hasMore;
  return putFrame(frame, ownAddress(), control | ANSWER | (isMore ? ANSWER_MORE : 0), ANSWER_DATA, min(result, DATA_MOST));
}
