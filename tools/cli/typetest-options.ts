// The options of `twinmeter typetest` as data, and what they must be together.
import { SENSORS, type SensorKind } from '../signals/afe/sensors.ts';
import { SERVICES } from '../signals/waves/source.ts';
import type { Target } from '../meter/target.ts';
import { allCores } from '../meter/pool/pool.ts';
import { TARGETS } from '../meter/targets/targets.ts';
import { RatingError } from '../metrology/standard/errors.ts';
import { CLASSES, readLimits } from '../metrology/standard/limits.ts';
import { checkRatings, type Ratings } from '../metrology/standard/ratings.ts';
import type { Parties } from '../metrology/typetest/identification.ts';
import { GROUPS, type Group } from '../metrology/typetest/agenda.ts';
import type { FactoryParameters } from '../records/parameters.ts';
import { BESIDE_OPTIONS, saidBeside, sealedBeside } from './sealed-options.ts';
import { FNOM_OPTION, nominalHz, nominalVolts, unomOption } from './nominal-options.ts';
import { engineOf, ENGINES, targetNamed } from './places.ts';
import { BadInputError } from './errors.ts';
import { parseOptions, type OptionTable, type Values } from './options.ts';

export const TYPETEST_OPTIONS = {
  class: { kind: 'choice', value: 'class', choices: CLASSES, required: true, help: 'accuracy class' },
  service: { kind: 'choice', value: 'name', choices: SERVICES, default: '3p4w', help: 'wiring' },
  points: {
    kind: 'choices',
    value: 'groups',
    choices: GROUPS,
    default: ['base'],
    help: 'what to test, or a list of it',
  },
  afe: {
    kind: 'choice',
    value: 'kind',
    choices: ['ideal', 'model'],
    default: 'ideal',
    help: 'front end; the model is a random unit, adjusted first',
  },
  sensor: {
    kind: 'choice',
    value: 'kind',
    choices: SENSORS,
    default: 'shunt',
    help: 'current sensor of the model',
  },
  seed: { kind: 'number', unit: '', least: 0, most: 2 ** 31 - 1, default: 1, help: 'seed of unit and noise' },
  currents: {
    kind: 'numbers',
    names: ['Ist', 'Imin', 'Itr', 'Imax'],
    unit: 'A',
    above: 0,
    most: 148,
    default: [0.02, 0.2, 0.5, 60],
    help: 'currents of the rating plate',
  },
  unom: unomOption(50, 410),
  fnom: FNOM_OPTION,
  connection: {
    kind: 'choice',
    value: 'kind',
    choices: ['direct', 'ct'],
    default: 'direct',
    help: 'connection',
  },
  constant: {
    kind: 'number',
    unit: 'imp/kWh',
    least: 1,
    most: 1_000_000,
    default: 10_000,
    help: 'meter constant',
  },
  rate: {
    kind: 'choice',
    value: 'Hz',
    choices: ['4000', '8000', '16000', '32000'],
    default: '4000',
    help: 'sampling rate',
  },
  // Only the metering core is tested: a target must be able to give one by itself.
  target: {
    kind: 'choice',
    value: 'name',
    choices: TARGETS.filter(({ make }) => make).map(({ name }) => name),
    default: 'wasm',
    help: 'where the metering core runs',
  },
  engine: { kind: 'choice', value: 'name', choices: ENGINES, help: 'engine of the target' },
  ...BESIDE_OPTIONS,
  jobs: {
    kind: 'number',
    unit: '',
    least: 1,
    most: 256,
    help: 'tests at once, one for each core by default',
  },
  json: { kind: 'flag', help: 'one JSON object' },
  report: { kind: 'text', value: 'file', help: 'write an HTML report' },
  metering: { kind: 'text', value: 'file', help: 'another metering module than the built one' },
  number: { kind: 'text', value: 'text', help: 'on the report: its number' },
  laboratory: { kind: 'text', value: 'text', help: 'on the report: the laboratory' },
  operator: { kind: 'text', value: 'text', help: 'on the report: who tested' },
  customer: { kind: 'text', value: 'text', help: 'on the report: for whom' },
  type: { kind: 'text', value: 'text', help: 'on the report: the type of the meter' },
  serial: { kind: 'text', value: 'text', help: 'on the report: its serial number' },
} as const satisfies OptionTable;

/** Checked options. */
export interface TypetestOptions {
  readonly ratings: Ratings;
  readonly points: readonly Group[];
  readonly modelled: boolean;
  readonly sensor: SensorKind;
  readonly seed: number;
  readonly rate_mHz: number;
  /** What the meter is sealed with besides its ratings. */
  readonly sealed: Partial<FactoryParameters>;
  /** The same as it was said. */
  readonly sealedBesides: readonly string[];
  readonly target: Target;
  readonly engine: string;
  /** Tests at once. */
  readonly jobs: number;
  readonly json: boolean;
  readonly report: string | undefined;
  /** Another metering module than the built one. */
  readonly metering: string | undefined;
  /** What stands on the report. */
  readonly parties: Parties;
}

type Given = Values<typeof TYPETEST_OPTIONS>;

function ratings({
  class: accuracyClass,
  service,
  connection,
  unom,
  fnom,
  constant,
  currents,
}: Given): Ratings {
  const [Ist, Imin, Itr, Imax] = currents;
  try {
    return checkRatings(readLimits(), {
      class: accuracyClass,
      service,
      connection,
      Unom_V: nominalVolts(service, unom),
      fnom_Hz: nominalHz(service, fnom),
      constant_imp_per_kWh: constant,
      Ist,
      Imin,
      Itr,
      Imax,
    });
  } catch (error) {
    if (error instanceof RatingError) throw new BadInputError(`--currents: ${error.message}`);
    throw error;
  }
}

function jobsOf(asked: number | undefined): number {
  const jobs = asked ?? allCores();
  if (Number.isInteger(jobs)) return jobs;
  throw new BadInputError(`--jobs ${jobs}: expected a whole number`);
}

/** What the values mean together. Throws BadInputError. */
export function typetestOptions(values: Given): TypetestOptions {
  const { points, sensor, seed, json, report, metering } = values;
  const { number, laboratory, operator, customer, type, serial } = values;
  const target = targetNamed(values.target);
  return {
    ...{ points, sensor, seed, json, report, metering },
    parties: { number, laboratory, operator, customer, type, serial },
    ratings: ratings(values),
    sealed: sealedBeside(values.service, values),
    sealedBesides: saidBeside(values),
    modelled: values.afe === 'model',
    jobs: jobsOf(values.jobs),
    rate_mHz: Number(values.rate) * 1000,
    target,
    engine: engineOf(target, values.engine),
  };
}

/** The options among the words of a command line. Throws BadInputError. */
export const parseTypetestOptions = (words: readonly string[]): TypetestOptions =>
  typetestOptions(parseOptions(TYPETEST_OPTIONS, words));
