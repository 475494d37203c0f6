// The options of `twinmeter typetest`, checked once, each complaint naming the option and the value.
import { SENSORS, type SensorKind } from '../signals/afe/sensors.ts';
import { CLASSES, readLimits } from '../metrology/standard/limits.ts';
import { checkRatings, type Ratings } from '../metrology/standard/ratings.ts';
import { RatingError } from '../metrology/standard/errors.ts';
import { GROUPS, type Group } from '../metrology/typetest/typetest.ts';
import type { Target } from '../meter/target.ts';
import { TARGETS } from '../meter/targets/targets.ts';
import { SERVICES } from '../signals/waves/source.ts';
import { BadInputError } from './errors.ts';

/** Checked options. */
export interface TypetestOptions {
  readonly ratings: Ratings;
  readonly points: readonly Group[];
  readonly modelled: boolean;
  readonly sensor: SensorKind;
  readonly seed: number;
  readonly rate_mHz: number;
  readonly target: Target;
  readonly engine: string;
  readonly json: boolean;
  readonly report: string | undefined;
}

type Raw = Record<string, unknown>;

const RATES_Hz = ['4000', '8000', '16000', '32000'];

function choice<T extends string>(raw: Raw, name: string, choices: readonly T[], fallback: T | undefined): T {
  const given = raw[name] ?? fallback;
  const found = choices.find((c) => c === String(given));
  if (found === undefined) {
    throw new BadInputError(`--${name} ${String(given ?? 'missing')}: expected one of ${choices.join(', ')}`);
  }
  return found;
}

function number(raw: Raw, name: string, least: number, most: number, fallback: number): number {
  const value = raw[name] ?? fallback;
  if (typeof value !== 'number' || !(value >= least && value <= most)) {
    throw new BadInputError(`--${name} ${String(value)}: expected a number from ${least} to ${most}`);
  }
  return value;
}

function currents(raw: Raw): [number, number, number, number] {
  const given = String(raw.currents ?? '0.02,0.2,0.5,60');
  const values = given.split(',').map(Number);
  if (values.length !== 4 || values.some((x) => !(x > 0 && x <= 148))) {
    throw new BadInputError(
      `--currents ${given}: expected Ist,Imin,Itr,Imax, each above 0 and at most 148 A`,
    );
  }
  return values as [number, number, number, number];
}

function groups(raw: Raw): Group[] {
  const given = String(raw.points ?? 'base').split(',');
  return given.map((name) => choice({ points: name }, 'points', GROUPS, undefined));
}

function ratings(raw: Raw): Ratings {
  const service = choice(raw, 'service', SERVICES, '3p4w');
  const [Ist, Imin, Itr, Imax] = currents(raw);
  const marked: Ratings = {
    class: choice(raw, 'class', CLASSES, undefined),
    service,
    connection: choice(raw, 'connection', ['direct', 'ct'] as const, 'direct'),
    Unom_V: number(raw, 'unom', 50, 410, service === '3p3w' ? 400 : 230),
    fnom_Hz: Number(choice(raw, 'fnom', ['50', '60'], '50')),
    constant_imp_per_kWh: number(raw, 'constant', 1, 1_000_000, 10_000),
    Ist,
    Imin,
    Itr,
    Imax,
  };
  try {
    return checkRatings(readLimits(), marked);
  } catch (error) {
    if (error instanceof RatingError) throw new BadInputError(`--currents: ${error.message}`);
    throw error;
  }
}

/** Checks the raw options. Throws BadInputError. */
export function checkTypetestOptions(raw: Raw): TypetestOptions {
  // Only the metering core is tested: a target must be able to give one by itself.
  const targets = TARGETS.filter((t) => t.make);
  const names = targets.map((t) => t.name);
  const target = targets.find((t) => t.name === choice(raw, 'target', names, 'wasm'))!;
  return {
    ratings: ratings(raw),
    points: groups(raw),
    modelled: choice(raw, 'afe', ['ideal', 'model'] as const, 'ideal') === 'model',
    sensor: choice(raw, 'sensor', SENSORS, 'shunt'),
    seed: number(raw, 'seed', 0, 2 ** 31 - 1, 1),
    rate_mHz: Number(choice(raw, 'rate', RATES_Hz, '4000')) * 1000,
    target,
    engine: choice(raw, 'engine', target.engines, target.engines[0]),
    json: raw.json === true,
    report: raw.report === undefined ? undefined : String(raw.report),
  };
}
