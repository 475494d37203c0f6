// The programmes of reactive and apparent energy: every quadrant and direction, each phase alone, voltage, frequency.
import { SERVICE_TRAITS } from '../../signals/waves/services.ts';
import type { Limits, ReactiveInfluence } from './limits.ts';
import type { Load } from './load.ts';
import { currentOf, loadAt, type Point } from './programme.ts';
import { apparentLimit_percent, elementsOf, reactiveLimit_percent, type Ratings } from './ratings.ts';

/** An angle of the programme; lags beyond 90 degrees export. */
interface Angle {
  readonly name: string;
  readonly lag_deg: number;
  readonly sine: number;
}

const arcsine = (sine: number): number => (Math.asin(sine) * 180) / Math.PI;

const FULL: readonly Angle[] = [
  { name: 'sin 1, import', lag_deg: 90, sine: 1 },
  { name: 'sin 1, export', lag_deg: -90, sine: 1 },
];

/** One sine in the four quadrants. */
function quadrants(sine: number): Angle[] {
  const angle = arcsine(sine);
  const lags = { QI: angle, QII: 180 - angle, QIII: angle - 180, QIV: -angle };
  return Object.entries(lags).map(([name, lag_deg]) => ({ name: `sin ${sine}, ${name}`, lag_deg, sine }));
}

const powerFactor = (lag_deg: number): number => Number(Math.cos((lag_deg * Math.PI) / 180).toFixed(3));

/** A reactive point; where active energy has no limit of its own it is not judged. */
function reactivePoint(limits: Limits, ratings: Ratings, current: string, angle: Angle): Point {
  const load = loadAt(ratings, currentOf(ratings, current), angle);
  return {
    name: `reactive, ${current}, ${angle.name}`,
    group: 'reactive',
    test: `reactive, ${angle.name}`,
    clause: `${limits.reactive.clause}, class ${limits.reactive.classOf[ratings.class]}`,
    load,
    quantity: 'reactive',
    powerFactor: powerFactor(angle.lag_deg),
    limit_percent: reactiveLimit_percent(limits, ratings, load.current_A, angle.sine)!,
    beside: { apparent: apparentLimit_percent(limits, ratings, load.current_A) },
  };
}

/** One circuit of a service with several to neutral; the elements of a 3p3w are none. */
function singleCircuits(limits: Limits, ratings: Ratings): Point[] {
  if (elementsOf(ratings.service) === 1 || !SERVICE_TRAITS[ratings.service].hasNeutral) return [];
  const { clause, percent } = limits.reactive.singleCircuit;
  return FULL.flatMap((angle) =>
    Array.from({ length: elementsOf(ratings.service) }, (_, only): Point => {
      const point = reactivePoint(limits, ratings, '10Itr', angle);
      return {
        ...point,
        name: `reactive, circuit ${only + 1} only, 10Itr, ${angle.name}`,
        test: 'reactive, current in one circuit only',
        clause,
        load: { ...point.load, only },
        limit_percent: percent[ratings.class],
        // What idle phases add to a sum of U x I is no error that a limit is given for.
        beside: undefined,
      };
    }),
  );
}

function influencePoints(limits: Limits, ratings: Ratings, influence: ReactiveInfluence): Point[] {
  const { id, name, clause, factors, shift_percent } = influence;
  return FULL.flatMap((angle) =>
    factors.map((factor): Point => {
      const point = reactivePoint(limits, ratings, '10Itr', angle);
      const change: Partial<Load> =
        id === 'voltage' ? { voltage_V: factor * ratings.Unom_V } : { hz: factor * ratings.fnom_Hz };
      const which =
        id === 'voltage' ? `${Math.round(factor * 100)} % of Unom` : `${change.hz!.toFixed(1)} Hz`;
      return {
        ...point,
        name: `reactive, ${name}, ${which}, 10Itr, ${angle.name}`,
        test: `reactive, ${name}`,
        clause,
        load: { ...point.load, ...change },
        limit_percent: shift_percent[ratings.class],
        beside: undefined,
        against: point.load,
      };
    }),
  );
}

/** Reactive energy of the fundamental (IEC 62053-24). */
export function reactivePoints(limits: Limits, ratings: Ratings): Point[] {
  const at = (currents: readonly string[], angles: readonly Angle[]): Point[] =>
    angles.flatMap((angle) => currents.map((current) => reactivePoint(limits, ratings, current, angle)));
  return [
    ...at(['Imin', 'Itr', '10Itr', 'Imax'], FULL),
    ...at(['Itr', '10Itr', 'Imax'], quadrants(0.5)),
    ...at(['10Itr', 'Imax'], quadrants(0.25)),
    ...singleCircuits(limits, ratings),
    ...limits.reactive.influences.flatMap((influence) => influencePoints(limits, ratings, influence)),
  ];
}

const APPARENT_ANGLES = [
  { name: 'PF 1', lag_deg: 0 },
  { name: 'PF 0.5 inductive', lag_deg: 60 },
  { name: 'PF 0.5 capacitive', lag_deg: -60 },
  { name: 'PF 0', lag_deg: 90 },
  { name: 'PF 1, export', lag_deg: 180 },
  { name: 'PF 0.5 inductive, export', lag_deg: -120 },
];

/** Apparent energy over current and power factor, both directions. */
export function apparentPoints(limits: Limits, ratings: Ratings): Point[] {
  return APPARENT_ANGLES.flatMap((angle) =>
    ['Imin', 'Itr', '10Itr', 'Imax'].map((current): Point => {
      const load = loadAt(ratings, currentOf(ratings, current), angle);
      return {
        name: `apparent, ${current}, ${angle.name}`,
        group: 'apparent',
        test: `apparent, ${angle.name}`,
        clause: limits.apparent.clause,
        load,
        quantity: 'apparent',
        powerFactor: powerFactor(angle.lag_deg),
        limit_percent: apparentLimit_percent(limits, ratings, load.current_A)!,
      };
    }),
  );
}
