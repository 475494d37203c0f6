// Providers: what the rows of billing periods and days say, resets, and the command that ends a period.
import {
  BILLING_ROW_BYTES, BILLING_ROW_demand_max, BILLING_ROW_demand_max_s, BILLING_ROW_rates, BILLING_ROW_total, BillingRow,
} from '../../../shared-protocol/generated/assembly/layouts';
import { RESET_BY_COMMAND, Status, TARIFF_RATES } from '../../../shared-protocol/generated/assembly/protocol';
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { setDateTime, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { meteringClock_s } from '../link/records-follower';
import { askReset } from '../registers/billing';
import { books, booksAreOpen } from '../registers/books';
import { readRow, Ring } from '../storage/rows';
import { demandOf } from './demand';
import { REACTIVE_EXPORT, REACTIVE_IMPORT, registerOfC } from './rates';

const SECOND_ms: i64 = 1000;
/** Status of a maximum that there was none of. */
const INCOMPLETE: i64 = 1;

// @ts-ignore: decorator
@lazy const ROW = memory.data(BILLING_ROW_BYTES, 8);
/** Sequence of the row that stands in ROW, 0 for none. */
let held: u32 = 0;

export function resetPeriods(): void {
  held = 0;
}

/** The row of a period, 0 the one that ended last; false where it is not there. A row once written stays as it is. */
function hold(back: i32): bool {
  const newest = books().billing_rows;
  if (booksAreOpen || <u32>back >= newest) return false;
  const sequence = newest - back;
  if (sequence == held) return true;
  held = readRow(Ring.BILLING, sequence, ROW) == Status.OK ? sequence : 0;
  return held != 0;
}

/** Of a register in the row: its total with rate 0, or what a rate has. */
function energyIn(quantity: i32, rate: i32): u64 {
  if (rate == 0) return load<u64>(ROW + BILLING_ROW_total + <usize>(quantity << 3));
  return load<u64>(ROW + BILLING_ROW_rates + <usize>((quantity * TARIFF_RATES + rate - 1) << 3));
}

function placeOfMaximum(row: ObjectRow): usize {
  return <usize>((demandOf(row) * (TARIFF_RATES + 1) + <i32>row.e) << 2);
}

/** Registers at the end of a period, hundredths of Wh. */
export function periodEnergy(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  if (!hold(entry)) return Status.OK;
  const c = <i32>row.c;
  const second: u64 = c == REACTIVE_IMPORT || c == REACTIVE_EXPORT ? energyIn(registerOfC(c) + 1, row.e) : 0;
  return setNumber(value, <i64>(energyIn(registerOfC(c), row.e) + second));
}

export function periodMaximum(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return hold(entry) ? setNumber(value, load<u32>(ROW + BILLING_ROW_demand_max + placeOfMaximum(row))) : Status.OK;
}

export function periodMaximumStatus(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  if (!hold(entry)) return setNumber(value, INCOMPLETE);
  return setNumber(value, load<u32>(ROW + BILLING_ROW_demand_max_s + placeOfMaximum(row)) == 0 ? INCOMPLETE : 0);
}

function setTime(value: Value, at_s: i64): i32 {
  return at_s == 0 ? Status.OK : setDateTime(value, at_s * SECOND_ms, 0, 0);
}

export function periodMaximumTime(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return hold(entry) ? setTime(value, load<u32>(ROW + BILLING_ROW_demand_max_s + placeOfMaximum(row))) : Status.OK;
}

/** When a period ended. */
export function periodTime(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return hold(entry) ? setTime(value, <i64>changetype<BillingRow>(ROW).time_s) : Status.OK;
}

export function countOfResets(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, books().resets);
}

/** RESET_BY_* of the last reset. */
export function sourceOfReset(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, books().reset_source);
}

/** RESET_BY_* of a reset that is asked for. */
export function endPeriod(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, books().reset_asked);
}

/** Whatever is written, it asks for a reset. */
export function commitEndPeriod(row: ObjectRow, entry: i32, place: i32): i32 {
  return askReset(RESET_BY_COMMAND, meteringClock_s());
}
