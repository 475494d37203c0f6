// What a programme says of the meters it is for: the table [meter], as ratings that were checked.
import { SENSORS, type SensorKind } from '../../signals/afe/sensors.ts';
import { SERVICE_TRAITS, SERVICES } from '../../signals/waves/services.ts';
import type { Consumption } from '../instruments/arrangement.ts';
import { RatingError } from '../standard/errors.ts';
import { CLASSES, type AccuracyClass, type Limits } from '../standard/limits.ts';
import { checkRatings, type Ratings } from '../standard/ratings.ts';
import type { Fields } from './fields.ts';

export const FRONT_ENDS = ['ideal', ...SENSORS] as const;
export type FrontEnd = 'ideal' | SensorKind;

export const METER_KEYS = [
  ...['class', 'service', 'connection', 'currents', 'voltage_V', 'frequency_Hz', 'constant_imp_per_kWh'],
  ...['front_end', 'consumption_W', 'consumption_VA', 'current_circuit_mOhm'],
];

const CURRENTS = ['Ist', 'Imin', 'Itr', 'Imax'] as const;

/** The meters of a programme, and the front end that stands before them where nobody asks for another. */
export interface Marking {
  readonly ratings: Ratings;
  readonly frontEnd: FrontEnd;
  readonly consumption: Consumption;
}

/** A usual static meter: half of what IEC 62053-21, 7.1 allows. */
const USUAL = { active_W: 1, apparent_VA: 5, currentCircuit_mOhm: 2 };

const either = <T>(meter: Fields, key: string, read: () => T, otherwise: T): T =>
  meter.has(key) ? read() : otherwise;

function consumptionOf(meter: Fields, Unom_V: number): Consumption {
  const number = (key: string, least: number, most: number, otherwise: number): number =>
    either(meter, key, () => meter.number(key, least, most), otherwise);
  const active_W = number('consumption_W', 0, 20, USUAL.active_W);
  const apparent_VA = number('consumption_VA', 0, 50, Math.max(active_W, USUAL.apparent_VA));
  if (apparent_VA < active_W) meter.refuse('consumption_VA', `less than the ${active_W} W of it`);
  const currentCircuit_mOhm = number('current_circuit_mOhm', 0, 1000, USUAL.currentCircuit_mOhm);
  return { active_W, apparent_VA, currentCircuit_mOhm, Unom_V };
}

/** Reads [meter]; another class may be asked for. Throws ProgrammeError. */
export function markingOf(meter: Fields, limits: Limits, asked: AccuracyClass | undefined): Marking {
  const service = either(meter, 'service', () => meter.choice('service', SERVICES), '3p4w');
  const { nominal_V, nominal_Hz } = SERVICE_TRAITS[service];
  const currents = meter.part('currents', CURRENTS);
  const [Ist, Imin, Itr, Imax] = CURRENTS.map((name) => currents.number(name, 0.0001, 148));
  const number = (key: string, least: number, most: number, otherwise: number): number =>
    either(meter, key, () => meter.number(key, least, most), otherwise);
  const ratings: Ratings = {
    class: asked ?? meter.choice('class', CLASSES),
    service,
    connection: either(meter, 'connection', () => meter.choice('connection', ['direct', 'ct']), 'direct'),
    Unom_V: number('voltage_V', 50, 410, nominal_V),
    fnom_Hz: number('frequency_Hz', 50, 60, nominal_Hz),
    constant_imp_per_kWh: number('constant_imp_per_kWh', 1, 1_000_000, 10_000),
    ...{ Ist, Imin, Itr, Imax },
  };
  try {
    checkRatings(limits, ratings);
  } catch (error) {
    if (!(error instanceof RatingError)) throw error;
    meter.refuse('currents', error.message);
  }
  return {
    ratings,
    consumption: consumptionOf(meter, ratings.Unom_V),
    frontEnd: either(meter, 'front_end', () => meter.choice('front_end', FRONT_ENDS), 'ideal'),
  };
}
