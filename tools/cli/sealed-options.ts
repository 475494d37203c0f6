// What a meter is sealed with, as options: named alike in all commands, and the sealed parameters they make.
import {
  APPARENT_CODES,
  BROADCAST_CODES,
  METHOD_CODES,
  NETTING_CODES,
  NEUTRAL_CODES,
  PULSE_CODES,
  type FactoryParameters,
  type PulseEnergy,
} from '../records/parameters.ts';
import type { Service } from '../signals/waves/services.ts';
import { BadInputError } from './errors.ts';
import type { OptionTable, Text, Values } from './options.ts';

const namesOf = <T extends object>(codes: T): readonly (keyof T & string)[] =>
  Object.keys(codes) as (keyof T & string)[];

const ratio = (of: string) =>
  ({
    kind: 'text',
    value: 'primary/secondary',
    noun: 'ratio',
    default: '1/1',
    help: `ratio of the ${of} transformers; registers and quantities stay secondary`,
  }) as const satisfies Text;

/** What leaves every register as it is, or concerns registers of its own: for a meter that is tested, too. */
export const BESIDE_OPTIONS = {
  neutral: {
    kind: 'choice',
    value: 'method',
    choices: namesOf(NEUTRAL_CODES),
    default: 'ignored',
    help: 'of a single phase: the larger of phase and neutral current counts; or-alone: without a voltage, too',
  },
  'neutral-difference': {
    kind: 'number',
    unit: '%',
    least: 1,
    most: 50,
    otherwise: '5',
    help: 'by how much the neutral current has to be larger',
  },
  'ct-ratio': ratio('current'),
  'vt-ratio': ratio('voltage'),
  'line-resistance': {
    kind: 'number',
    unit: 'Ohm',
    least: 0,
    most: 10,
    default: 0,
    help: 'of each phase, for the losses of the line (1-0:83.8.3)',
  },
  'iron-conductance': {
    kind: 'number',
    unit: 'uS',
    least: 0,
    most: 10_000,
    default: 0,
    help: "of each phase, for the losses of the transformer's iron (1-0:83.8.6)",
  },
  'broadcast-time': {
    kind: 'choice',
    value: 'policy',
    choices: namesOf(BROADCAST_CODES),
    default: 'refused',
    help: 'what comes of a time that DL/T 645 broadcasts: nothing, or little by little, once a day, by five minutes at most',
  },
} as const satisfies OptionTable;

/** Less than Imin, 0.25 A in a simulated meter. */
const starting = (of: string, otherwise: string) =>
  ({
    kind: 'number',
    unit: 'A',
    least: 0.001,
    most: 0.24,
    otherwise,
    help: `starting current of ${of}: below half its power an element counts nothing`,
  }) as const;

/** What decides how registers and outputs count. */
export const COUNTING_OPTIONS = {
  method: {
    kind: 'choice',
    value: 'name',
    choices: namesOf(METHOD_CODES),
    default: 'vector-sum',
    help: 'what import and export of all phases are together',
  },
  netting: {
    kind: 'choice',
    value: 'interval',
    choices: namesOf(NETTING_CODES),
    default: 'window',
    help: 'what the sign of active energy is taken over, import or export',
  },
  apparent: {
    kind: 'choice',
    value: 'method',
    choices: namesOf(APPARENT_CODES),
    default: 'arithmetic',
    help: 'what the apparent power of all phases is together',
  },
  pulses: {
    kind: 'choices',
    value: 'of both outputs',
    choices: namesOf(PULSE_CODES),
    default: ['active', 'reactive'],
    help: 'what each test output gives',
  },
  starting: starting('active energy', '0.02'),
  'reactive-starting': starting('reactive energy', 'that of active energy'),
  'apparent-starting': starting('apparent energy', 'that of active energy'),
} as const satisfies OptionTable;

const micro = (value: number | undefined) => (value === undefined ? undefined : Math.round(value * 1e6));

const RATING_MAX = 1_000_000;

/** Both numbers of a ratio. Throws BadInputError. */
function ratioOf(option: string, text: string): readonly [number, number] {
  const [, primary, secondary] = /^(\d{1,7})[/:](\d{1,7})$/.exec(text) ?? [];
  const both = [Number(primary), Number(secondary)] as const;
  if (both.every((rating) => rating >= 1 && rating <= RATING_MAX)) return both;
  throw new BadInputError(
    `--${option} ${text}: expected two whole numbers from 1 to ${RATING_MAX}, such as 200/5`,
  );
}

function checkNeutral(service: Service, values: Values<typeof BESIDE_OPTIONS>): void {
  if (values.neutral === 'ignored') {
    if (values['neutral-difference'] !== undefined)
      throw new BadInputError('--neutral-difference goes with --neutral larger or larger-or-alone');
  } else if (service !== '1p2w') {
    throw new BadInputError(`--neutral ${values.neutral}: of service 1p2w only, not of ${service}`);
  }
}

/** The parameters that these values seal. Throws BadInputError. */
export function sealedBeside(
  service: Service,
  values: Values<typeof BESIDE_OPTIONS>,
): Partial<FactoryParameters> {
  checkNeutral(service, values);
  const difference_percent = values['neutral-difference'];
  return {
    neutralMethod: values.neutral,
    broadcastTime: values['broadcast-time'],
    neutralDifference_permille: difference_percent && Math.round(difference_percent * 10),
    currentRatio: ratioOf('ct-ratio', values['ct-ratio']),
    voltageRatio: ratioOf('vt-ratio', values['vt-ratio']),
    lineResistance_uOhm: micro(values['line-resistance']),
    ironConductance_nS: Math.round(values['iron-conductance'] * 1e3),
  };
}

/** The options among them that say something else than stands without them. */
export function saidBeside(values: Values<typeof BESIDE_OPTIONS>): string[] {
  const names = Object.keys(BESIDE_OPTIONS) as (keyof typeof BESIDE_OPTIONS)[];
  return names
    .filter((name) => values[name] !== (BESIDE_OPTIONS[name] as { default?: unknown }).default)
    .map((name) => `--${name} ${values[name]}`);
}

function pulsesOf(names: readonly PulseEnergy[]): readonly [PulseEnergy, PulseEnergy] {
  if (names.length === 2) return [names[0], names[1]];
  throw new BadInputError(`--pulses ${names.join()}: expected two, one for each test output`);
}

/** The parameters that these values seal. Throws BadInputError. */
export function sealedCounting(values: Values<typeof COUNTING_OPTIONS>): Partial<FactoryParameters> {
  return {
    energyMethod: values.method,
    nettingInterval: values.netting,
    apparentMethod: values.apparent,
    pulseEnergy: pulsesOf(values.pulses),
    startingCurrent_uA: micro(values.starting),
    reactiveStarting_uA: micro(values['reactive-starting']),
    apparentStarting_uA: micro(values['apparent-starting']),
  };
}
