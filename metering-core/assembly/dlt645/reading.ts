// Reading by DL/T 645-2007: data of an identifier, and of what does not fit one answer the frames that follow.
// Legally relevant (IR46). Changes alter the software identification.
import { Source645 } from '../../../shared-protocol/generated/assembly/dlt645';
import { EVENT_RECORD_BYTES, FREEZE_RECORD_BYTES } from '../../../shared-protocol/generated/assembly/layouts';
import { RING_MINUTES, RINGS, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { eventOf } from '../events/event-log';
import { newestEvent } from '../events/event-log';
import { copyBytes } from '../math/copy';
import { newestOf, oldestOf, readRecord, sequenceFrom } from '../records/ring-reader';
import { recordBytesOf } from '../records/rings';
import { takeBcd } from './bcd';
import { DATA_MOST } from './frame';
import { putData, rowOf } from './items';
import { loadNext, putLoad } from './load-records';
import { utcOf } from './local';

const IDENTIFIER_BYTES: i32 = 4;
const SEQUENCE_BYTES: i32 = 1;
/** Data of an answer beside its identifier and the number of its frame. */
const ROOM: i32 = DATA_MOST - IDENTIFIER_BYTES - SEQUENCE_BYTES;
const COUNT_BYTES: i32 = 1;
const TIME_BYTES: i32 = 5;
const LAST_FRAME: i32 = 255;
/** Which load records: DI0. */
const EARLIEST: i32 = 0;
const FROM_TIME: i32 = 1;

// @ts-ignore: decorator
@lazy const RECORD = memory.data(FREEZE_RECORD_BYTES, 8);

/** More frames follow what was put last. */
export let hasMore: bool = false;

// What is being read in several frames: its identifier (0 for none), the number of the next frame, where that and the one
// before it begin (bytes of a record, sequence of load records), and the record, or the sequence behind the last one.
let following: u32 = 0;
let nextFrame: i32 = 0;
let nextFrom: u32 = 0;
let thisFrom: u32 = 0;
let limit: u32 = 0;

export function resetReading(): void {
  following = 0;
  hasMore = false;
  nextFrame = 0;
  nextFrom = 0;
  thisFrom = 0;
  limit = 0;
}

/** A sequence of four bytes behind an identifier; the newest one without. */
function sequenceIn(data: usize, length: i32, newest: u32): u32 {
  return length == 2 * IDENTIFIER_BYTES ? load<u32>(data + IDENTIFIER_BYTES) : newest;
}

/** Puts a piece of the record `limit` from a byte on; returns its bytes, 0 where there is no such record. */
function putPiece(to: usize, ring: i32, from: u32): i32 {
  const status = readRecord(ring, limit, RECORD);
  if (status != Status.OK && status != Status.BAD_CHECK) return 0;
  const count = min(recordBytesOf(ring) - <i32>from, ROOM);
  copyBytes(to, RECORD + from, count);
  nextFrom = from + count;
  hasMore = <i32>nextFrom < recordBytesOf(ring);
  return count;
}

function putLoads(to: usize, kind: i32, from: u32): i32 {
  const count = putLoad(to, kind, from, limit, ROOM);
  nextFrom = loadNext;
  hasMore = nextFrom < limit;
  return count;
}

/** Puts the frame that begins at `from`. */
function putFrom(di: u32, source: i32, to: usize, from: u32): i32 {
  thisFrom = from;
  if (source == Source645.RECORD) return putPiece(to, <i32>di & 0xff, from);
  return putLoads(to, <i32>(di >> 16) & 0xff, from);
}

/** Number of load records, and from which time on. Returns the first of them, 0 for none. */
function firstLoad(di: u32, data: usize, length: i32): u32 {
  const which = <i32>di & 0xff;
  const count = length > IDENTIFIER_BYTES ? <u32>takeBcd(data + IDENTIFIER_BYTES, COUNT_BYTES) : 1;
  if (count < 1 || count > 99) return 0;
  const newest = newestOf(RING_MINUTES);
  let first = newest >= count ? newest - count + 1 : 1;
  if (which == EARLIEST) first = oldestOf(RING_MINUTES);
  if (which == FROM_TIME) {
    if (length != IDENTIFIER_BYTES + COUNT_BYTES + TIME_BYTES) return 0;
    const utc_s = utcOf(data + IDENTIFIER_BYTES + COUNT_BYTES, 0);
    first = utc_s > 0 ? sequenceFrom(RING_MINUTES, <u64>utc_s) : 0;
  }
  limit = min(first + count, newest + 1);
  return first;
}

function putEvent(to: usize, data: usize, length: i32): i32 {
  const record = eventOf(sequenceIn(data, length, newestEvent));
  if (!record) return 0;
  copyBytes(to, changetype<usize>(record), EVENT_RECORD_BYTES);
  return EVENT_RECORD_BYTES;
}

function begin(di: u32, source: i32, data: usize, length: i32, to: usize): i32 {
  if (source == Source645.EVENT) return putEvent(to, data, length);
  following = di;
  nextFrame = 1;
  if (source == Source645.LOAD) {
    const first = firstLoad(di, data, length);
    return first ? putFrom(di, source, to, first) : 0;
  }
  const ring = <i32>di & 0xff;
  limit = sequenceIn(data, length, newestOf(ring));
  return ring < RINGS && limit ? putFrom(di, source, to, 0) : 0;
}

/** Answers a reading (11H), whose data may be as long as its identifier asks for; returns the bytes of data, 0 for no such data. */
export function readData(data: usize, length: i32, to: usize): i32 {
  resetReading();
  if (length < IDENTIFIER_BYTES) return 0;
  const di = load<u32>(data);
  const row = rowOf(di);
  if (!row) return 0;
  const source = <i32>row.source;
  if (source < Source645.RECORD && length != IDENTIFIER_BYTES) return 0;
  store<u32>(to, di);
  const at = to + IDENTIFIER_BYTES;
  const count = source < Source645.RECORD ? putData(di, at) : begin(di, source, data, length, at);
  return count ? IDENTIFIER_BYTES + count : 0;
}

/** Answers for what follows (12H): the frame with the next number, or once more the one before it. */
export function readMore(data: usize, length: i32, to: usize): i32 {
  if (length != IDENTIFIER_BYTES + SEQUENCE_BYTES || following == 0 || load<u32>(data) != following) return 0;
  const frame = <i32>load<u8>(data + IDENTIFIER_BYTES);
  const isNext = frame == nextFrame && hasMore;
  if (frame == 0 || (!isNext && frame != nextFrame - 1)) return 0;
  const row = rowOf(following);
  if (!row) return 0;
  store<u32>(to, following);
  const count = putFrom(following, row.source, to + IDENTIFIER_BYTES, isNext ? nextFrom : thisFrom);
  if (isNext) nextFrame++;
  if (nextFrame > LAST_FRAME) hasMore = false;
  store<u8>(to + IDENTIFIER_BYTES + count, <u8>frame);
  return IDENTIFIER_BYTES + count + SEQUENCE_BYTES;
}
