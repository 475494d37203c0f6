// Lines of a telegram: what a row of the table becomes, with the values of a snapshot.
import {
  LINE_FAILURES, LINE_NUMBER, LINE_OCTETS, LINE_PEAK, LINE_PEAKS, LINE_TIME, P1_ASSOCIATION, WHEN_ALWAYS, WHEN_NOT_ZERO,
} from '../../../../shared-protocol/generated/assembly/p1';
import { DEMAND_MONTHS } from '../../../../shared-protocol/generated/assembly/protocol';
import { ListRow } from '../../../../shared-protocol/assembly/objects/rows';
import { putCharacter, putNumber, putTerminated } from '../../../../shared-protocol/assembly/objects/text';
import { Value, VALUE_BYTES, VALUE_NUMBER } from '../../../../shared-protocol/assembly/objects/value';
import { shownValue } from '../../objects/shown';
import { peakMonth, peakTime_s } from '../../registers/demand';
import { failureEnded_s, failureLasted_s, failuresLogged } from '../../registers/disturbances';
import { CLOSE, OPEN, putCode, putFixed, putMonthEnd, putOctets, putSign, putTime, scaled, STAR } from './fields';

/** A row of the table. */
@unmanaged
export class LineRow {
  kind: u8;
  code_a: u8;
  code_b: u8;
  code_c: u8;
  code_d: u8;
  code_e: u8;
  /** In all; and how many of them are decimals. */
  digits: u8;
  decimals: u8;
  /** 1..3, 0 for the whole meter. */
  phase: u8;
  when: u8;
  /** Power of ten of its unit over that of the object. */
  prefix: u8;
  reserved: u8;
}

const OBJECT: usize = offsetof<LineRow>();
const SIGN: usize = OBJECT + 4;
const TEXT: usize = SIGN + 4;
const TEXT_BYTES: i32 = 8;
/** Bytes of a row. */
export const LINE_BYTES: usize = TEXT + 8;
const NO_ROW: u16 = 0xffff;
/** Last letter of a unit of energy: what a register counted is cut, not rounded. */
const HOUR: u8 = 104;
/** The peaks are those of active import. */
const ACTIVE_IMPORT: i32 = 0;
const LASTED_DIGITS: i32 = 10;
const CR_LF: u16 = 0x0a0d;

/** What became of a line: it is left out, or the telegram cannot be sent. */
export const LEFT_OUT: usize = 0;
export const NOT_KNOWN: usize = 1;

/** `0-0:96.7.19` and `1-0:1.6.0`, which heads of lists name. */
// @ts-ignore: decorator
@lazy const DURATION_CODE = memory.data<u8>([0, 0, 96, 7, 19]);
// @ts-ignore: decorator
@lazy const DEMAND_CODE = memory.data<u8>([1, 0, 1, 6, 0]);
// @ts-ignore: decorator
@lazy const ENTRY = memory.data(offsetof<ListRow>(), 8);

function at8(row: LineRow, place: usize): usize {
  return changetype<usize>(row) + place;
}

/** The value of the object of a line, or of one of those behind it. */
function valueOf(row: LineRow, place: usize, entry: i32, snapshot: usize): Value {
  memory.copy(ENTRY, at8(row, place), offsetof<ListRow>());
  const shown = changetype<ListRow>(ENTRY);
  shown.entry = <u8>(<i32>shown.entry + entry);
  return shownValue(shown, P1_ASSOCIATION, snapshot);
}

function isEnergy(row: LineRow): bool {
  const unit = at8(row, TEXT);
  let length: i32 = 0;
  while (length < TEXT_BYTES && load<u8>(unit + length)) length++;
  return length > 0 && load<u8>(unit + length - 1) == HOUR;
}

function isNegative(row: LineRow, snapshot: usize): bool {
  if (load<u16>(at8(row, SIGN)) == NO_ROW) return false;
  const value = valueOf(row, SIGN, 0, snapshot);
  return value.kind == VALUE_NUMBER && value.number < 0;
}

/** `(number*unit)`, which has no sign where it is zero. */
function putQuantity(at: usize, row: LineRow, value: Value, negative: bool): usize {
  const isCut = isEnergy(row);
  const exponent = <i32>value.scaler - <i32>row.prefix + <i32>row.decimals;
  const number = scaled(value.number < 0 ? -value.number : value.number, exponent, isCut);
  at = putSign(putCharacter(at, OPEN), number != 0 && (negative || value.number < 0));
  at = putFixed(at, number, row.digits, row.decimals, isCut);
  if (load<u8>(at8(row, TEXT))) at = putTerminated(putCharacter(at, STAR), at8(row, TEXT), TEXT_BYTES);
  return putCharacter(at, CLOSE);
}

function putNumberLine(at: usize, row: LineRow, snapshot: usize): usize {
  const negative = isNegative(row, snapshot);
  const value = valueOf(row, OBJECT, 0, snapshot);
  if (value.kind != VALUE_NUMBER) return NOT_KNOWN;
  if (value.number == 0 && <i32>row.when == WHEN_NOT_ZERO) return LEFT_OUT;
  return putQuantity(at, row, value, negative);
}

function putOctetsLine(at: usize, row: LineRow, snapshot: usize): usize {
  const value = valueOf(row, OBJECT, 0, snapshot);
  if (value.kind != VALUE_BYTES) return NOT_KNOWN;
  return putCharacter(putOctets(putCharacter(at, OPEN), value.pointer, value.length), CLOSE);
}

function putTimeField(at: usize, utc_s: i64): usize {
  return putCharacter(putTime(putCharacter(at, OPEN), utc_s), CLOSE);
}

function putCodeField(at: usize, code: usize): usize {
  return putCharacter(putCode(putCharacter(at, OPEN), code), CLOSE);
}

function putCount(at: usize, count: i32): usize {
  return putCharacter(putNumber(putCharacter(at, OPEN), count), CLOSE);
}

/** `(n)(0-0:96.7.19)` and of each long failure when it ended and how long it was. */
function putFailures(at: usize): usize {
  const count = failuresLogged();
  at = putCodeField(putCount(at, count), DURATION_CODE);
  for (let i: i32 = count - 1; i >= 0; i--) {
    at = putCharacter(putTimeField(at, failureEnded_s(i)), OPEN);
    at = putFixed(at, failureLasted_s(i), LASTED_DIGITS, 0, false);
    store<u16>(at, 0x732a); // *s
    at = putCharacter(at + 2, CLOSE);
  }
  return at;
}

/** `(time)(peak)` of the month under way. */
function putPeak(at: usize, row: LineRow, snapshot: usize): usize {
  const reached_s = peakTime_s(0, ACTIVE_IMPORT);
  const value = valueOf(row, OBJECT, 0, snapshot);
  if (reached_s == 0 || value.kind != VALUE_NUMBER) return NOT_KNOWN;
  return putQuantity(putTimeField(at, reached_s), row, value, false);
}

/** Months before the one under way of which a peak is known. */
function monthsKnown(): i32 {
  let count: i32 = 0;
  for (let month: i32 = 1; month < DEMAND_MONTHS; month++) if (peakTime_s(month, ACTIVE_IMPORT)) count++;
  return count;
}

/** `(n)(1-0:1.6.0)(1-0:1.6.0)` and of each month its end, the time of its peak and the peak, the oldest first. */
function putPeaks(at: usize, row: LineRow, snapshot: usize): usize {
  const count = monthsKnown();
  if (count == 0) return LEFT_OUT;
  at = putCodeField(putCodeField(putCount(at, count), DEMAND_CODE), DEMAND_CODE);
  for (let month: i32 = DEMAND_MONTHS - 1; month > 0; month--) {
    const reached_s = peakTime_s(month, ACTIVE_IMPORT);
    if (reached_s == 0) continue;
    at = putCharacter(putMonthEnd(putCharacter(at, OPEN), peakMonth(month)), CLOSE);
    at = putTimeField(at, reached_s);
    at = putQuantity(at, row, valueOf(row, OBJECT, month - 1, snapshot), false);
  }
  return at;
}

function putBody(at: usize, row: LineRow, snapshot: usize, second: i64): usize {
  const kind = <i32>row.kind;
  if (kind == LINE_NUMBER) return putNumberLine(at, row, snapshot);
  if (kind == LINE_TIME) return putTimeField(at, second);
  if (kind == LINE_OCTETS) return putOctetsLine(at, row, snapshot);
  if (kind == LINE_FAILURES) return putFailures(at);
  if (kind == LINE_PEAK) return putPeak(at, row, snapshot);
  if (kind == LINE_PEAKS) return putPeaks(at, row, snapshot);
  return putCharacter(putTerminated(putCharacter(at, OPEN), at8(row, TEXT), TEXT_BYTES), CLOSE);
}

/** Writes a line with its end; LEFT_OUT for none, NOT_KNOWN where it is wanted and there is no value. */
export function putLine(at: usize, row: LineRow, snapshot: usize, second: i64): usize {
  const end = putBody(putCode(at, at8(row, offsetof<LineRow>('code_a'))), row, snapshot, second);
  if (end == LEFT_OUT) return LEFT_OUT;
  if (end == NOT_KNOWN) return <i32>row.when == WHEN_ALWAYS ? NOT_KNOWN : LEFT_OUT;
  store<u16>(end, CR_LF);
  return end + 2;
}
