// What the registers went ahead by since the last minute record: told in the rate that holds, until the next record books it.
import { Registers } from '../../../shared-protocol/generated/assembly/layouts';
import { ACTIVATION_NONE, MESSAGE_READ_REGISTERS } from '../../../shared-protocol/generated/assembly/protocol';
import { frontBank, isMirrored, mirrored } from '../link/mirror';
import { meteringClock_s, recordsAreFollowed } from '../link/records-follower';
import { slotOf } from '../link/slots';
import { daylightOf, localOf } from '../time/zone';
import { books, QUANTITIES, totalOf } from './books';
import { rateAt } from './tariff-day';
import { changeOver, tariffHead } from './tariff-tables';

const MINUTE_s: i64 = 60;
/** Where another rate begins with the next minute, what is counted behind it must not be told in this one: a second before it is the last look. */
const LAST_LOOK_s: i64 = 59;
/** Where none does, the next record may come late. */
const LATE_s: i64 = 120;
/** A hundredth of Wh in mWs. */
const PART_mWs: u64 = 36_000;
const VALUE: i32 = 8;

// @ts-ignore: decorator
@lazy const OPEN = memory.data(8 * 8, 8);

/** Rate that holds since the record booked last, 0 where none can be told; true where it holds in the next minute too. */
let rate: i32 = 0;
let goesOn: bool = false;
/** The registers were looked at since then. */
let isTaken: bool = false;
/** What stands in the books and here was once, since the start, all that the meter counted. */
let isCaughtUp: bool = false;

export function resetOpenMinute(): void {
  isCaughtUp = false;
  openMinute();
}

/** Hundredths of Wh that a register of the mirror is ahead of the books. */
function aheadOf(registers: usize, quantity: i32): u64 {
  const parts = load<u64>(registers + offsetof<Registers>('active_import_mWs') + <usize>(quantity * VALUE)) / PART_mWs;
  return parts > totalOf(quantity) ? parts - totalOf(quantity) : 0;
}

function take(registers: usize): void {
  for (let q: i32 = 0; q < QUANTITIES; q++) {
    const at = OPEN + <usize>(q * VALUE);
    store<u64>(at, max(load<u64>(at), aheadOf(registers, q)));
  }
  isTaken = true;
}

/** True of a time so long behind the last record that the meter was off between, which the next one will say. */
function wasOff(elapsed_s: i64): bool {
  return elapsed_s >= LATE_s && recordsAreFollowed();
}

/** True while what the registers are ahead by will be booked to the rate of the open minute. */
function isOfMinute(clock_s: i64): bool {
  const elapsed_s = clock_s - <i64>books().time_s;
  if (wasOff(elapsed_s)) return rateAt(localOf(clock_s, daylightOf(books().quality))) == rate;
  const until_s = goesOn ? LATE_s : isTaken ? LAST_LOOK_s : MINUTE_s;
  return elapsed_s >= 0 && elapsed_s < until_s;
}

/** Looks at the registers while they are of this minute; call with each tick. */
export function openMinuteTick(): void {
  const slot = slotOf(MESSAGE_READ_REGISTERS, 0);
  const clock_s = meteringClock_s();
  if (rate == 0 || clock_s <= 0 || !isMirrored(frontBank(), slot)) return;
  const isOpen = isOfMinute(clock_s);
  if (isOpen) take(mirrored(frontBank(), slot));
  // Where the clock was put back, or the rate is another one, no more can be told before the next record.
  const elapsed_s = clock_s - <i64>books().time_s;
  if (isOpen || (elapsed_s < 0 && recordsAreFollowed()) || wasOff(elapsed_s)) isCaughtUp = true;
}

/** The minute behind the record that was booked last begins. */
export function openMinute(): void {
  memory.fill(OPEN, 0, QUANTITIES * VALUE);
  rate = 0;
  isTaken = false;
  const time_s = <i64>books().time_s;
  if (books().record == 0 || time_s == 0) return;
  const local_s = localOf(time_s, daylightOf(books().quality));
  changeOver(time_s, local_s);
  rate = rateAt(local_s);
  goesOn = tariffHead().activation == <u8>ACTIVATION_NONE && rateAt(local_s + MINUTE_s) == rate;
  openMinuteTick();
}

/** True behind a start, until what is booked and what is open are all that the meter counted: less than that was told before it. */
export function isBehind(): bool {
  return !isCaughtUp && rate != 0 && meteringClock_s() > 0;
}

/** Rate in force; before one can be told, that of the last record. */
export function rateInForce(): i32 {
  return rate != 0 ? rate : <i32>books().rate;
}

/** Hundredths of Wh of a quantity that stand open in a rate. */
export function openIn(quantity: i32, asked: i32): u64 {
  return asked == rate ? openOf(quantity) : 0;
}

/** The same, whatever the rate. */
export function openOf(quantity: i32): u64 {
  return load<u64>(OPEN + <usize>(quantity * VALUE));
}
