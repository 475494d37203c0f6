// The options of `twinmeter bench run` as data, and what they mean together: the batch, its seats, and how it is told.
import { allCores } from '../meter/pool/pool.ts';
import { ARRANGEMENTS, type ArrangementKind } from '../metrology/instruments/arrangement.ts';
import {
  LARGEST_A,
  largestBurden_Ohm,
  protectionAt,
} from '../metrology/instruments/isolating-transformer.ts';
import type { Light } from '../metrology/instruments/optical-head.ts';
import { FRONT_ENDS } from '../metrology/positions/marking.ts';
import type { Batch } from '../metrology/positions/position.ts';
import type { Seat } from '../metrology/positions/position-report.ts';
import { programmeOf, type Programme } from '../metrology/positions/programme.ts';
import { POSITIONS_MOST, seatsOf } from '../metrology/positions/run.ts';
import { programmePath, shippedNames } from '../metrology/positions/shipped.ts';
import { CLASSES } from '../metrology/standard/limits.ts';
import { BadInputError } from './errors.ts';
import { inputFile } from './input-file.ts';
import { meteringModule, meteringName } from './metering-option.ts';
import type { OptionTable, Values } from './options.ts';
import { webOption } from './run-ports.ts';

export const BENCH_RUN_OPTIONS = {
  programme: {
    kind: 'text',
    value: 'file',
    required: true,
    operand: true,
    noun: 'programme',
    help: `the programme, a TOML file or one of ${shippedNames().join(', ')}`,
  },
  positions: {
    kind: 'number',
    unit: '',
    least: 1,
    most: POSITIONS_MOST,
    default: 1,
    help: 'meters on the bench',
  },
  class: {
    kind: 'choice',
    value: 'class',
    choices: CLASSES,
    help: "accuracy class in place of the programme's",
  },
  sensor: {
    kind: 'choice',
    value: 'kind',
    choices: FRONT_ENDS,
    otherwise: "the programme's",
    help: 'front end: the ideal one, or modelled units with this sensor, adjusted first',
  },
  seed: {
    kind: 'number',
    unit: '',
    least: 0,
    most: 2 ** 31 - 1 - POSITIONS_MOST,
    default: 1,
    help: 'meter of the first position; the next ones have the numbers after it',
  },
  links: {
    kind: 'choice',
    value: 'kind',
    choices: ARRANGEMENTS,
    default: 'open',
    help: 'links between current and voltage of the meters: open; closed; closed behind isolating current transformers, or a voltage transformer with a secondary for each',
  },
  reference: {
    kind: 'number',
    unit: '',
    least: 0,
    most: 2 ** 31 - 1,
    help: 'measure against the reference standard with this seed, in place of the analytic energy',
  },
  distance: {
    kind: 'number',
    unit: 'mm',
    least: 1,
    most: 1000,
    help: 'scanning heads so far from the LEDs; without it they see every edge as it is',
  },
  lamps: {
    kind: 'number',
    unit: 'lx',
    least: 0,
    most: 100_000,
    default: 0,
    help: 'light of lamps on the heads',
  },
  day: { kind: 'number', unit: 'lx', least: 0, most: 200_000, default: 0, help: 'daylight on the heads' },
  jobs: {
    kind: 'number',
    unit: '',
    least: 1,
    most: 256,
    help: 'positions at once, one for each core by default',
  },
  json: { kind: 'flag', help: 'one JSON object' },
  results: {
    kind: 'text',
    value: 'file',
    help: 'write each position, as it is done, into this file (SQLite)',
  },
  resume: { kind: 'flag', help: 'go on with the file of --results: what is in it is not tested again' },
  web: webOption(
    'a page of the bench on this port of loopback: all positions at a glance, error curves as they grow',
  ),
  metering: { kind: 'text', value: 'file', help: 'another metering module than the built one' },
} as const satisfies OptionTable;

/** Checked options, the programme read and checked whole. */
export interface BenchRun {
  readonly programme: Programme;
  readonly batch: Batch;
  readonly seats: readonly Seat[];
  readonly jobs: number;
  readonly json: boolean;
  /** File of the results, and whether it may be there already. */
  readonly results: string | undefined;
  readonly resume: boolean;
  /** Port of its page, where one is asked for. */
  readonly web: number | undefined;
  /** Name of the metering module. */
  readonly module: string;
}

function whole(name: string, value: number): number {
  if (Number.isInteger(value)) return value;
  throw new BadInputError(`--${name} ${value}: expected a whole number`);
}

/** What the instruments of an arrangement cannot carry is refused before anything is measured. */
function checkLinks(links: ArrangementKind, { ratings, consumption }: Programme): void {
  if (links === 'msvt' && ratings.service !== '1p2w')
    throw new BadInputError('--links msvt: for single-phase meters (1p2w); several phases need ict');
  if (links !== 'ict') return;
  const { currentCircuit_mOhm } = consumption;
  const tripped = protectionAt(ratings.Imax, currentCircuit_mOhm / 1000);
  if (tripped === undefined) return;
  const most = Math.floor(largestBurden_Ohm(ratings.Imax) * 1e6) / 1000;
  throw new BadInputError(
    `--links ict: ${tripped} at Imax ${ratings.Imax} A: ${currentCircuit_mOhm} mOhm, at most ${most} mOhm and ${LARGEST_A} A`,
  );
}

/** Light without a head to fall on is a mistake. */
function lightOf({ distance, lamps, day }: Values<typeof BENCH_RUN_OPTIONS>): Light | undefined {
  if (distance !== undefined) return { distance_mm: distance, lamps_lux: lamps, day_lux: day };
  if (lamps > 0 || day > 0) throw new BadInputError('--lamps, --day: light on heads, which need --distance');
  return undefined;
}

/** What the values mean together. Throws BadInputError, or ProgrammeError. */
export function benchRunOf(values: Values<typeof BENCH_RUN_OPTIONS>): BenchRun {
  const { class: asked, sensor, json, metering, results, resume, web } = values;
  if (resume && results === undefined)
    throw new BadInputError('--resume: goes on with the file of --results');
  const [positions, seed] = [whole('positions', values.positions), whole('seed', values.seed)];
  const jobs = whole('jobs', values.jobs ?? allCores());
  const file = programmePath(values.programme);
  const text = inputFile(file).toString('utf8');
  const programme = programmeOf(file, text, asked);
  checkLinks(values.links, programme);
  const frontEnd = sensor ?? programme.frontEnd;
  const { links, reference } = values;
  const light = lightOf(values);
  const bytes = meteringModule(metering);
  const batch = { file, text, class: asked, frontEnd, metering: bytes, links, reference, light };
  return {
    programme,
    batch,
    seats: seatsOf(positions, seed),
    jobs,
    json,
    results,
    resume,
    web,
    module: meteringName(metering),
  };
}
