// Makes the sealed parameter record a metering core finds in its FRAM, as the factory would write it.
import {
  APPARENT_ARITHMETIC,
  APPARENT_VECTOR,
  METHOD_ABSOLUTE,
  METHOD_NET,
  METHOD_VECTOR_SUM,
  NETTING_CYCLE,
  NEUTRAL_IGNORED,
  NEUTRAL_LARGER,
  NEUTRAL_LARGER_OR_ALONE,
  NETTING_WINDOW,
  AFE_IDEAL,
  AFE_SINC3,
  BROADCAST_TIME_REFUSED,
  BROADCAST_TIME_SLEWED,
  CONNECTION_DIRECT,
  CONNECTION_TRANSFORMER,
  FRAM_BYTES,
  FRAM_PARAMETERS_A,
  FRAM_PARAMETERS_B,
  LAYOUTS,
  PARAMETERS_MAGIC,
  PULSES_OF_ACTIVE,
  PULSES_OF_ACTIVE_EXPORT,
  PULSES_OF_ACTIVE_IMPORT,
  PULSES_OF_APPARENT,
  PULSES_OF_APPARENT_EXPORT,
  PULSES_OF_APPARENT_IMPORT,
  PULSES_OF_REACTIVE,
  PULSES_OF_REACTIVE_EXPORT,
  PULSES_OF_REACTIVE_IMPORT,
  PULSES_OF_SECONDS,
  SENSOR_CT,
  SENSOR_CT_DC_TOLERANT,
  SENSOR_ROGOWSKI,
  SENSOR_SHUNT,
  SERVICE_1P2W,
  SERVICE_2P3W,
  SERVICE_3P3W,
  SERVICE_3P4W,
  SERVICE_3P4W_DELTA,
} from '../../shared-protocol/generated/ts/protocol.ts';
import { crc32 } from './framing.ts';
import { encodeRecord, type RecordValues } from './records.ts';

export const SERVICE_CODES = {
  '1p2w': SERVICE_1P2W,
  '2p3w': SERVICE_2P3W,
  '3p3w': SERVICE_3P3W,
  '3p4w': SERVICE_3P4W,
  '3p4w-delta': SERVICE_3P4W_DELTA,
} as const;
export type ServiceName = keyof typeof SERVICE_CODES;

export const AFE_CODES = { ideal: AFE_IDEAL, sinc3: AFE_SINC3 } as const;
export const SENSOR_CODES = {
  shunt: SENSOR_SHUNT,
  ct: SENSOR_CT,
  'dc-tolerant-ct': SENSOR_CT_DC_TOLERANT,
  rogowski: SENSOR_ROGOWSKI,
} as const;
export const METHOD_CODES = {
  'vector-sum': METHOD_VECTOR_SUM,
  net: METHOD_NET,
  absolute: METHOD_ABSOLUTE,
} as const;
export const NETTING_CODES = { window: NETTING_WINDOW, cycle: NETTING_CYCLE } as const;
/** Which of phase and neutral current counts, of a single phase. */
export const NEUTRAL_CODES = {
  ignored: NEUTRAL_IGNORED,
  larger: NEUTRAL_LARGER,
  'larger-or-alone': NEUTRAL_LARGER_OR_ALONE,
} as const;
export const BROADCAST_CODES = { refused: BROADCAST_TIME_REFUSED, slewed: BROADCAST_TIME_SLEWED } as const;
export const APPARENT_CODES = { arithmetic: APPARENT_ARITHMETIC, vector: APPARENT_VECTOR } as const;
export const CONNECTION_CODES = { direct: CONNECTION_DIRECT, ct: CONNECTION_TRANSFORMER } as const;
/** What a test output gives; without a direction both of them. */
export const PULSE_CODES = {
  active: PULSES_OF_ACTIVE,
  'active-import': PULSES_OF_ACTIVE_IMPORT,
  'active-export': PULSES_OF_ACTIVE_EXPORT,
  reactive: PULSES_OF_REACTIVE,
  'reactive-import': PULSES_OF_REACTIVE_IMPORT,
  'reactive-export': PULSES_OF_REACTIVE_EXPORT,
  apparent: PULSES_OF_APPARENT,
  'apparent-import': PULSES_OF_APPARENT_IMPORT,
  'apparent-export': PULSES_OF_APPARENT_EXPORT,
  /** Of the RTC, on the second output only. */
  seconds: PULSES_OF_SECONDS,
} as const;
export type PulseEnergy = keyof typeof PULSE_CODES;
export type SensorName = keyof typeof SENSOR_CODES;

/** Parameters as the factory states them; gains are factors around one. */
export interface FactoryParameters {
  service: ServiceName;
  samplingRate_mHz: number;
  meterConstant_imp_per_kWh?: number;
  voltageGain?: readonly number[];
  currentGain?: readonly number[];
  sequence?: number;
  afeResponse?: keyof typeof AFE_CODES;
  /** Time by which an input comes late: V1 V2 V3, I1 I2 I3 IN. */
  voltageDelay_ns?: readonly number[];
  currentDelay_ns?: readonly number[];
  /** Lead of each current transformer at nominal frequency. */
  currentLead_udeg?: readonly number[];
  /** Direct component the AFE adds, counts. */
  voltageOffset?: readonly number[];
  currentOffset?: readonly number[];
  currentSensor?: readonly SensorName[];
  nominalVoltage_mV?: number;
  nominalFrequency_mHz?: number;
  transitionalCurrent_uA?: number;
  maximumCurrent_uA?: number;
  startingCurrent_uA?: number;
  meterConstant_imp_per_kvarh?: number;
  meterConstant_imp_per_kVAh?: number;
  /** Starting currents of reactive and apparent energy; without: that of the active energy. */
  reactiveStarting_uA?: number;
  apparentStarting_uA?: number;
  /** Of both test outputs. */
  pulseEnergy?: readonly [PulseEnergy, PulseEnergy];
  energyMethod?: keyof typeof METHOD_CODES;
  apparentMethod?: keyof typeof APPARENT_CODES;
  /** Over what the sign of active energy decides between import and export. */
  nettingInterval?: keyof typeof NETTING_CODES;
  /** Of a single phase: whether the higher of phase and neutral current counts, and by how much it has to be higher. */
  neutralMethod?: keyof typeof NEUTRAL_CODES;
  neutralDifference_permille?: number;
  /** What comes of a time that DL/T 645 broadcasts, unauthenticated. */
  broadcastTime?: keyof typeof BROADCAST_CODES;
  /** Temperature of the adjustment, and what changes with it. */
  referenceTemperature_mC?: number;
  voltageDrift_ppb_per_K?: readonly number[];
  currentDrift_ppb_per_K?: readonly number[];
  leadDrift_ppm_per_K?: readonly number[];
  /** Corrections over current: its points, and of L1, L2, L3, N gain and delay at each of them. */
  correctionCurrent_uA?: readonly number[];
  correctionGain_ppm?: readonly number[];
  correctionDelay_ns?: readonly number[];
  /** Of each phase, for the losses of the line, and of the transformer's iron. */
  lineResistance_uOhm?: number;
  ironConductance_nS?: number;
  serialNumber?: string;
  minimumCurrent_uA?: number;
  year?: number;
  /** A to D of R46. */
  accuracyClass?: string;
  connection?: keyof typeof CONNECTION_CODES;
  /** Primary and secondary of the transformers, in the same unit. */
  currentRatio?: readonly [primary: number, secondary: number];
  voltageRatio?: readonly [primary: number, secondary: number];
}

/** What every simulated meter is marked with unless it is told another one. */
export const DEFAULT_SERIAL = '10000001';
const SERIAL_CHARACTERS = 16;

/** A serial number that the sealed record cannot hold. */
export class SerialNumberError extends Error {
  constructor(found: string) {
    super(`serial number '${found}': 1 to ${SERIAL_CHARACTERS} digits and letters`);
  }
}

/** Characters of a serial number as the record holds them. Throws SerialNumberError. */
export function serialBytes(serial: string): number[] {
  if (!/^[0-9A-Za-z]{1,16}$/.test(serial)) throw new SerialNumberError(serial);
  return [...serial.padEnd(SERIAL_CHARACTERS, '\0')].map((c) => c.charCodeAt(0));
}

/** Text of a field of characters with zeros behind. */
export const textOf = (characters: readonly (number | bigint)[]): string =>
  String.fromCharCode(...characters.map(Number)).replace(/\0+$/, '');

const toQ30 = (gain: number) => Math.round(gain * 2 ** 30);

/** The nameplate; Imin is half of Itr unless another one is marked. */
const markings = (parameters: FactoryParameters): RecordValues => ({
  serial_number: serialBytes(parameters.serialNumber ?? DEFAULT_SERIAL),
  minimum_current_uA:
    parameters.minimumCurrent_uA ?? Math.round((parameters.transitionalCurrent_uA ?? 500_000) / 2),
  year: parameters.year ?? 2026,
  accuracy_class: (parameters.accuracyClass ?? 'D').charCodeAt(0),
  connection: CONNECTION_CODES[parameters.connection ?? 'direct'],
  current_ratio_primary: parameters.currentRatio?.[0] ?? 1,
  current_ratio_secondary: parameters.currentRatio?.[1] ?? 1,
  voltage_ratio_primary: parameters.voltageRatio?.[0] ?? 1,
  voltage_ratio_secondary: parameters.voltageRatio?.[1] ?? 1,
});

/** What of the registers drives the outputs, and from which load on they count. */
const choices = (parameters: FactoryParameters): RecordValues => ({
  line_resistance_uOhm: parameters.lineResistance_uOhm ?? 0,
  iron_conductance_nS: parameters.ironConductance_nS ?? 0,
  correction_current_uA: parameters.correctionCurrent_uA ?? [],
  correction_gain_ppm: parameters.correctionGain_ppm ?? [],
  correction_delay_ns: parameters.correctionDelay_ns ?? [],
  meter_constant_imp_per_kVAh: parameters.meterConstant_imp_per_kVAh ?? 1000,
  reactive_starting_uA: parameters.reactiveStarting_uA ?? 0,
  apparent_starting_uA: parameters.apparentStarting_uA ?? 0,
  broadcast_time: BROADCAST_CODES[parameters.broadcastTime ?? 'refused'],
  neutral_method: NEUTRAL_CODES[parameters.neutralMethod ?? 'ignored'],
  neutral_difference_permille:
    parameters.neutralDifference_permille ?? ((parameters.neutralMethod ?? 'ignored') === 'ignored' ? 0 : 50),
  pulse_energy: (parameters.pulseEnergy ?? (['active', 'reactive'] as const)).map(
    (name) => PULSE_CODES[name],
  ),
});

/** The bytes of one parameter bank, CRC included. */
export function encodeParameters(parameters: FactoryParameters): Uint8Array {
  const record = encodeRecord('parameters', {
    magic: PARAMETERS_MAGIC,
    version: 4,
    length: LAYOUTS.parameters.bytes,
    sequence: parameters.sequence ?? 1,
    service: SERVICE_CODES[parameters.service],
    sampling_rate_mHz: parameters.samplingRate_mHz,
    meter_constant_imp_per_kWh: parameters.meterConstant_imp_per_kWh ?? 1000,
    voltage_gain_Q30: (parameters.voltageGain ?? [1, 1, 1]).map(toQ30),
    current_gain_Q30: (parameters.currentGain ?? [1, 1, 1, 1]).map(toQ30),
    afe_response: AFE_CODES[parameters.afeResponse ?? 'ideal'],
    voltage_delay_ns: parameters.voltageDelay_ns ?? [],
    current_delay_ns: parameters.currentDelay_ns ?? [],
    current_lead_udeg: parameters.currentLead_udeg ?? [],
    voltage_offset: parameters.voltageOffset ?? [],
    current_offset: parameters.currentOffset ?? [],
    current_sensor: (parameters.currentSensor ?? []).map((name) => SENSOR_CODES[name]),
    nominal_voltage_mV: parameters.nominalVoltage_mV ?? 230_000,
    nominal_frequency_mHz: parameters.nominalFrequency_mHz ?? 50_000,
    transitional_current_uA: parameters.transitionalCurrent_uA ?? 500_000,
    maximum_current_uA: parameters.maximumCurrent_uA ?? 60_000_000,
    starting_current_uA: parameters.startingCurrent_uA ?? 20_000,
    meter_constant_imp_per_kvarh: parameters.meterConstant_imp_per_kvarh ?? 1000,
    energy_method: METHOD_CODES[parameters.energyMethod ?? 'vector-sum'],
    netting_interval: NETTING_CODES[parameters.nettingInterval ?? 'window'],
    apparent_method: APPARENT_CODES[parameters.apparentMethod ?? 'arithmetic'],
    reference_temperature_mC: parameters.referenceTemperature_mC ?? 23_000,
    voltage_drift_ppb_per_K: parameters.voltageDrift_ppb_per_K ?? [],
    current_drift_ppb_per_K: parameters.currentDrift_ppb_per_K ?? [],
    lead_drift_ppm_per_K: parameters.leadDrift_ppm_per_K ?? [],
    ...markings(parameters),
    ...choices(parameters),
  });
  const body = record.subarray(0, record.length - 4);
  new DataView(record.buffer).setUint32(body.length, crc32(body), true);
  return record;
}

/** A fresh FRAM with both parameter banks, as a sealing leaves them: what a meter has when it leaves the factory. */
export function factoryFram(parameters: FactoryParameters): Uint8Array {
  const fram = new Uint8Array(FRAM_BYTES).fill(0xff);
  for (const bank of [FRAM_PARAMETERS_A, FRAM_PARAMETERS_B]) fram.set(encodeParameters(parameters), bank);
  return fram;
}
