// The sealed parameters in use, the nominal ones where none are sealed, and what the temperature makes of the gains.
// Legally relevant (IR46). Changes alter the software identification.
import { crc32 } from '../../../shared-protocol/assembly/crc';
import {
  Parameters, PARAMETERS_BYTES, PARAMETERS_current_lead_udeg, PARAMETERS_lead_drift_ppm_per_K, PARAMETERS_pulse_energy,
  PARAMETERS_voltage_drift_ppb_per_K, PARAMETERS_voltage_gain_Q30,
} from '../../../shared-protocol/generated/assembly/layouts';
import { INPUTS, PARAMETERS_MAGIC, PULSES_OF_REACTIVE, SERVICE_3P4W, SHA256_BYTES } from '../../../shared-protocol/generated/assembly/protocol';
import { copyBytes } from '../math/copy';
import { temperatureRise_mK } from '../surroundings/temperature';

export const PARAMETERS_VERSION: u16 = 4;
/** Before it the record ended without the digest of the module. */
const VERSION_WITHOUT_MODULE: u16 = 3;
const BYTES_WITHOUT_MODULE: i32 = PARAMETERS_BYTES - SHA256_BYTES;
const CRC_BYTES: i32 = 4;
const CRC_OFFSET: i32 = PARAMETERS_BYTES - 4;
// @ts-ignore: decorator
@lazy const IN_USE = memory.data(PARAMETERS_BYTES, 8);

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

/** Puts magic, version, length and CRC on a record. */
export function finishRecord(record: usize): void {
  const p = changetype<Parameters>(record);
  p.magic = PARAMETERS_MAGIC;
  p.version = PARAMETERS_VERSION;
  p.length = <u16>PARAMETERS_BYTES;
  p.crc = crc32(record, CRC_OFFSET);
}

/** True when the CRC of a record fits. */
export function recordIsWhole(record: usize): bool {
  return changetype<Parameters>(record).crc == crc32(record, CRC_OFFSET);
}

/** Makes a record of the version before, where it is whole, one of this version: sealed by no module. */
export function adoptOlder(record: usize): void {
  const p = changetype<Parameters>(record);
  const end = record + BYTES_WITHOUT_MODULE - CRC_BYTES;
  if (p.magic != PARAMETERS_MAGIC || p.version != VERSION_WITHOUT_MODULE || <i32>p.length != BYTES_WITHOUT_MODULE) return;
  if (load<u32>(end) != crc32(record, BYTES_WITHOUT_MODULE - CRC_BYTES)) return;
  memory.fill(end, 0, SHA256_BYTES);
  finishRecord(record);
}

/** Takes a checked record into use. */
export function useParameters(record: usize): void {
  copyBytes(IN_USE, record, PARAMETERS_BYTES);
  parametersAreDefault = false;
}

/** Gain of input 0..6 (V1 V2 V3 I1 I2 I3 IN), Q30, at the present temperature. */
export function gain_Q30(input: i32): i64 {
  const sealed = <i64>load<u32>(IN_USE + PARAMETERS_voltage_gain_Q30 + (input << 2));
  const drift_ppb = <i64>load<i32>(IN_USE + PARAMETERS_voltage_drift_ppb_per_K + (input << 2));
  // 10^6 ppb/K x 10^5 mK / 1000 is below 2^27; 30 more bits fit. At most a tenth of the gain, which stays below 2^31.
  const share_Q30 = (((drift_ppb * temperatureRise_mK) / 1000) << 30) / 1_000_000_000;
  const gain = sealed - ((sealed * share_Q30) >> 30);
  return gain < 0x7fffffff ? gain : 0x7fffffff;
}

/** Lead of the transformer at current input 3..6 at the present temperature, microdegrees. */
export function lead_udeg(input: i32): i32 {
  const sealed = <i64>load<i32>(IN_USE + PARAMETERS_current_lead_udeg + ((input - 3) << 2));
  const drift_ppm = <i64>load<i16>(IN_USE + PARAMETERS_lead_drift_ppm_per_K + ((input - 3) << 1));
  return <i32>(sealed + (sealed * drift_ppm * temperatureRise_mK) / 1_000_000_000);
}

/** The nominal parameters of a 3P4W meter 0.25-0.5(60) A, Ist 20 mA, 4000 samples a second, 1000 imp/kWh. */
export function useNominalParameters(): void {
  memory.fill(IN_USE, 0, PARAMETERS_BYTES);
  const p = parameters();
  p.service = <u8>SERVICE_3P4W;
  p.sampling_rate_mHz = 4_000_000;
  p.meter_constant_imp_per_kWh = 1000;
  p.meter_constant_imp_per_kvarh = 1000;
  p.meter_constant_imp_per_kVAh = 1000;
  store<u8>(IN_USE + PARAMETERS_pulse_energy + 1, <u8>PULSES_OF_REACTIVE);
  p.nominal_voltage_mV = 230_000;
  p.nominal_frequency_mHz = 50_000;
  p.minimum_current_uA = 250_000;
  p.transitional_current_uA = 500_000;
  p.maximum_current_uA = 60_000_000;
  p.starting_current_uA = 20_000;
  p.reference_temperature_mC = 23_000;
  p.current_ratio_primary = 1;
  p.current_ratio_secondary = 1;
  p.voltage_ratio_primary = 1;
  p.voltage_ratio_secondary = 1;
  for (let i: i32 = 0; i < INPUTS; i++) store<u32>(IN_USE + PARAMETERS_voltage_gain_Q30 + (i << 2), 1 << 30);
  finishRecord(IN_USE);
  parametersAreDefault = true;
}
