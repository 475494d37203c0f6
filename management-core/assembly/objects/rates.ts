// Providers: energy by rate, and what the minute records it was counted from say of it.
import { TARIFF_RATES } from '../../../shared-protocol/generated/assembly/protocol';
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { books, ofRate, totalOf, unsplitOf } from '../registers/books';
import { countsOf } from '../registers/counts-shown';
import { Status } from '../../../shared-protocol/generated/assembly/protocol';

/** E of what all rates have together, and of what was booked without a record. */
const E_TOTAL: i32 = 130;
const E_UNSPLIT: i32 = 131;
/** C of reactive import and export, which are sums of quadrants; of others the register is their place here. */
export const REACTIVE_IMPORT: i32 = 3;
export const REACTIVE_EXPORT: i32 = 4;
// @ts-ignore: decorator
@lazy const REGISTER_OF_C = memory.data<u8>([0, 0, 1, 2, 4, 2, 3, 4, 5, 6, 7]);

/** The register of a C, or the first of two quadrants. */
export function registerOfC(c: i32): i32 {
  return load<u8>(REGISTER_OF_C + c);
}

function energyOf(quantity: i32, e: i32, counts: usize): u64 {
  if (e == E_TOTAL) return totalOf(quantity, counts);
  return e == E_UNSPLIT ? unsplitOf(quantity, counts) : ofRate(quantity, min(e, TARIFF_RATES), counts);
}

/** Hundredths of Wh; reactive import is QI and QII, export QIII and QIV. Null before the first record. */
export function energyOfRate(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  if (books().record == 0) return Status.OK;
  const c = <i32>row.c;
  const quantity = registerOfC(c);
  const e = <i32>row.e + entry;
  const counts = countsOf(snapshot);
  const second: u64 = c == REACTIVE_IMPORT || c == REACTIVE_EXPORT ? energyOf(quantity + 1, e, counts) : 0;
  return setNumber(value, <i64>(energyOf(quantity, e, counts) + second));
}

/** Rate of the last record. */
export function activeRate(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return books().record == 0 ? Status.OK : setNumber(value, books().rate);
}

/** Marks, BOOKS_MARK_*. */
export function bookMarks(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  return setNumber(value, books().marks);
}
