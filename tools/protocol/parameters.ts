// Makes the sealed parameter record a metering core finds in its FRAM, as the factory would write it.
import {
  FRAM_BYTES,
  FRAM_PARAMETERS_A,
  LAYOUTS,
  PARAMETERS_MAGIC,
  SERVICE_1P2W,
  SERVICE_3P3W,
  SERVICE_3P4W,
} from '../../shared-protocol/generated/ts/protocol.ts';
import { crc32 } from './framing.ts';
import { encodeRecord } from './records.ts';

export const SERVICE_CODES = { '1p2w': SERVICE_1P2W, '3p3w': SERVICE_3P3W, '3p4w': SERVICE_3P4W } as const;
export type ServiceName = keyof typeof SERVICE_CODES;

/** Parameters as the factory states them; gains are factors around one. */
export interface FactoryParameters {
  service: ServiceName;
  samplingRate_mHz: number;
  meterConstant_imp_per_kWh?: number;
  voltageGain?: readonly number[];
  currentGain?: readonly number[];
  sequence?: number;
}

const toQ30 = (gain: number) => Math.round(gain * 2 ** 30);

/** The bytes of one parameter bank, CRC included. */
export function encodeParameters(parameters: FactoryParameters): Uint8Array {
  const record = encodeRecord('parameters', {
    magic: PARAMETERS_MAGIC,
    version: 1,
    length: LAYOUTS.parameters.bytes,
    sequence: parameters.sequence ?? 1,
    service: SERVICE_CODES[parameters.service],
    sampling_rate_mHz: parameters.samplingRate_mHz,
    meter_constant_imp_per_kWh: parameters.meterConstant_imp_per_kWh ?? 1000,
    voltage_gain_Q30: (parameters.voltageGain ?? [1, 1, 1]).map(toQ30),
    current_gain_Q30: (parameters.currentGain ?? [1, 1, 1, 1]).map(toQ30),
  });
  const body = record.subarray(0, record.length - 4);
  new DataView(record.buffer).setUint32(body.length, crc32(body), true);
  return record;
}

/** A fresh FRAM with one parameter bank: what a meter has when it leaves the factory. */
export function factoryFram(parameters: FactoryParameters): Uint8Array {
  const fram = new Uint8Array(FRAM_BYTES).fill(0xff);
  fram.set(encodeParameters(parameters), FRAM_PARAMETERS_A);
  return fram;
}
