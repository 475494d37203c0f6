// Looks at every stored record again, one after the other and round and round: what was changed in the NOR is told before anybody reads it.
// Legally relevant (IR46). Changes alter the software identification.
import { FREEZE_RECORD_BYTES } from '../../../shared-protocol/generated/assembly/layouts';
import { EVENT_RECORDS_DAMAGED, RINGS, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { lifeSamples } from '../clock/sample-clock';
import { noteEvent } from '../events/event-log';
import { headOf } from './rings';
import { newestOf, oldEndIsMissing, oldestOf, readRecord } from './ring-reader';

// @ts-ignore: decorator
@lazy const RECORD = memory.data(FREEZE_RECORD_BYTES, 8);

let ring: i32 = 0;
/** Sequence that is looked at next; 0: the oldest of the ring. */
let next: u32 = 0;
/** Bit n: ring n was told to be damaged since the start: a NOR that is gone is one event a ring, not fifty thousand. */
let told: u32 = 0;

export function resetScrub(): void {
  ring = 0;
  next = 0;
  told = 0;
}

function tell(sequence: u32): void {
  if (told & (1 << ring)) return;
  told |= 1 << ring;
  noteEvent(EVENT_RECORDS_DAMAGED, ring + 1, lifeSamples, <i32>sequence);
}

function nextRing(): void {
  next = 0;
  ring = ring + 1 < RINGS ? ring + 1 : 0;
}

/**
 * A record that is not there although newer and older ones are was taken away, unless the ring went on over it meanwhile, or passed
 * over its sequence, which was told when it did.
 */
function isDamaged(status: i32): bool {
  if (status == Status.BAD_CHECK) return true;
  return status == Status.NOT_FOUND && next >= oldestOf(ring) && headOf(ring).skipped == 0;
}

/** Looks at one record: two reads of the NOR and a MAC. With two of them a second, 35 days of minutes are seen within seven hours. */
export function scrubOne(): void {
  if (next == 0) {
    next = oldestOf(ring);
    if (oldEndIsMissing(ring)) tell(next);
  }
  if (next == 0 || next > newestOf(ring)) return nextRing();
  if (isDamaged(readRecord(ring, next, RECORD))) tell(next);
  next++;
}
