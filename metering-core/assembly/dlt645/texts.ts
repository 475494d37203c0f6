// Texts of DL/T 645-2007: the nameplate and what the meter is called, their last character first, zeros behind them.
// Legally relevant (IR46). Changes alter the software identification.
import { Bytes645 } from '../../../shared-protocol/generated/assembly/dlt645';
import { PARAMETERS_serial_number } from '../../../shared-protocol/generated/assembly/layouts';
import { putCharacter, putNumber } from '../../../shared-protocol/assembly/objects/text';
import { copyBytes } from '../math/copy';
import { parameters } from '../parameters/parameters';
import { VERSION_MAJOR, VERSION_MINOR, VERSION_PATCH } from '../version';

const TEXT_BYTES: i32 = 32;
const SERIAL_BYTES: i32 = 16;
const A: i32 = 65;
const V: i32 = 86;
const DOT: i32 = 46;

// @ts-ignore: decorator
@lazy const TEXT = memory.data(TEXT_BYTES, 8);
/** "TWINMETER" */
// @ts-ignore: decorator
@lazy const NAME = memory.data<u8>([84, 87, 73, 78, 77, 69, 84, 69, 82]);
const NAME_BYTES: i32 = 9;
/** "DL/T645-2007" */
// @ts-ignore: decorator
@lazy const PROTOCOL = memory.data<u8>([68, 76, 47, 84, 54, 52, 53, 45, 50, 48, 48, 55]);
const PROTOCOL_BYTES: i32 = 12;
const MILLI: u32 = 1000;
const MICRO: u32 = 1_000_000;

function putCopy(from: usize, bytes: i32): usize {
  copyBytes(TEXT, from, bytes);
  return TEXT + bytes;
}

/** Amperes, with a tenth below ten. */
function putAmperes(current_uA: u32): usize {
  let at = putNumber(TEXT, current_uA / MICRO);
  const tenths = (current_uA / (MICRO / 10)) % 10;
  if (current_uA < 10 * MICRO && tenths) at = putNumber(putCharacter(at, DOT), tenths);
  return putCharacter(at, A);
}

function putVersion(): usize {
  const at = putCharacter(putNumber(putCharacter(putNumber(TEXT, VERSION_MAJOR), DOT), VERSION_MINOR), DOT);
  return putNumber(at, VERSION_PATCH);
}

/** Writes a text into TEXT; returns its end. What is not marked is empty. */
function writeText(what: i32): usize {
  const p = parameters();
  switch (what) {
    case Bytes645.SERIAL_TEXT: return putCopy(changetype<usize>(p) + PARAMETERS_serial_number, SERIAL_BYTES);
    case Bytes645.VOLTAGE_TEXT: return putCharacter(putNumber(TEXT, p.nominal_voltage_mV / MILLI), V);
    case Bytes645.CURRENT_TEXT: return putAmperes(p.transitional_current_uA * 10);
    case Bytes645.MAXIMUM_TEXT: return putAmperes(p.maximum_current_uA);
    case Bytes645.CLASS_TEXT: return p.accuracy_class ? putCharacter(TEXT, p.accuracy_class) : TEXT;
    case Bytes645.YEAR_TEXT: return p.year ? putNumber(TEXT, p.year) : TEXT;
    case Bytes645.PROTOCOL_TEXT: return putCopy(PROTOCOL, PROTOCOL_BYTES);
    case Bytes645.VERSION_TEXT: return putVersion();
    default: return putCopy(NAME, NAME_BYTES);
  }
}

/** Puts a text into so many bytes. */
export function putText(to: usize, what: i32, bytes: i32): void {
  memory.fill(TEXT, 0, TEXT_BYTES);
  writeText(what);
  for (let i: i32 = 0; i < bytes; i++) store<u8>(to + bytes - 1 - i, load<u8>(TEXT + i));
}
