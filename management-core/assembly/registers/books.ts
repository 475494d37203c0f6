// What was counted by rate of the minute records, all of it of one record: in RAM, and in two banks of the FRAM.
import { Books, BOOKS_BYTES, BOOKS_rates, BOOKS_total, BOOKS_unsplit } from '../../../shared-protocol/generated/assembly/layouts';
import { BOOKS_MAGIC, FRAM_BOOKS_A, FRAM_BOOKS_B, TARIFF_RATES } from '../../../shared-protocol/generated/assembly/protocol';
import { loadBanked, storeBanked } from '../storage/banked-record';
import { daylightAt } from '../time/daylight';
import { energyOf } from './minute-energy';

/** Registers of a minute record's total: active import, export, reactive QI to QIV, apparent import, export. */
export const QUANTITIES: i32 = 8;
const VALUE: i32 = 8;
/**
 * Hundredths of Wh of a window that is open when a record is made: 300 ms of 3 x 480 V x 209 A, more than the inputs take. The next record
 * may be lower by so much, where the window's sum turned out to be of the other direction.
 */
export const OPEN_WINDOW: u64 = 2600;

// @ts-ignore: decorator
@lazy const BOOKS = memory.data(BOOKS_BYTES, 8);
// @ts-ignore: decorator
@lazy const CANDIDATE = memory.data(BOOKS_BYTES, 8);

/** A record is booked, and the rows that it ends are not all written: nothing else may be kept meanwhile. */
export let booksAreOpen: bool = false;

export function openBooks(open: bool): void {
  booksAreOpen = open;
}

export function books(): Books {
  return changetype<Books>(BOOKS);
}

/** Loads the newest that is whole; without one all is zero, and the first record begins it. */
export function loadBooks(): void {
  loadBanked(BOOKS, CANDIDATE, BOOKS_BYTES, BOOKS_MAGIC, FRAM_BOOKS_A, FRAM_BOOKS_B);
}

/** Returns a Status. */
export function storeBooks(): i32 {
  return storeBanked(BOOKS, BOOKS_BYTES, BOOKS_MAGIC, FRAM_BOOKS_A, FRAM_BOOKS_B);
}

/** All that is counted: totals, rates, what no record said. */
export function counts(): usize {
  return BOOKS + BOOKS_total;
}

/** Totals, rates and what no record said, a register each. */
export const COUNTS_BYTES: i32 = (1 + 8 + 1) * QUANTITIES * VALUE;

/** Where the register of the record followed last stands among counts, of a quantity 0..QUANTITIES-1. */
function totalAt(from: usize, quantity: i32): usize {
  return from + <usize>(quantity * VALUE);
}

function rateAt(from: usize, quantity: i32, rate: i32): usize {
  return from + BOOKS_rates - BOOKS_total + <usize>((quantity * TARIFF_RATES + rate - 1) * VALUE);
}

/** Hundredths of Wh, the highest that the register was recorded at up to the record followed last; of counts that were kept elsewhere. */
export function totalOf(quantity: i32, from: usize = counts()): u64 {
  return load<u64>(totalAt(from, quantity));
}

/** Hundredths of Wh that a record's register is ahead of the one followed last; 0 where it is behind, since that was booked. */
export function aheadOf(record: usize, quantity: i32): u64 {
  const energy = energyOf(record, quantity);
  return energy > totalOf(quantity) ? energy - totalOf(quantity) : 0;
}

/** Of these what a rate 1..TARIFF_RATES has. */
export function ofRate(quantity: i32, rate: i32, from: usize = counts()): u64 {
  return load<u64>(rateAt(from, quantity, rate));
}

/** Of these what was booked for want of a record. */
export function unsplitOf(quantity: i32, from: usize = counts()): u64 {
  return load<u64>(from + BOOKS_unsplit - BOOKS_total + <usize>(quantity * VALUE));
}

/** Books what a register went ahead by to a rate. */
export function bookTo(quantity: i32, rate: i32, energy: u64, isUnsplit: bool): void {
  store<u64>(totalAt(counts(), quantity), totalOf(quantity) + energy);
  store<u64>(rateAt(counts(), quantity, rate), ofRate(quantity, rate) + energy);
  if (isUnsplit) store<u64>(BOOKS + BOOKS_unsplit + <usize>(quantity * VALUE), unsplitOf(quantity) + energy);
}

/** All rates begin at zero: there is no record to go on from. */
export function clearRates(): void {
  memory.fill(counts(), 0, COUNTS_BYTES);
}

/** 1 where daylight saving holds at a time (UTC), else 0, by what the last minute record told. */
export function daylightOfTime(utc_s: i64): i32 {
  return daylightAt(utc_s, <i64>books().time_s, books().quality);
}
