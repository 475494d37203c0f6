// The nameplate out of an identification: who the meter is and what it is rated for, with the units of people.
import { CONNECTION_DIRECT } from '../../shared-protocol/generated/ts/protocol.ts';
import { PULSE_CODES, SERVICE_CODES, textOf } from './parameters.ts';
import type { RecordValue } from './records.ts';

/** What stands on a meter; null where nothing is marked. */
export interface Markings {
  readonly serial: string | null;
  /** Of DL/T 645, as long as no other one was written. */
  readonly address_645: string;
  readonly class: string | null;
  readonly year: number | null;
  readonly service: string | null;
  readonly connection: 'direct' | 'ct';
  readonly constant_imp_per_kWh: number;
  readonly constant_imp_per_kvarh: number;
  readonly constant_imp_per_kVAh: number;
  /** What the test outputs give. */
  readonly pulses: readonly string[];
  readonly Unom_V: number;
  readonly fnom_Hz: number;
  readonly Ist_A: number;
  readonly Imin_A: number;
  readonly Itr_A: number;
  readonly Imax_A: number;
  /** Primary over secondary; registers and quantities are secondary. */
  readonly current_ratio: readonly [primary: number, secondary: number];
  readonly voltage_ratio: readonly [primary: number, secondary: number];
}

const SERVICE_NAMES = new Map<number, string>(
  Object.entries(SERVICE_CODES).map(([name, code]) => [code, name]),
);

const PULSE_NAMES = new Map<number, string>(Object.entries(PULSE_CODES).map(([name, code]) => [code, name]));

/** The last twelve digits of a serial number, zeros in front. */
const addressOf = (serial: string): string => serial.replaceAll(/\D/g, '').slice(-12).padStart(12, '0');

/** The markings that a reply to `identify` carries. */
export function markingsOf(identification: Readonly<Record<string, RecordValue>>): Markings {
  const number = (field: string) => Number(identification[field]);
  const letter = number('accuracy_class');
  return {
    serial: textOf(identification.serial_number as number[]) || null,
    address_645: addressOf(textOf(identification.serial_number as number[])),
    class: letter ? String.fromCharCode(letter) : null,
    year: number('year') || null,
    service: SERVICE_NAMES.get(number('service')) ?? null,
    connection: number('connection') === CONNECTION_DIRECT ? 'direct' : 'ct',
    constant_imp_per_kWh: number('meter_constant_imp_per_kWh'),
    constant_imp_per_kvarh: number('meter_constant_imp_per_kvarh'),
    constant_imp_per_kVAh: number('meter_constant_imp_per_kVAh'),
    pulses: (identification.pulse_energy as number[]).map((code) => PULSE_NAMES.get(Number(code)) ?? '?'),
    Unom_V: number('nominal_voltage_mV') / 1e3,
    fnom_Hz: number('nominal_frequency_mHz') / 1e3,
    Ist_A: number('starting_current_uA') / 1e6,
    Imin_A: number('minimum_current_uA') / 1e6,
    Itr_A: number('transitional_current_uA') / 1e6,
    Imax_A: number('maximum_current_uA') / 1e6,
    current_ratio: [number('current_ratio_primary'), number('current_ratio_secondary')],
    voltage_ratio: [number('voltage_ratio_primary'), number('voltage_ratio_secondary')],
  };
}
