// A load point of a programme: one [[step]] with a current, or all that its lists stand for, as points to be measured.
import { pulsesTake_s } from '../bench/scanning-head.ts';
import { elementsOf, rounded, type Ratings } from '../standard/ratings.ts';
import { CLASSES, type AccuracyClass, type Quantity } from '../standard/limits.ts';
import type { Load } from '../standard/load.ts';
import { loadAt, type Point } from '../standard/programme.ts';
import { SHAPES } from '../standard/shapes.ts';
import { CURRENT_FORM, currentNamed } from './currents.ts';
import type { Fields } from './fields.ts';

export const POINT_KEYS = [
  ...['current', 'power_factor', 'sine', 'energy', 'direction', 'circuit', 'voltage', 'frequency', 'wave'],
  ...['reversed', 'interrupted', 'shift', 'pulses', 'limit_percent', 'clause'],
];

/** An angle of the programme by its name; lag in degrees, negative leads. */
export interface Angle {
  readonly name: string;
  readonly lag_deg: number;
  /** Cosine or sine, as the name says it; negative leads. */
  readonly factor: number;
}

const FACTOR = /^(1|0?\.\d+)(?: (inductive|capacitive))?$/;
const FACTOR_FORM = "'1', '0.5 inductive' or '0.8 capacitive'";

/** A power factor, or of reactive energy the sine of the angle. */
function angleNamed(text: string, of: 'power_factor' | 'sine'): Angle | undefined {
  const [, size, side] = FACTOR.exec(text) ?? [];
  const value = Number(size);
  if (size === undefined || value === 0 || (value < 1 && side === undefined)) return undefined;
  const arc = ((of === 'sine' ? Math.asin(value) : Math.acos(value)) * 180) / Math.PI;
  const sign = side === 'capacitive' ? -1 : 1;
  return { name: `${of === 'sine' ? 'sin' : 'PF'} ${text}`, lag_deg: sign * arc, factor: sign * value };
}

function anglesOf(step: Fields, quantity: Quantity): Angle[] {
  const key = quantity === 'reactive' ? 'sine' : 'power_factor';
  if (step.has(key === 'sine' ? 'power_factor' : 'sine'))
    step.refuse('energy', `${quantity} energy is measured at a ${key}`);
  const names = step.has(key) ? step.texts(key) : ['1'];
  return names.map((name) => angleNamed(name, key) ?? step.refuse(key, `'${name}': expected ${FACTOR_FORM}`));
}

/** The one power factor of a step. */
export function angleOf(step: Fields): Angle {
  const [angle, second] = anglesOf(step, 'active');
  return second ? step.refuse('power_factor', 'expected one') : angle;
}

export interface NamedCurrent {
  readonly name: string;
  readonly current_A: number;
}

const SMALLEST_A = 0.0001;
const LARGEST_A = 148;

/** A current that stands in a step. */
export function currentOfStep(step: Fields, ratings: Ratings, name: string, key = 'current'): NamedCurrent {
  const current_A = currentNamed(ratings, name);
  if (current_A === undefined) step.refuse(key, `'${name}': expected ${CURRENT_FORM}`);
  if (current_A < SMALLEST_A || current_A > LARGEST_A)
    step.refuse(key, `'${name}' is ${current_A} A: expected ${SMALLEST_A} to ${LARGEST_A} A`);
  return { name, current_A };
}

/** A limit for every class, or a table of those that the standard has. */
export function limitOf(step: Fields, accuracyClass: AccuracyClass): number {
  if (typeof step.value('limit_percent') === 'number') return step.number('limit_percent', 0.0001, 100);
  const limits = step.part('limit_percent', CLASSES);
  if (!limits.has(accuracyClass)) step.refuse('limit_percent', `none for class ${accuracyClass}`);
  return limits.number(accuracyClass, 0.0001, 100);
}

/** A change of the load against the reference conditions, and what it is called. */
interface Change {
  readonly name: string;
  readonly change: Partial<Load>;
}

const percent = (factor: number): string => `${rounded(factor * 100)} %`;

/** In a list, so that every part of a step may be one of several. */
const UNCHANGED: readonly Change[] = [{ name: '', change: {} }];

function circuits(step: Fields, { service }: Ratings): readonly Change[] {
  if (!step.has('circuit')) return UNCHANGED;
  const count = elementsOf(service);
  const one = (only: number): Change => ({ name: `circuit ${only + 1} only`, change: { only } });
  if (step.value('circuit') === 'each') return Array.from({ length: count }, (_, n) => one(n));
  return step.numbers('circuit', 1, count).map((n) => one(n - 1));
}

const voltages = (step: Fields, { Unom_V }: Ratings): readonly Change[] =>
  !step.has('voltage')
    ? UNCHANGED
    : step.numbers('voltage', 0.1, 1.3).map((factor) => ({
        name: `${percent(factor)} of Unom`,
        change: { voltage_V: rounded(factor * Unom_V) },
      }));

const frequencies = (step: Fields, { fnom_Hz }: Ratings): readonly Change[] =>
  !step.has('frequency')
    ? UNCHANGED
    : step.numbers('frequency', 0.9, 1.1).map((factor) => ({
        name: `${rounded(factor * fnom_Hz)} Hz`,
        change: { hz: rounded(factor * fnom_Hz) },
      }));

const waves = (step: Fields): readonly Change[] =>
  !step.has('wave')
    ? UNCHANGED
    : step.choices('wave', SHAPES).map((shape) => ({ name: shape, change: { shape } }));

function conditions(step: Fields, { service }: Ratings): readonly Change[] {
  const reversed = step.flag('reversed')
    ? { name: 'two phases interchanged', change: { reversed: true } }
    : UNCHANGED[0];
  if (!step.has('interrupted')) return [reversed];
  const phases = step.numbers('interrupted', 1, elementsOf(service));
  const interrupted = phases.map((n) => n - 1);
  const name = [reversed.name, `phase ${phases.join(' and ')} missing`].filter((n) => n !== '').join(', ');
  return [{ name, change: { ...reversed.change, interrupted } }];
}

/** Every combination of one of each, the first list changing slowest. */
const combined = (lists: readonly (readonly Change[])[]): Change[] =>
  lists.reduce<Change[]>(
    (all, list) =>
      all.flatMap((before) =>
        list.map(({ name, change }) => ({
          name: [before.name, name].filter((n) => n !== '').join(', '),
          change: { ...before.change, ...change },
        })),
      ),
    [...UNCHANGED],
  );

const DIRECTIONS = ['import', 'export', 'both'] as const;
const SIDES = { import: [false], export: [true], both: [false, true] };

/** Nobody waits longer than this for the pulses of one point. */
const LONGEST_s = 24 * 3600;

function checkTime(step: Fields, ratings: Ratings, { name, load, quantity, pulses }: Point): void {
  if (pulses === undefined || quantity === 'apparent') return;
  const seconds = pulsesTake_s(load, quantity, ratings.constant_imp_per_kWh, pulses);
  if (!(seconds <= LONGEST_s))
    step.refuse('pulses', `${name}: ${pulses} take ${(seconds / 3600).toFixed(1)} h, at most 24 h`);
}

/** All that the points of one step have in common. */
interface Common {
  readonly ratings: Ratings;
  readonly quantity: Quantity;
  readonly limit_percent: number;
  readonly pulses?: number;
  readonly shift: boolean;
  readonly clause: string;
}

function pointOf(
  common: Common,
  current: NamedCurrent,
  angle: Angle,
  exporting: boolean,
  how: Change,
): Point {
  const { ratings, quantity, shift, clause, limit_percent, pulses } = common;
  const against = { ...loadAt(ratings, current.current_A, angle), exporting };
  const energy = quantity === 'active' ? '' : `${quantity}, `;
  const direction = exporting ? ', export' : '';
  const special = how.name === '' ? '' : `, ${how.name}`;
  return {
    name: `${energy}${current.name}, ${angle.name}${special}${direction}`,
    group: shift ? 'influence' : quantity === 'active' ? 'base' : quantity,
    test: `${energy}${angle.name}${special}${direction}`,
    ...{ clause, quantity, limit_percent },
    load: { ...against, ...how.change },
    powerFactor: angle.factor,
    ...(pulses === undefined ? {} : { pulses }),
    ...(shift ? { against } : {}),
  };
}

function commonOf(step: Fields, ratings: Ratings): Common {
  const quantity = step.has('energy') ? step.choice('energy', ['active', 'reactive', 'apparent']) : 'active';
  if (quantity === 'apparent' && step.has('pulses'))
    step.refuse('pulses', 'apparent energy has no test output');
  return {
    ratings,
    quantity,
    limit_percent: limitOf(step, ratings.class),
    ...(step.has('pulses') ? { pulses: step.whole('pulses', 2, 10_000) } : {}),
    shift: step.flag('shift'),
    clause: step.has('clause') ? step.text('clause') : '',
  };
}

/** The points of a step, in the order direction, condition, factor, current: currents change fastest. */
export function pointsOf(step: Fields, ratings: Ratings): Point[] {
  const common = commonOf(step, ratings);
  const angles = anglesOf(step, common.quantity);
  const currents = step.texts('current').map((name) => currentOfStep(step, ratings, name));
  const sides = SIDES[step.has('direction') ? step.choice('direction', DIRECTIONS) : 'import'];
  const changes = combined([
    circuits(step, ratings),
    conditions(step, ratings),
    waves(step),
    voltages(step, ratings),
    frequencies(step, ratings),
  ]);
  if (common.shift && changes.every(({ name }) => name === ''))
    step.refuse('shift', 'nothing differs from the reference conditions');
  const points = sides.flatMap((exporting) =>
    changes.flatMap((how) =>
      angles.flatMap((angle) => currents.map((current) => pointOf(common, current, angle, exporting, how))),
    ),
  );
  for (const point of points) checkTime(step, ratings, point);
  return points;
}
