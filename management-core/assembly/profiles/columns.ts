// What a load profile can capture, by code: all of it is in minute records or made of them, so that any gap can be filled in.
import { MINUTE_RECORD_current_mA, MINUTE_RECORD_voltage_cV, MinuteRecord } from '../../../shared-protocol/generated/assembly/layouts';
import { TARIFF_RATES } from '../../../shared-protocol/generated/assembly/protocol';
import { ofRate, totalOf } from '../registers/books';
import { lastDemand_mW, maximum_mW } from '../registers/demand';

/** D of a code: low, last average, high or maximum, energy, mean. */
const D_LOW: i32 = 3;
const D_LAST: i32 = 5;
const D_HIGH: i32 = 6;
const D_ENERGY: i32 = 8;
const D_MEAN: i32 = 24;
const C_FREQUENCY: i32 = 14;
/** C of the first phase's current and voltage; the others follow by 20. */
const C_CURRENT: i32 = 31;
const C_VOLTAGE: i32 = 32;
const PHASE_STEP: i32 = 20;
const PHASES: i32 = 3;
const NONE: i32 = -1;
/** Hundredths of Wh are ten mWh; 10 mV and 10 mHz ten of theirs; mA a thousand uA. */
const TEN: i64 = 10;
const THOUSAND: i64 = 1000;

/** Register of a C 1..10, or the first of two quadrants. */
// @ts-ignore: decorator
@lazy const REGISTER = memory.data<u8>([0, 0, 1, 2, 4, 2, 3, 4, 5, 6, 7]);

function isPair(c: i32): bool {
  return c == 3 || c == 4;
}

/** The demand of a C, NONE for none. */
function demandOf(c: i32): i32 {
  if (c >= 1 && c <= 4) return c - 1;
  return c == 9 || c == 10 ? c - 5 : NONE;
}

/** Place of low, mean or high in a minute record, NONE for none. */
function extremeOf(d: i32): i32 {
  if (d == D_LOW) return 0;
  return d == D_MEAN ? 1 : d == D_HIGH ? 2 : NONE;
}

/** Phase 0..2 of a C that counts up from that of the first, NONE for none. */
function phaseOf(c: i32, first: i32): i32 {
  const by = c - first;
  return by >= 0 && by % PHASE_STEP == 0 && by / PHASE_STEP < PHASES ? by / PHASE_STEP : NONE;
}

function isQuantity(c: i32, d: i32, e: i32): bool {
  if (e != 0) return false;
  if (c == C_FREQUENCY) return d == D_MEAN;
  return extremeOf(d) != NONE && (phaseOf(c, C_VOLTAGE) != NONE || phaseOf(c, C_CURRENT) != NONE);
}

/** True for a code, C x 65536 + D x 256 + E, that can be captured. */
export function isCapturable(code: u32): bool {
  const c = <i32>(code >> 16);
  const d = <i32>(code >> 8 & 255);
  const e = <i32>(code & 255);
  if (d == D_ENERGY) return c >= 1 && c <= 10 && e <= TARIFF_RATES;
  if (d == D_LAST) return demandOf(c) != NONE && e == 0;
  if (d == D_HIGH && demandOf(c) != NONE) return e <= TARIFF_RATES;
  return isQuantity(c, d, e);
}

/** Registers as the books have them: they never fall. */
function energy(c: i32, e: i32): i64 {
  const register = <i32>load<u8>(REGISTER + c);
  if (e != 0) return <i64>(ofRate(register, e) + (isPair(c) ? ofRate(register + 1, e) : 0));
  return <i64>(totalOf(register) + (isPair(c) ? totalOf(register + 1) : 0)) * TEN;
}

function quantity(record: MinuteRecord, c: i32, d: i32): i64 {
  const at = changetype<usize>(record);
  if (c == C_FREQUENCY) return <i64>record.frequency_cHz * TEN;
  const voltage = phaseOf(c, C_VOLTAGE);
  if (voltage != NONE) return <i64>load<u16>(at + MINUTE_RECORD_voltage_cV + <usize>((voltage * 3 + extremeOf(d)) << 1)) * TEN;
  return <i64>load<u32>(at + MINUTE_RECORD_current_mA + <usize>((phaseOf(c, C_CURRENT) * 3 + extremeOf(d)) << 2)) * THOUSAND;
}

/** Value of a code that can be captured, in the unit of its object, at a record that was booked. */
export function capture(record: MinuteRecord, code: u32): i64 {
  const c = <i32>(code >> 16);
  const d = <i32>(code >> 8 & 255);
  const e = <i32>(code & 255);
  if (d == D_ENERGY) return energy(c, e);
  if (d == D_LAST) return lastDemand_mW(demandOf(c));
  if (d == D_HIGH && demandOf(c) != NONE) return maximum_mW(demandOf(c), e);
  return quantity(record, c, d);
}
