// The value of a single leaf written as text, as the reading of it is, turned into the A-XDR its provider is handed.
import { STYLE_CHARACTERS, STYLE_HEXADECIMAL, UNIT_BYTES } from '../../../../shared-protocol/generated/assembly/object-numbers';
import {
  TAG_BIT_STRING, TAG_BOOLEAN, TAG_CHOICE, TAG_OCTET_STRING, TAG_UTF8_STRING, TAG_VISIBLE_STRING,
} from '../../../../shared-protocol/generated/assembly/tags';
import { isSigned, numberBytes } from '../../../../shared-protocol/assembly/objects/axdr';
import { FormatRow } from '../../../../shared-protocol/assembly/objects/rows';
import { attributeAt, shapeLength, shapeNodes } from '../../../../shared-protocol/assembly/objects/tables';
import { PER_BYTES, putUnitOf } from '../../objects/shown';
import { formatOf, objectRow, objectTables } from '../../objects/tables';
import { DASH, DOT, STAR, ZERO } from './characters';
import { VALUE_MAX } from './command';
import { takeDigits16, valueOfDigit } from './hexadecimal';
import { Session } from './session';

/** It is not written as one of its type. */
export const NO_VALUE: i32 = -1;
/** Digits that stay below 2^63. */
const DIGITS_MAX: i32 = 18;

/** Tag and length in three bytes, and a value. */
// @ts-ignore: decorator
@lazy const BYTES = memory.data(3 + VALUE_MAX, 8);
/** An asterisk and a unit, a slash of it in words: ` per `. */
// @ts-ignore: decorator
@lazy const UNIT = memory.data(1 + UNIT_BYTES + PER_BYTES, 8);
// The number as it was read: digits without the point, how many of them stand behind it, and whether it was whole.
let mantissa: i64 = 0;
let decimals: i32 = 0;

/** Where the A-XDR stands. */
export function axdrOfText(): usize {
  return BYTES;
}

/** Tag of an attribute of a single leaf whose type is its own; -1 for an array, a structure, a choice. */
export function tagOfLeaf(session: Session): i32 {
  const shape = <i32>attributeAt(objectTables(), objectRow(session.row), session.place).shape;
  if (shapeLength(objectTables(), shape) != 1) return -1;
  const tag = <i32>load<u8>(shapeNodes(objectTables(), shape));
  return tag == TAG_CHOICE || tag == TAG_BIT_STRING ? -1 : tag;
}

/** Length of the number before its unit; -1 where the unit is not the attribute's. */
function withoutUnit(text: usize, length: i32, format: FormatRow): i32 {
  let number: i32 = 0;
  while (number < length && load<u8>(text + number) != STAR) number++;
  if (number == length) return length;
  const unit = <i32>(putUnitOf(UNIT, format) - UNIT); // with the asterisk before it
  if (unit != length - number) return -1;
  for (let i: i32 = 0; i < unit; i++) if (load<u8>(UNIT + i) != load<u8>(text + number + i)) return -1;
  return number;
}

/** Reads `[-]digits[.digits]`; false for anything else. */
function takeDecimal(text: usize, length: i32): bool {
  const isNegative = length > 0 && load<u8>(text) == DASH;
  let hasPoint = false;
  let digits: i32 = 0;
  mantissa = 0;
  decimals = 0;
  for (let i: i32 = isNegative ? 1 : 0; i < length; i++) {
    const character = load<u8>(text + i);
    const digit = <u32>(character - ZERO);
    if (character == DOT && !hasPoint) hasPoint = true;
    else if (digit > 9 || digits == DIGITS_MAX) return false;
    else {
      mantissa = mantissa * 10 + <i64>digit;
      digits++;
      if (hasPoint) decimals++;
    }
  }
  if (isNegative) mantissa = -mantissa;
  return digits > 0;
}

/** Brings the number to the attribute's own power of ten; false where decimals would be lost, or digits come above 2^63. */
function scale(format: FormatRow): bool {
  let shift = <i32>format.textScaler - <i32>format.scaler - decimals;
  for (; shift < 0; shift++) {
    if (mantissa % 10 != 0) return false;
    mantissa /= 10;
  }
  for (; shift > 0; shift--) {
    if (mantissa > i64.MAX_VALUE / 10 || mantissa < i64.MIN_VALUE / 10) return false;
    mantissa *= 10;
  }
  return true;
}

/** Reads hexadecimal digits, the highest first. */
function takeHexadecimal(text: usize, length: i32): bool {
  if (length < 1 || length > 16) return false;
  mantissa = 0;
  for (let i: i32 = 0; i < length; i++) {
    const digit = valueOfDigit(load<u8>(text + i));
    if (digit < 0) return false;
    mantissa = (mantissa << 4) | <i64>digit;
  }
  return true;
}

/** True when the number is one of its type. */
function fits(tag: i32): bool {
  const bytes = numberBytes(tag);
  if (tag == TAG_BOOLEAN) return mantissa == 0 || mantissa == 1;
  if (bytes == 8) return isSigned(tag) || mantissa >= 0;
  const bits = <i64>(bytes << 3);
  if (!isSigned(tag)) return mantissa >> bits == 0;
  return (mantissa << (64 - bits)) >> (64 - bits) == mantissa;
}

function numberOfText(tag: i32, text: usize, length: i32, format: FormatRow): i32 {
  if (format.style == STYLE_HEXADECIMAL) {
    if (!takeHexadecimal(text, length)) return NO_VALUE;
  } else {
    const digits = withoutUnit(text, length, format);
    if (digits < 0 || !takeDecimal(text, digits) || !scale(format)) return NO_VALUE;
  }
  if (!fits(tag)) return NO_VALUE;
  const bytes = numberBytes(tag);
  store<u8>(BYTES, <u8>tag);
  for (let i: i32 = 0; i < bytes; i++) store<u8>(BYTES + 1 + i, <u8>(mantissa >> <i64>((bytes - 1 - i) << 3)));
  return 1 + bytes;
}

/** At most 128 characters: a length of one byte, or of two where it is 128. */
function stringOfText(tag: i32, text: usize, length: i32, format: FormatRow): i32 {
  const isPlain = format.style == STYLE_CHARACTERS || tag != TAG_OCTET_STRING;
  const head = length == 128 && isPlain ? 3 : 2;
  let bytes = length;
  if (isPlain) memory.copy(BYTES + head, text, length);
  else bytes = takeDigits16(text, length, BYTES + head);
  if (bytes < 0) return NO_VALUE;
  store<u8>(BYTES, <u8>tag);
  store<u8>(BYTES, head == 3 ? 0x81 : <u8>bytes, 1);
  if (head == 3) store<u8>(BYTES, <u8>bytes, 2);
  return head + bytes;
}

/** Writes the A-XDR of a text for a leaf of this tag; its bytes, or NO_VALUE. */
export function putAxdrOfText(session: Session, tag: i32, text: usize, length: i32): i32 {
  const format = formatOf(objectRow(session.row), session.place);
  if (numberBytes(tag)) return numberOfText(tag, text, length, format);
  const isString = tag == TAG_OCTET_STRING || tag == TAG_VISIBLE_STRING || tag == TAG_UTF8_STRING;
  return isString ? stringOfText(tag, text, length, format) : NO_VALUE;
}
