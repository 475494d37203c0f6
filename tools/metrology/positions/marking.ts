// What a programme says of the meters it is for: the table [meter], as ratings that were checked.
import { SENSORS, type SensorKind } from '../../signals/afe/sensors.ts';
import { SERVICE_TRAITS, SERVICES } from '../../signals/waves/services.ts';
import { RatingError } from '../standard/errors.ts';
import { CLASSES, type AccuracyClass, type Limits } from '../standard/limits.ts';
import { checkRatings, type Ratings } from '../standard/ratings.ts';
import type { Fields } from './fields.ts';

export const FRONT_ENDS = ['ideal', ...SENSORS] as const;
export type FrontEnd = 'ideal' | SensorKind;

export const METER_KEYS = [
  ...['class', 'service', 'connection', 'currents', 'voltage_V', 'frequency_Hz', 'constant_imp_per_kWh'],
  'front_end',
];

const CURRENTS = ['Ist', 'Imin', 'Itr', 'Imax'] as const;

/** The meters of a programme, and the front end that stands before them where nobody asks for another. */
export interface Marking {
  readonly ratings: Ratings;
  readonly frontEnd: FrontEnd;
}

const either = <T>(meter: Fields, key: string, read: () => T, otherwise: T): T =>
  meter.has(key) ? read() : otherwise;

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
    frontEnd: either(meter, 'front_end', () => meter.choice('front_end', FRONT_ENDS), 'ideal'),
  };
}
