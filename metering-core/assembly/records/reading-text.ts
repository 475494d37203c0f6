// A reading of active energy in words: what OCMF 1.4 has a meter sign (S.A.F.E. e.V., Open Charge Metering Format).
// Legally relevant (IR46). Changes alter the software identification.
import { civilOf, DAY_s, dayOf, monthOf, yearOf } from '../../../shared-protocol/assembly/objects/calendar';
import { putCharacter, putDigits, putHexadecimal, putNumber, putTerminated } from '../../../shared-protocol/assembly/objects/text';
import { FREEZE_RECORD_registers, FreezeRecord, PARAMETERS_serial_number } from '../../../shared-protocol/generated/assembly/layouts';
import {
  METERING_FLAG_AFE, METERING_FLAG_PARAMETERS_DEFAULT, METERING_FLAG_STORAGE_FAILED, QUALITY_NEVER_SET, QUALITY_STOPPED,
  QUALITY_UNCERTAIN, QUALITY_UNKNOWN,
} from '../../../shared-protocol/generated/assembly/protocol';
import {
  TEXT_READING, TEXT_READING_BYTES, TEXT_READING_export, TEXT_READING_import, TEXT_READING_page, TEXT_READING_serial,
  TEXT_READING_state, TEXT_READING_time, TEXT_READING_version,
} from '../../../shared-protocol/generated/assembly/texts';
import { localOffset_s } from '../clock/local-time';
import { PER_CENTI_Wh, Register, registerValue } from '../energy/register-state';
import { parameters } from '../parameters/parameters';
import { meterIdentity } from '../proof/identity';
import { VERSION_MAJOR, VERSION_MINOR, VERSION_PATCH } from '../version';

/** Bytes the text may have: the template, and 32 more for each place in it. */
export const READING_MOST: i32 = 512;

/** Hundredths of a Wh in a kWh. */
const PER_kWh: i64 = 100_000;
const DECIMALS: i32 = 5;
const SERIAL_BYTES: i32 = 16;
const TITLE_BYTES: i32 = 8;
const HOUR_s: i64 = 3600;
const MINUTE_s: i64 = 60;

/** What makes a reading untrue, of the marks it carries. */
const UNTRUE: u32 = METERING_FLAG_AFE | METERING_FLAG_PARAMETERS_DEFAULT | METERING_FLAG_STORAGE_FAILED;

/** Serial number of the nameplate; of a meter that has none its system title. */
function putSerial(at: usize): usize {
  const serial = changetype<usize>(parameters()) + PARAMETERS_serial_number;
  if (load<u8>(serial)) return putTerminated(at, serial, SERIAL_BYTES);
  const title = meterIdentity();
  return title ? putHexadecimal(at, title, TITLE_BYTES) : at;
}

function putVersion(at: usize): usize {
  at = putCharacter(putNumber(at, VERSION_MAJOR), 0x2e);
  at = putCharacter(putNumber(at, VERSION_MINOR), 0x2e);
  return putNumber(at, VERSION_PATCH);
}

function putEnergy(at: usize, reading: FreezeRecord, register: i32): usize {
  const registers = changetype<usize>(reading) + FREEZE_RECORD_registers;
  const energy = registerValue(registers, 0, register) / PER_CENTI_Wh;
  return putDigits(putCharacter(putNumber(at, energy / PER_kWh), 0x2e), energy % PER_kWh, DECIMALS);
}

function putTwo(at: usize, separator: i32, value: i64): usize {
  return putDigits(separator ? putCharacter(at, separator) : at, value, 2);
}

/** S: synchronised by a command and certain; I: informative; U: nobody knows. */
function synchronisation(quality: u32): i32 {
  if (quality & (QUALITY_UNKNOWN | QUALITY_STOPPED)) return 0x55;
  return quality & (QUALITY_NEVER_SET | QUALITY_UNCERTAIN) ? 0x49 : 0x53;
}

/** Local time with its offset from UTC, such as 2026-11-28T10:30:00,000+0100 S. */
function putTime(at: usize, reading: FreezeRecord): usize {
  const offset_s = localOffset_s(<i64>reading.time_s);
  const local_s = max<i64>(<i64>reading.time_s + offset_s, 0);
  const date = civilOf(<i32>(local_s / DAY_s));
  at = putDigits(at, yearOf(date), 4);
  at = putTwo(putTwo(at, 0x2d, monthOf(date)), 0x2d, dayOf(date));
  at = putTwo(at, 0x54, (local_s % DAY_s) / HOUR_s);
  at = putTwo(putTwo(at, 0x3a, (local_s % HOUR_s) / MINUTE_s), 0x3a, local_s % MINUTE_s);
  at = putDigits(putCharacter(at, 0x2c), 0, 3);
  const off_min = (offset_s < 0 ? -offset_s : offset_s) / MINUTE_s;
  at = putTwo(putTwo(at, offset_s < 0 ? 0x2d : 0x2b, off_min / 60), 0, off_min % 60);
  return putCharacter(putCharacter(at, 0x20), synchronisation(reading.quality));
}

function putPlace(at: usize, place: u32, reading: FreezeRecord, page: u64): usize {
  if (place == TEXT_READING_serial) return putSerial(at);
  if (place == TEXT_READING_version) return putVersion(at);
  if (place == TEXT_READING_page) return putNumber(at, <i64>page);
  if (place == TEXT_READING_time) return putTime(at, reading);
  if (place == TEXT_READING_import) return putEnergy(at, reading, Register.ACTIVE_IMPORT);
  if (place == TEXT_READING_export) return putEnergy(at, reading, Register.ACTIVE_EXPORT);
  return putCharacter(at, reading.trust & UNTRUE ? 0x45 : 0x47); // E: error, G: good
}

/** Writes the words of a reading of total active energy, with a number that no other reading of this meter has. Returns their bytes. */
export function writeReading(to: usize, reading: FreezeRecord, page: u64): i32 {
  let at = to;
  for (let i: i32 = 0; i < TEXT_READING_BYTES; i++) {
    const character = <u32>load<u8>(TEXT_READING + i);
    at = character < 0x20 ? putPlace(at, character, reading, page) : putCharacter(at, character);
  }
  return <i32>(at - to);
}
