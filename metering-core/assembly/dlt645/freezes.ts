// What was frozen: registers of a ring's records, by how many there were since.
// Legally relevant (IR46). Changes alter the software identification.
import { FREEZE_RECORD_BYTES, FREEZE_RECORD_registers, FreezeRecord } from '../../../shared-protocol/generated/assembly/layouts';
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { newestOf, readRecord } from '../records/ring-reader';
import { NO_DATA } from './bcd';
import { localDigits } from './local';
import { sumOfRegisters } from './registers';

// @ts-ignore: decorator
@lazy const RECORD = memory.data(FREEZE_RECORD_BYTES, 8);

// The record that stands in RECORD; sequence 0 for none.
let heldRing: i32 = -1;
let heldSequence: u32 = 0;

/** Records are read anew. */
export function forgetFreeze(): void {
  heldRing = -1;
  heldSequence = 0;
}

/** Reads the freeze that is so many back, 1 for the newest; false where it is not there, or not as it was written. */
function hold(ring: i32, back: i32): bool {
  const newest = newestOf(ring);
  if (<u32>back > newest) return false;
  const sequence = newest + 1 - <u32>back;
  if (ring == heldRing && sequence == heldSequence) return true;
  forgetFreeze();
  if (readRecord(ring, sequence, RECORD) != Status.OK) return false;
  heldRing = ring;
  heldSequence = sequence;
  return true;
}

/** Registers of a freeze (bits, and the scope behind them), 0.01 kWh and the like. */
export function frozenEnergy(ring: i32, back: i32, registers: i32): i64 {
  return hold(ring, back) ? sumOfRegisters(RECORD + FREEZE_RECORD_registers, registers) : NO_DATA;
}

/** YYMMDDhhmm of a freeze. */
export function frozenTime(ring: i32, back: i32): i64 {
  if (!hold(ring, back)) return NO_DATA;
  const digits = localDigits(<i64>changetype<FreezeRecord>(RECORD).time_s);
  return digits < 0 ? digits : digits / 100;
}
