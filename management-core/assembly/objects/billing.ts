// Providers: what the rows of billing periods and days say, resets, and the command that ends a period.
import {
  BILLING_ROW_demand_max, BILLING_ROW_demand_max_s, BILLING_ROW_rates, BILLING_ROW_total, BillingRow,
} from '../../../shared-protocol/generated/assembly/layouts';
import { RESET_BY_COMMAND, RESET_BY_SCHEDULE, Status, TARIFF_RATES } from '../../../shared-protocol/generated/assembly/protocol';
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { setDateTime, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { meteringClock_s } from '../link/records-follower';
import { askReset } from '../registers/billing';
import { books, booksAreOpen } from '../registers/books';
import { endedRow } from '../registers/ended-rows';
import { isScheduled } from '../scripts/queue';
import { Ring } from '../storage/rows';
import { demandOf } from './demand';
import { REACTIVE_EXPORT, REACTIVE_IMPORT, registerOfC } from './rates';

const SECOND_ms: i64 = 1000;
/** Status of a maximum that there was none of. */
const INCOMPLETE: i64 = 1;

/** The row of a period, 0 the one that ended last; 0 where it is not there. */
function periodRow(back: i32): usize {
  const newest = books().billing_rows;
  return booksAreOpen || <u32>back >= newest ? 0 : endedRow(Ring.BILLING, newest - back);
}

/** Of a register in a row: its total with rate 0, or what a rate has. */
function energyIn(at: usize, quantity: i32, rate: i32): u64 {
  if (rate == 0) return load<u64>(at + BILLING_ROW_total + <usize>(quantity << 3));
  return load<u64>(at + BILLING_ROW_rates + <usize>((quantity * TARIFF_RATES + rate - 1) << 3));
}

/** Of a C in a row, hundredths of Wh: reactive import and export are sums of quadrants. */
export function energyOfRow(at: usize, c: i32, rate: i32): u64 {
  const first = energyIn(at, registerOfC(c), rate);
  return c == REACTIVE_IMPORT || c == REACTIVE_EXPORT ? first + energyIn(at, registerOfC(c) + 1, rate) : first;
}

function placeOfMaximum(row: ObjectRow): usize {
  return <usize>((demandOf(row) * (TARIFF_RATES + 1) + <i32>row.e) << 2);
}

/** Registers at the end of a period, hundredths of Wh. */
export function periodEnergy(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  const at = periodRow(entry);
  return at == 0 ? Status.OK : setNumber(value, <i64>energyOfRow(at, row.c, row.e));
}

export function periodMaximum(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  const at = periodRow(entry);
  return at == 0 ? Status.OK : setNumber(value, load<u32>(at + BILLING_ROW_demand_max + placeOfMaximum(row)));
}

export function periodMaximumStatus(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  const at = periodRow(entry);
  return setNumber(value, at == 0 || load<u32>(at + BILLING_ROW_demand_max_s + placeOfMaximum(row)) == 0 ? INCOMPLETE : 0);
}

function setTime(value: Value, at_s: i64): i32 {
  return at_s == 0 ? Status.OK : setDateTime(value, at_s * SECOND_ms, 0, 0);
}

export function periodMaximumTime(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  const at = periodRow(entry);
  return at == 0 ? Status.OK : setTime(value, load<u32>(at + BILLING_ROW_demand_max_s + placeOfMaximum(row)));
}

/** When a period ended. */
export function periodTime(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  const at = periodRow(entry);
  return at == 0 ? Status.OK : setTime(value, <i64>changetype<BillingRow>(at).time_s);
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

/** Whatever is written, it asks for a reset; a script that a schedule executes writes too. */
export function commitEndPeriod(row: ObjectRow, entry: i32, place: i32): i32 {
  return askReset(isScheduled ? RESET_BY_SCHEDULE : RESET_BY_COMMAND, meteringClock_s());
}
