// The options of `twinmeter calibrate` as data, and what they must be together.
import { SENSORS, type SensorKind } from '../signals/afe/sensors.ts';
import { SERVICES, type Service } from '../signals/waves/source.ts';
import type { Target } from '../meter/target.ts';
import { TARGETS } from '../meter/targets/targets.ts';
import { CLASSES } from '../metrology/standard/limits.ts';
import type { Ratings } from '../metrology/standard/ratings.ts';
import { FNOM_OPTION, nominalHz, nominalVolts, unomOption } from './nominal-options.ts';
import { engineOf, ENGINES, targetNamed } from './places.ts';
import { BadInputError } from './errors.ts';
import { parseOptions, type OptionTable, type Values } from './options.ts';

export const CALIBRATE_OPTIONS = {
  target: {
    kind: 'choice',
    value: 'name',
    choices: TARGETS.map(({ name }) => name),
    default: 'wasm',
    help: 'where the meter runs',
  },
  engine: { kind: 'choice', value: 'name', choices: ENGINES, help: 'engine of the target' },
  port: {
    kind: 'text',
    value: 'path',
    noun: 'path',
    help: 'adjustment port of a real board; the operator sets source, jumper and heat',
  },
  'legal-port': {
    kind: 'text',
    value: 'path',
    noun: 'path',
    help: 'its RS485 port: then it is calibrated sealed, by its registers',
  },
  settle: {
    kind: 'number',
    unit: 's',
    least: 0,
    most: 600,
    default: 5,
    help: 'with --port: seconds until the source is steady',
  },
  service: { kind: 'choice', value: 'name', choices: SERVICES, default: '3p4w', help: 'wiring' },
  class: { kind: 'choice', value: 'name', choices: CLASSES, default: 'D', help: 'limits of the calibration' },
  sensor: {
    kind: 'choice',
    value: 'kind',
    choices: SENSORS,
    default: 'shunt',
    help: 'current sensors of the modelled unit',
  },
  seed: { kind: 'number', unit: '', least: 0, most: 1e9, default: 1, help: 'which unit comes off the line' },
  metering: { kind: 'text', value: 'file', help: 'another metering module than the built one' },
  unom: unomOption(40, 450),
  fnom: FNOM_OPTION,
  reference: {
    kind: 'flag',
    help: 'with --port: ask for what a reference meter shows at each point, in place of the source',
  },
  'reference-uncertainty': {
    kind: 'number',
    unit: '%',
    least: 0,
    most: 10,
    default: 0.02,
    help: 'expanded uncertainty (k = 2) of the reference meter, or of the source',
  },
  rate: { kind: 'number', unit: 'Hz', least: 2000, most: 32_000, default: 4000, help: 'sampling rate' },
  seconds: {
    kind: 'number',
    unit: 's',
    least: 1,
    most: 200,
    default: 10,
    help: 'duration of each measurement',
  },
  'no-temperature': { kind: 'flag', help: 'no second temperature' },
  json: { kind: 'flag', help: 'one JSON object' },
} as const satisfies OptionTable;

/** Checked options. */
export interface CalibrateOptions {
  readonly target: Target;
  readonly engine: string;
  readonly service: Service;
  readonly sensor: SensorKind;
  readonly seed: number;
  readonly rate_mHz: number;
  readonly seconds: number;
  /** How much warmer it is the second time; undefined for no second time. */
  readonly warmer_K: number | undefined;
  readonly port: string | undefined;
  readonly legalPort: string | undefined;
  readonly settle_s: number;
  /** Another metering module than the built one. */
  readonly metering: string | undefined;
  /** What a reference meter shows is the truth; else the source's set point. */
  readonly reference: boolean;
  readonly referenceUncertainty_percent: number;
  readonly json: boolean;
  readonly ratings: Ratings;
}

const WARMER_K = 25;

type Given = Values<typeof CALIBRATE_OPTIONS>;

const ratings = ({ class: accuracyClass, service, unom, fnom }: Given): Ratings => ({
  class: accuracyClass,
  service,
  connection: 'direct',
  Unom_V: nominalVolts(service, unom),
  fnom_Hz: nominalHz(service, fnom),
  constant_imp_per_kWh: 10_000,
  Ist: 0.02,
  Imin: 0.1,
  Itr: 0.5,
  Imax: 60,
});

/** What the values mean together. Throws BadInputError. */
export function calibrateOptions(values: Given): CalibrateOptions {
  const { port, 'legal-port': legalPort, service, sensor, seed, seconds, json, metering, reference } = values;
  if (legalPort !== undefined && port === undefined) throw new BadInputError('--legal-port goes with --port');
  if (reference && port === undefined) throw new BadInputError('--reference goes with --port');
  const target = targetNamed(values.target);
  return {
    ...{ target, service, sensor, seed, seconds, port, legalPort, json, metering, reference },
    referenceUncertainty_percent: port === undefined ? 0 : values['reference-uncertainty'],
    engine: engineOf(target, values.engine),
    rate_mHz: values.rate * 1000,
    warmer_K: values['no-temperature'] ? undefined : WARMER_K,
    settle_s: values.settle,
    ratings: ratings(values),
  };
}

/** The options among the words of a command line. Throws BadInputError. */
export const parseCalibrateOptions = (words: readonly string[]): CalibrateOptions =>
  calibrateOptions(parseOptions(CALIBRATE_OPTIONS, words));
