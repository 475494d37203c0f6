// Billing periods and days: what of the books is kept of each, when a period ends, and who may end it.
import {
  BILLING_ROW_BYTES, BILLING_ROW_demand_cumulative, BILLING_ROW_demand_max, BILLING_ROW_rates, BILLING_ROW_registers,
  BILLING_ROW_total, BILLING_ROW_unsplit, BillingRow, BOOKS_demand_cumulative, BOOKS_demand_max, BOOKS_total, FREEZE_RECORD_registers,
  FreezeRecord, MinuteRecord,
} from '../../../shared-protocol/generated/assembly/layouts';
import {
  RESET_BY_SCHEDULE, RESET_LOCK_s, ROW_FLAG_LATE, ROW_FLAG_OTHER_FREEZE, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { books, booksAreOpen, OPEN_WINDOW, QUANTITIES, storeBooks, totalOf } from './books';
import { beginMaximaAnew } from './demand';
import { energyOf } from './minute-energy';

/** mWs in a hundredth of a Wh. */
const PER_CENTI_Wh: u64 = 36_000;
/** total, rates, unsplit stand in the books and in the row alike; cumulative and maxima too. */
const COUNTED_BYTES: i32 = BILLING_ROW_demand_cumulative - BILLING_ROW_total;
const CUMULATIVE_BYTES: i32 = BILLING_ROW_demand_max - BILLING_ROW_demand_cumulative;
const MAXIMA_BYTES: i32 = BILLING_ROW_BYTES - 4 - BILLING_ROW_demand_max;
const REGISTERS_BYTES: i32 = BILLING_ROW_total - BILLING_ROW_registers;

// @ts-ignore: decorator
@lazy const ROW = memory.data(BILLING_ROW_BYTES, 8);

function row(): BillingRow {
  return changetype<BillingRow>(ROW);
}

/** Puts what the books have now into a row; the same books make the same row. */
function makeRow(sequence: u32, flags: i32): usize {
  const b = books();
  memory.fill(ROW, 0, BILLING_ROW_BYTES);
  row().time_s = b.time_s;
  row().sequence = sequence;
  row().flags = <u16>flags;
  row().quality = b.quality;
  row().marks = b.marks;
  row().rate = b.rate;
  const at = changetype<usize>(b);
  memory.copy(ROW + BILLING_ROW_total, at + BOOKS_total, COUNTED_BYTES);
  memory.copy(ROW + BILLING_ROW_demand_cumulative, at + BOOKS_demand_cumulative, CUMULATIVE_BYTES);
  memory.copy(ROW + BILLING_ROW_demand_max, at + BOOKS_demand_max, MAXIMA_BYTES);
  return ROW;
}

/** The row of the day that ended. */
export function makeDayRow(isLate: bool): usize {
  return makeRow(++books().day_rows, isLate ? ROW_FLAG_LATE : 0);
}

/** Register of a freeze, cut to hundredths of Wh. */
function frozenOf(freeze: FreezeRecord, quantity: i32): u64 {
  return load<u64>(changetype<usize>(freeze) + FREEZE_RECORD_registers + <usize>(quantity << 3)) / PER_CENTI_Wh;
}

/** True where the freeze is of the registers that the rates add up to, but for what an open window took back. */
function isSame(freeze: FreezeRecord): bool {
  for (let q: i32 = 0; q < QUANTITIES; q++) {
    const frozen = frozenOf(freeze, q);
    if (frozen > totalOf(q) || frozen + OPEN_WINDOW < totalOf(q)) return false;
  }
  return true;
}

/** A meter that is followed for the first time, or another one: its freezes up to this record end no period. */
export function beginPeriods(record: MinuteRecord): void {
  books().billing_freeze = 0;
  books().billing_from_s = record.time_s + 1;
}

/** A clock that was ahead locks nobody out for longer than a reset does, and hides no freeze. */
export function clockWentBack(time_s: u64): void {
  books().billing_from_s = min(books().billing_from_s, time_s);
  books().locked_until_s = min(books().locked_until_s, time_s + <u64>RESET_LOCK_s);
}

/**
 * True where the freeze was made up to this record: registers say it; its time does where nothing was counted meanwhile, and where
 * some went ahead and others are behind by what an open window may have taken back.
 */
export function freezeIsMet(freeze: FreezeRecord, record: MinuteRecord): bool {
  let less = false;
  let behind = false;
  for (let q: i32 = 0; q < QUANTITIES; q++) {
    const frozen = frozenOf(freeze, q);
    const recorded = energyOf(changetype<usize>(record), q);
    if (frozen > recorded + OPEN_WINDOW) return false;
    if (frozen > recorded) behind = true;
    if (frozen < recorded) less = true;
  }
  return less != behind ? less : freeze.time_s <= record.time_s;
}

/** The row of the period that ends, by the metering core's freeze, or by a command without one (0). */
export function makeBillingRow(source: i32, freeze: usize): usize {
  let flags: i32 = 0;
  const found = changetype<FreezeRecord>(freeze);
  if (freeze && found.time_s != books().time_s) flags |= ROW_FLAG_LATE;
  if (freeze && !isSame(found)) flags |= ROW_FLAG_OTHER_FREEZE;
  makeRow(++books().billing_rows, flags);
  row().source = <u8>source;
  row().resets = books().resets + 1;
  if (freeze == 0) return ROW;
  row().freeze = found.sequence;
  memory.copy(ROW + BILLING_ROW_registers, freeze + FREEZE_RECORD_registers, REGISTERS_BYTES);
  return ROW;
}

/** Behind its row the period, by the freeze of a sequence or by none (0), is closed: maxima are summed up, and whoever may reset waits for a while. */
export function closePeriod(source: i32, freeze: u32): void {
  const b = books();
  b.resets++;
  b.reset_s = b.time_s;
  b.reset_source = <u8>source;
  b.reset_asked = 0;
  b.locked_until_s = b.time_s + <u64>RESET_LOCK_s;
  if (freeze != 0) b.billing_freeze = freeze;
  beginMaximaAnew();
}

/**
 * Asks for a reset: the period ends with the next minute record. Returns BUSY while a reset is locked out or asked for,
 * NOT_STARTED before the first record, or what the FRAM says: what is asked for outlives a cut.
 */
export function askReset(source: i32, clock_s: i64): i32 {
  const b = books();
  if (b.record == 0) return Status.NOT_STARTED;
  if (booksAreOpen || b.reset_asked != 0 || clock_s < <i64>b.locked_until_s) return Status.BUSY;
  b.reset_asked = <u8>source;
  const status = storeBooks();
  if (status != Status.OK) b.reset_asked = 0;
  return status;
}
