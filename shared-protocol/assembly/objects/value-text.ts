// Values as the text of IEC 62056-21 and of the display: cut and not rounded, as a register shows what it counted.
import { STYLE_CHARACTERS, STYLE_HEXADECIMAL, UNIT_BYTES } from '../../generated/assembly/object-numbers';
import { codeField, FormatRow, ObjectRow } from './rows';
import { putBytes, putCharacter, putDigits, putHexadecimal, putNumber, putTerminated } from './text';
import { Value, VALUE_BYTES, VALUE_NULL, VALUE_NUMBER } from './value';

const DASH: i32 = 45;
const DOT: i32 = 46;
const COLON: i32 = 58;
const STAR: i32 = 42;

/** Writes A-B:C.D.E*F, as IEC 62056-21 wants its identifiers. */
export function putObis(at: usize, row: ObjectRow, entry: i32): usize {
  at = putCharacter(putNumber(at, codeField(row, entry, 0)), DASH);
  at = putCharacter(putNumber(at, codeField(row, entry, 1)), COLON);
  at = putCharacter(putReducedObis(at, row, entry), STAR);
  return putNumber(at, codeField(row, entry, 5));
}

/** Writes C.D.E, the short form of the display. */
export function putReducedObis(at: usize, row: ObjectRow, entry: i32): usize {
  at = putCharacter(putNumber(at, codeField(row, entry, 2)), DOT);
  at = putCharacter(putNumber(at, codeField(row, entry, 3)), DOT);
  return putNumber(at, codeField(row, entry, 4));
}

/** Worst case 10^18 < 2^63: scalers and digits are held below that by the generator. */
function powerOfTen(exponent: i32): i64 {
  let power: i64 = 1;
  for (let i: i32 = 0; i < exponent; i++) power *= 10;
  return power;
}

/** Writes a number with at most `decimals` decimals; what is cut to nothing has no sign. */
function putDecimal(at: usize, value: Value, format: FormatRow, decimals: i32): usize {
  const magnitude = value.number < 0 ? -value.number : value.number;
  const scale = <i32>format.textScaler - <i32>value.scaler;
  const shown = min(min(decimals, <i32>format.decimals), scale);
  const cut = magnitude / powerOfTen(scale - shown);
  if (value.number < 0 && cut != 0) at = putCharacter(at, DASH);
  const unit = powerOfTen(shown);
  at = format.digits ? putDigits(at, cut / unit, format.digits) : putNumber(at, cut / unit);
  return shown == 0 ? at : putDigits(putCharacter(at, DOT), cut % unit, shown);
}

/** Writes a number's bytes, the highest first. */
function putHexadecimalNumber(at: usize, number: i64, bytes: i32): usize {
  for (let byte = bytes - 1; byte >= 0; byte--) {
    at = putDigit16(at, <i32>(number >> ((byte << 3) + 4)));
    at = putDigit16(at, <i32>(number >> (byte << 3)));
  }
  return at;
}

function putDigit16(at: usize, value: i32): usize {
  const digit = value & 15;
  return putCharacter(at, digit < 10 ? 48 + digit : 87 + digit);
}

/** Writes a value without its unit; nothing for null. */
export function putValue(at: usize, value: Value, format: FormatRow, decimals: i32): usize {
  const shown = min(value.length, <i32>format.digits);
  if (value.kind == VALUE_NULL) return at;
  if (value.kind == VALUE_BYTES) {
    return format.style == STYLE_CHARACTERS ? putBytes(at, value.pointer, shown) : putHexadecimal(at, value.pointer, shown);
  }
  if (value.kind == VALUE_NUMBER && format.style == STYLE_HEXADECIMAL) {
    return putHexadecimalNumber(at, value.number, format.digits);
  }
  return value.kind == VALUE_NUMBER ? putDecimal(at, value, format, decimals) : at;
}

/** True when values of this format have a unit to show. */
export function hasUnit(units: usize, format: FormatRow): bool {
  return load<u8>(units + <i32>format.textUnit * UNIT_BYTES) != 0;
}

export function putUnit(at: usize, units: usize, format: FormatRow): usize {
  return putTerminated(at, units + <i32>format.textUnit * UNIT_BYTES, UNIT_BYTES);
}
