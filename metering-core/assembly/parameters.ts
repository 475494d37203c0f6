// The sealed parameters: which service, true sampling rate, gains and meter constant; from FRAM, else nominal.
// Legally relevant (IR46). Changes alter the software identification.
import { crc32 } from '../../shared-protocol/assembly/crc';
import {
  Parameters, PARAMETERS_BYTES, PARAMETERS_current_lead_udeg, PARAMETERS_current_sensor, PARAMETERS_voltage_delay_ns,
  PARAMETERS_voltage_gain_Q30, PARAMETERS_voltage_offset,
} from '../../shared-protocol/generated/assembly/layouts';
import {
  AFE_SINC3, FRAM_PARAMETERS_A, FRAM_PARAMETERS_B, PARAMETERS_MAGIC, SENSOR_ROGOWSKI, SERVICE_1P2W, SERVICE_3P3W,
  SERVICE_3P4W, Status,
} from '../../shared-protocol/generated/assembly/protocol';
import { storageRead } from './host';

const VERSION: u16 = 2;
const CRC_OFFSET: i32 = PARAMETERS_BYTES - 4;

/** Sampling rates the filters are made for, mHz. */
const RATE_MIN_mHz: u32 = 2_000_000;
const RATE_MAX_mHz: u32 = 32_000_000;

/** Gains from a half to just below two, Q30, so that scale() never overflows. */
const GAIN_MIN_Q30: u32 = 1 << 29;
const GAIN_MAX_Q30: u32 = 0x7fffffff;
const GAINS: i32 = 7;

/** Delays the filters' history reaches, leads of transformers, and direct components of an AFE worth the name. */
const DELAY_MAX_ns: i32 = 200_000;
const LEAD_MAX_udeg: i32 = 10_000_000;
const OFFSET_MAX_counts: i32 = 1 << 19;

// @ts-ignore: decorator
@lazy const IN_USE = memory.data(256, 8);
// @ts-ignore: decorator
@lazy const CANDIDATE = memory.data(256, 8);

/** True when no valid sealed record was found: every reading is then marked. */
export let parametersAreDefault: bool = true;

/** The parameters in use. */
export function parameters(): Parameters {
  return changetype<Parameters>(IN_USE);
}

/** CRC-32 of the parameters in use. */
export function parametersCrc(): u32 {
  return crc32(IN_USE, CRC_OFFSET);
}

/** Gain of input 0..6 (V1 V2 V3 I1 I2 I3 IN), Q30. */
export function gain_Q30(input: i32): i64 {
  return <i64>load<u32>(IN_USE + PARAMETERS_voltage_gain_Q30 + (input << 2));
}

/** 4000 samples a second at 50 Hz are 80 a cycle: the nominal parameters of a 3P4W meter, 1000 imp/kWh. */
function setDefaults(): void {
  memory.fill(IN_USE, 0, 256);
  const p = parameters();
  p.magic = PARAMETERS_MAGIC;
  p.version = VERSION;
  p.length = <u16>PARAMETERS_BYTES;
  p.service = <u8>SERVICE_3P4W;
  p.sampling_rate_mHz = 4_000_000;
  p.meter_constant_imp_per_kWh = 1000;
  p.nominal_voltage_mV = 230_000;
  p.nominal_frequency_mHz = 50_000;
  p.transitional_current_uA = 500_000;
  p.maximum_current_uA = 60_000_000;
  p.starting_current_uA = 20_000;
  p.meter_constant_imp_per_kvarh = 1000;
  p.reference_temperature_mC = 23_000;
  for (let i: i32 = 0; i < GAINS; i++) store<u32>(IN_USE + PARAMETERS_voltage_gain_Q30 + (i << 2), 1 << 30);
  parametersAreDefault = true;
}

function gainsInRange(record: usize): bool {
  for (let i: i32 = 0; i < GAINS; i++) {
    const gain = load<u32>(record + PARAMETERS_voltage_gain_Q30 + (i << 2));
    if (gain < GAIN_MIN_Q30 || gain > GAIN_MAX_Q30) return false;
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
  }
  return wordsInRange(record + PARAMETERS_current_lead_udeg, 4, LEAD_MAX_udeg);
}

function nominalInRange(p: Parameters): bool {
  if (p.nominal_frequency_mHz != 50_000 && p.nominal_frequency_mHz != 60_000) return false;
  if (p.nominal_voltage_mV < 40_000 || p.nominal_voltage_mV > 450_000) return false;
  return p.transitional_current_uA > 0 && p.maximum_current_uA > p.transitional_current_uA;
}

function correctionsInRange(record: usize): bool {
  if (changetype<Parameters>(record).afe_response > <u8>AFE_SINC3) return false;
  if (!wordsInRange(record + PARAMETERS_voltage_delay_ns, GAINS, DELAY_MAX_ns)) return false;
  return wordsInRange(record + PARAMETERS_voltage_offset, GAINS, OFFSET_MAX_counts) && sensorsInRange(record);
}

function inRange(p: Parameters): bool {
  if (p.service != SERVICE_1P2W && p.service != SERVICE_3P3W && p.service != SERVICE_3P4W) return false;
  if (p.sampling_rate_mHz < RATE_MIN_mHz || p.sampling_rate_mHz > RATE_MAX_mHz) return false;
  if (p.meter_constant_imp_per_kWh < 1 || p.meter_constant_imp_per_kWh > 1_000_000) return false;
  const record = changetype<usize>(p);
  return gainsInRange(record) && correctionsInRange(record) && nominalInRange(p);
}

/** OK when the record is whole, of this version and within its ranges; else why not. */
export function checkParameters(record: usize): i32 {
  const p = changetype<Parameters>(record);
  if (p.magic != <u32>PARAMETERS_MAGIC) return Status.NOT_FOUND;
  if (p.version != VERSION) return Status.BAD_VERSION;
  if (p.length != <u16>PARAMETERS_BYTES) return Status.BAD_LENGTH;
  if (load<u32>(record + CRC_OFFSET) != crc32(record, CRC_OFFSET)) return Status.BAD_CHECK;
  return inRange(p) ? Status.OK : Status.OUT_OF_RANGE;
}

/** Takes the bank into use when it is valid and newer than what is in use. */
function tryBank(address: i32): void {
  if (storageRead(address, CANDIDATE, PARAMETERS_BYTES) != Status.OK) return;
  if (checkParameters(CANDIDATE) != Status.OK) return;
  const newer = changetype<Parameters>(CANDIDATE).sequence > parameters().sequence;
  if (!parametersAreDefault && !newer) return;
  memory.copy(IN_USE, CANDIDATE, PARAMETERS_BYTES);
  parametersAreDefault = false;
}

/** Loads the newer valid bank, or the nominal parameters. */
export function loadParameters(): void {
  setDefaults();
  tryBank(FRAM_PARAMETERS_A);
  tryBank(FRAM_PARAMETERS_B);
}
