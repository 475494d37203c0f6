// What a sealed record may say: every field's range, checked as a whole before any of it is used.
// Legally relevant (IR46). Changes alter the software identification.
import {
  Parameters, PARAMETERS_BYTES, PARAMETERS_correction_current_uA, PARAMETERS_current_lead_udeg, PARAMETERS_current_sensor,
  PARAMETERS_lead_drift_ppm_per_K, PARAMETERS_pulse_energy, PARAMETERS_serial_number, PARAMETERS_voltage_delay_ns, PARAMETERS_voltage_drift_ppb_per_K,
  PARAMETERS_voltage_gain_Q30, PARAMETERS_voltage_offset,
} from '../../../shared-protocol/generated/assembly/layouts';
import { isLetterOrDigit } from '../../../shared-protocol/assembly/objects/text';
import {
  AFE_FULL_SCALE, AFE_SINC3, APPARENT_VECTOR, BROADCAST_TIME_SLEWED, CONNECTION_TRANSFORMER, CURRENT_COUNT_nA, FIRST_CURRENT, INPUTS,
  METHOD_ABSOLUTE, NETTING_CYCLE, NEUTRAL, NEUTRAL_IGNORED, NEUTRAL_LARGER_OR_ALONE, PARAMETERS_MAGIC, PULSES_MAX_Hz, PULSES_OF_APPARENT_EXPORT, PULSES_OF_SECONDS, SENSOR_ROGOWSKI, SERVICE_1P2W, SERVICE_3P4W_DELTA, Status, VOLTAGE_COUNT_nV,
} from '../../../shared-protocol/generated/assembly/protocol';
import { squareRoot } from '../math/arithmetic';
import { TABLE_POINTS } from './current-table';
import { PARAMETERS_VERSION, recordIsWhole } from './parameters';
import { elementsOf, nominalOf_mV } from './wiring';

/** Sampling rates the filters are made for, mHz. */
const RATE_MIN_mHz: u32 = 1_990_000;
const RATE_MAX_mHz: u32 = 32_100_000;

/** Gains from a half to just below two, Q30, so that scale() never overflows. */
const GAIN_MIN_Q30: u32 = 1 << 29;
const GAIN_MAX_Q30: u32 = 0x7fffffff;

/** Delays the filters' history reaches, leads of transformers, and direct components of an AFE worth the name. */
const DELAY_MAX_ns: i32 = 200_000;
const LEAD_MAX_udeg: i32 = 10_000_000;
const OFFSET_MAX_counts: i32 = 1 << 19;
const DRIFT_MAX_ppb: i32 = 1_000_000;
const LEAD_DRIFT_MAX_ppm: i32 = 10_000;

/** At 13 imp and below, 32 kHz would need pulses of more than 2^62 units; nobody tests with fewer than 10 x that. */
const CONSTANT_MIN: u32 = 100;
const CONSTANT_MAX: u32 = 1_000_000;

/** A thousandth of the smallest rated current, 1 A (IEC 62053-22: starting current 0.001 In). */
const STARTING_MIN_uA: u32 = 1000;
const MAXIMUM_MAX_uA: u32 = 209_000_000;
/** Two sensors within their errors differ by less than a hundredth; beyond a half the choice would mean nothing. */
const DIFFERENCE_MIN_permille: u32 = 10;
const DIFFERENCE_MAX_permille: u32 = 500;
/** 1,000 kV, or 100 kA over mA. */
const RATING_MAX: u32 = 1_000_000;
/** 10 Ohm, or 10 mS: 529 W of iron a phase at 230 V. What is derived with them stays within 64 bits. */
const LOSS_FACTOR_MAX: u32 = 10_000_000;
const ROOT_2_MILLIONTHS: i64 = 1_414_214;

const mW_h_PER_PULSE_Hz: i64 = 3_600_000_000;

/** Samples at the ends of the range in the worst order make this much of them: the sum of the taps' magnitudes, by 85 K of drift. */
const LIFT_counts: i64 = 26_156_000;
/** What a direct component and a transformer's lead add at most: 2^20 and 2^21 counts. */
const ADDED_counts: i64 = 3_145_728;

/**
 * Most gain at a sampling rate. The correction filter lifts what lies near half the rate: its taps' magnitudes sum up to 2.874
 * (SINC3, half a sample of delay), so that 2^23 counts behind a gain of two become 2^25.5. Squares of values over the longest window,
 * 300 ms, stay below 2^63: two up to 8 kHz, 1.55 at 16 kHz, 1.06 at 32 kHz.
 */
export function gainMost_Q30(rate_mHz: u32): u32 {
  const value = <i64>squareRoot(((<u64>1) << 63) / ((<u64>rate_mHz * 3) / 10_000));
  return <u32>min<i64>(((value - ADDED_counts) << 30) / LIFT_counts, GAIN_MAX_Q30);
}

function gainsInRange(record: usize): bool {
  const most = gainMost_Q30(changetype<Parameters>(record).sampling_rate_mHz);
  for (let i: i32 = 0; i < INPUTS; i++) {
    const gain = load<u32>(record + PARAMETERS_voltage_gain_Q30 + (i << 2));
    if (gain < GAIN_MIN_Q30 || gain > most) return false;
  }
  return true;
}

/** True when count signed words from an address all lie within +-limit. */
function wordsInRange(words: usize, count: i32, limit: i32): bool {
  for (let i: i32 = 0; i < count; i++) {
    const value = load<i32>(words + (i << 2));
    if (value < -limit || value > limit) return false;
  }
  return true;
}

function sensorsInRange(record: usize): bool {
  for (let i: i32 = 0; i < 4; i++) {
    if (load<u8>(record + PARAMETERS_current_sensor + i) > <u8>SENSOR_ROGOWSKI) return false;
    if (load<i32>(record + PARAMETERS_current_lead_udeg + (i << 2)) < 0) return false;
    const drift = <i32>load<i16>(record + PARAMETERS_lead_drift_ppm_per_K + (i << 1));
    if (drift < -LEAD_DRIFT_MAX_ppm || drift > LEAD_DRIFT_MAX_ppm) return false;
  }
  return wordsInRange(record + PARAMETERS_current_lead_udeg, 4, LEAD_MAX_udeg);
}

function correctionsInRange(record: usize): bool {
  if (changetype<Parameters>(record).afe_response > <u8>AFE_SINC3) return false;
  if (!wordsInRange(record + PARAMETERS_voltage_delay_ns, INPUTS, DELAY_MAX_ns)) return false;
  if (!wordsInRange(record + PARAMETERS_voltage_offset, INPUTS, OFFSET_MAX_counts)) return false;
  return wordsInRange(record + PARAMETERS_voltage_drift_ppb_per_K, INPUTS, DRIFT_MAX_ppb);
}

/** True when a sine of this rms, uV or uA, fits what the AFE takes behind every gain of the inputs from first to last. */
function fitsInputs(record: usize, first: i32, last: i32, rms_u: i64, count_nU: i64): bool {
  // 450 V or 209 A: 2^29 x 2^20.5; 2^23 counts of 80 uV are below 2^30, and gains below 2^31.
  const peak_u = (rms_u * ROOT_2_MILLIONTHS) / 1_000_000;
  const full_u = (<i64>AFE_FULL_SCALE * count_nU) / 1000;
  for (let input = first; input <= last; input++) {
    if (peak_u > (full_u * <i64>load<u32>(record + PARAMETERS_voltage_gain_Q30 + (input << 2))) >> 30) return false;
  }
  return true;
}

/** The currents rise from Ist over Imin and Itr to Imax, as R46 defines them; without an Ist an element would creep. */
function nominalInRange(p: Parameters): bool {
  if (p.nominal_frequency_mHz != 50_000 && p.nominal_frequency_mHz != 60_000) return false;
  if (p.nominal_voltage_mV < 40_000 || p.nominal_voltage_mV > 450_000) return false;
  if (p.reference_temperature_mC < 0 || p.reference_temperature_mC > 50_000) return false;
  if (p.starting_current_uA < STARTING_MIN_uA || p.starting_current_uA >= p.minimum_current_uA) return false;
  if (p.minimum_current_uA > p.transitional_current_uA) return false;
  if (p.maximum_current_uA <= p.transitional_current_uA || p.maximum_current_uA > MAXIMUM_MAX_uA) return false;
  const record = changetype<usize>(p);
  for (let v: i32 = 0; v < FIRST_CURRENT; v++) {
    if (!fitsInputs(record, v, v, nominalOf_mV(p, v) * 1000, VOLTAGE_COUNT_nV)) return false;
  }
  return fitsInputs(record, FIRST_CURRENT, NEUTRAL, p.maximum_current_uA, CURRENT_COUNT_nA);
}

// @ts-ignore: decorator
@inline
function isBetween(value: u32, least: u32, most: u32): bool {
  return value - least <= most - least;
}

/** Characters, and behind the first zero nothing but zeros. */
function serialInRange(serial: usize): bool {
  let ended: bool = false;
  for (let i: i32 = 0; i < 16; i++) {
    const value = <u32>load<u8>(serial + i);
    if (value == 0) ended = true;
    else if (ended || !isLetterOrDigit(value)) return false;
  }
  return true;
}

/** A transformer's primary or secondary, in whole amperes or volts, or in a smaller unit of both. */
function isRating(value: u32): bool {
  return isBetween(value, 1, RATING_MAX);
}

function ratiosInRange(p: Parameters): bool {
  return isRating(p.current_ratio_primary) && isRating(p.current_ratio_secondary) &&
    isRating(p.voltage_ratio_primary) && isRating(p.voltage_ratio_secondary);
}

function markingsInRange(p: Parameters): bool {
  if (p.accuracy_class != 0 && !isBetween(p.accuracy_class, 0x41, 0x44)) return false;
  if (p.year != 0 && !isBetween(p.year, 2000, 2099)) return false;
  if (!ratiosInRange(p)) return false;
  if (p.connection > <u8>CONNECTION_TRANSFORMER) return false;
  return serialInRange(changetype<usize>(p) + PARAMETERS_serial_number);
}

/** A meter constant in range whose pulses at 3 x 1.2 Unom x Imax stay within PULSES_MAX_Hz. */
function constantInRange(p: Parameters, constant: u32): bool {
  if (constant < CONSTANT_MIN || constant > CONSTANT_MAX) return false;
  // 450 V x 209 A x 3 x 1.2, or 260 V x 4 of them in a delta, are below 2^29 mW; x 10^6 imp/kWh stay below 2^49.
  const most_mW = (((<i64>p.nominal_voltage_mV * <i64>p.maximum_current_uA) / 1_000_000) * elementsOf(p) * 12) / 10;
  return most_mW * <i64>constant <= <i64>PULSES_MAX_Hz * mW_h_PER_PULSE_Hz;
}

/** A starting current of its own, or 0: that of the active energy. */
function isStarting(p: Parameters, current_uA: u32): bool {
  return current_uA == 0 || (current_uA >= STARTING_MIN_uA && current_uA < p.minimum_current_uA);
}

/** Points that rise, or none at all. */
function tableInRange(p: Parameters): bool {
  const points = changetype<usize>(p) + PARAMETERS_correction_current_uA;
  let last = load<u32>(points);
  for (let k: i32 = 1; k < TABLE_POINTS; k++) {
    const point = load<u32>(points + (k << 2));
    if (last == 0 ? point != 0 : point <= last) return false;
    last = point;
  }
  return last <= MAXIMUM_MAX_uA;
}

/** Only a single phase has one current that comes back whole in the neutral. */
function neutralInRange(p: Parameters): bool {
  if (p.neutral_method == <u8>NEUTRAL_IGNORED) return p.neutral_difference_permille == 0;
  if (p.service != <u8>SERVICE_1P2W || p.neutral_method > <u8>NEUTRAL_LARGER_OR_ALONE) return false;
  return isBetween(p.neutral_difference_permille, DIFFERENCE_MIN_permille, DIFFERENCE_MAX_permille);
}

function choicesInRange(p: Parameters): bool {
  if (!tableInRange(p) || !neutralInRange(p)) return false;
  if (p.line_resistance_uOhm > LOSS_FACTOR_MAX || p.iron_conductance_nS > LOSS_FACTOR_MAX) return false;
  if (!isStarting(p, p.reactive_starting_uA) || !isStarting(p, p.apparent_starting_uA)) return false;
  if (p.broadcast_time > <u8>BROADCAST_TIME_SLEWED) return false;
  const outputs = changetype<usize>(p) + PARAMETERS_pulse_energy;
  // A meter without pulses of its active energy could not be tested: only the other output may give seconds.
  return load<u8>(outputs) <= <u8>PULSES_OF_APPARENT_EXPORT && load<u8>(outputs, 1) <= <u8>PULSES_OF_SECONDS;
}

function inRange(p: Parameters): bool {
  if (p.service < <u8>SERVICE_1P2W || p.service > <u8>SERVICE_3P4W_DELTA) return false;
  if (p.energy_method > <u8>METHOD_ABSOLUTE || p.apparent_method > <u8>APPARENT_VECTOR) return false;
  if (p.netting_interval > <u8>NETTING_CYCLE) return false;
  if (p.sampling_rate_mHz < RATE_MIN_mHz || p.sampling_rate_mHz > RATE_MAX_mHz) return false;
  if (!nominalInRange(p) || !markingsInRange(p)) return false;
  if (!constantInRange(p, p.meter_constant_imp_per_kWh) || !constantInRange(p, p.meter_constant_imp_per_kvarh)) return false;
  if (!constantInRange(p, p.meter_constant_imp_per_kVAh) || !choicesInRange(p)) return false;
  const record = changetype<usize>(p);
  return gainsInRange(record) && correctionsInRange(record) && sensorsInRange(record);
}

/** OK when the record is whole, of this version and within its ranges; else why not. */
export function checkParameters(record: usize): i32 {
  const p = changetype<Parameters>(record);
  if (p.magic != <u32>PARAMETERS_MAGIC) return Status.NOT_FOUND;
  if (p.version != PARAMETERS_VERSION) return Status.BAD_VERSION;
  if (p.length != <u16>PARAMETERS_BYTES) return Status.BAD_LENGTH;
  if (!recordIsWhole(record)) return Status.BAD_CHECK;
  return inRange(p) ? Status.OK : Status.OUT_OF_RANGE;
}
