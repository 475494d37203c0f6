// Publishes intervals that closed, piece by piece, so that no block of samples waits for it: their values, Pst and Plt with them.
// Legally relevant (IR46). Changes alter the software identification.
import { Aggregate, AGGREGATE_BYTES } from '../../../shared-protocol/generated/assembly/layouts';
import { INTERVAL_TEN_MINUTES, INTERVALS } from '../../../shared-protocol/generated/assembly/protocol';
import { beginPst, continuePst, shortFlicker_ppm, takePeak_ppm } from '../flicker/flicker-classes';
import { copyBytes } from '../math/copy';
import { SCOPES } from '../quantities/quantities';
import { longFlicker_ppm, resetLongFlicker, takeShortFlicker } from './long-flicker';
import { writeValues } from './interval-values';

const RECORDS_BYTES: i32 = SCOPES * AGGREGATE_BYTES;

// @ts-ignore: decorator
@lazy const PUBLISHED = memory.data(INTERVALS * RECORDS_BYTES, 8);
// @ts-ignore: decorator
@lazy const NEXT = memory.data(RECORDS_BYTES, 8);

/** Of each kind: end of the interval that closed last, and how many were published. */
@unmanaged
class Closing {
  end: u64;
  sequence: u64;
}
// @ts-ignore: decorator
@lazy const CLOSINGS = memory.data(INTERVALS * offsetof<Closing>(), 8);

/** Bit n: the interval of kind n that closed last is not published yet. */
let waiting: i32 = 0;
/** The kind being published, -1 for none, and the scope that is next; SCOPES: all are written. */
let kind: i32 = -1;
let scope: i32 = 0;

function closing(which: i32): Closing {
  return changetype<Closing>(CLOSINGS + which * offsetof<Closing>());
}

/** The last interval of a kind (INTERVAL_*) that is published, of a scope 0..3; all zero before the first. */
export function aggregateRecord(which: i32, ofScope: i32): usize {
  return PUBLISHED + <usize>(which * RECORDS_BYTES + ofScope * AGGREGATE_BYTES);
}

function nextRecord(ofScope: i32): Aggregate {
  return changetype<Aggregate>(NEXT + <usize>ofScope * AGGREGATE_BYTES);
}

export function resetPublication(): void {
  memory.fill(PUBLISHED, 0, INTERVALS * RECORDS_BYTES);
  memory.fill(CLOSINGS, 0, INTERVALS * offsetof<Closing>());
  for (let which: i32 = 0; which < INTERVALS; which++) {
    for (let s: i32 = 0; s < SCOPES; s++) changetype<Aggregate>(aggregateRecord(which, s)).scope = <u8>s;
  }
  waiting = 0;
  kind = -1;
  resetLongFlicker();
}

/** True while the interval of a kind that closed last is not published. */
export function isUnpublished(which: i32): bool {
  return (waiting & (1 << which)) != 0;
}

/** The interval of a kind closed at a sample: its values are to be published. */
export function publishInterval(which: i32, end: u64): void {
  closing(which).end = end;
  closing(which).sequence++;
  waiting |= 1 << which;
  if (which == INTERVAL_TEN_MINUTES) beginPst();
}

function writeScope(): void {
  const a = nextRecord(scope);
  writeValues(a, kind, scope);
  a.sample_index = closing(kind).end;
  a.sequence = <u32>closing(kind).sequence;
  if (scope && kind == INTERVAL_TEN_MINUTES) a.pinst_max_ppm = takePeak_ppm(scope - 1);
}

/** Every kind tells the Plt that is newest; Pst is that of ten minutes. */
function writeFlicker(): void {
  for (let s: i32 = 1; s < SCOPES; s++) {
    if (kind == INTERVAL_TEN_MINUTES) {
      nextRecord(s).pst_ppm = shortFlicker_ppm(s - 1);
      takeShortFlicker(s - 1, <u32>closing(kind).sequence, nextRecord(s).pst_ppm);
    }
    nextRecord(s).plt_ppm = longFlicker_ppm(s - 1);
  }
}

/** Does the next piece: a scope, or some of the flicker's classes. Returns the kind that is published with it, or -1. */
export function continuePublication(): i32 {
  if (kind < 0) {
    if (!waiting) return -1;
    kind = ctz(waiting);
    scope = 0;
  }
  if (scope < SCOPES) {
    writeScope();
    scope++;
    return -1;
  }
  if (kind == INTERVAL_TEN_MINUTES && !continuePst()) return -1;
  writeFlicker();
  copyBytes(aggregateRecord(kind, 0), NEXT, RECORDS_BYTES);
  const published = kind;
  waiting &= ~(1 << kind);
  kind = -1;
  return published;
}
