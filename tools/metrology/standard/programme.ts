// The programme: every point of the accuracy tests as a load, its limit, and what its error is compared with.
import { baseLimit_percent, elementsOf, type Ratings } from './ratings.ts';
import type { Influence, LimitFactor, Limits } from './limits.ts';
import type { Load } from './load.ts';
import type { ShapeName } from './shapes.ts';

/** Power factors of the programme: name, lag in degrees, and the limit that serves it. */
export interface Factor {
  readonly name: string;
  /** Signed as everywhere here: negative is capacitive. */
  readonly value: number;
  readonly lag_deg: number;
  readonly limit: LimitFactor;
}

const arc = (pf: number): number => (Math.acos(pf) * 180) / Math.PI;
const BOTH: LimitFactor = '0.5 inductive to 0.8 capacitive';
export const UNITY: Factor = { name: 'PF 1', value: 1, lag_deg: 0, limit: '1' };
export const INDUCTIVE: Factor = { name: 'PF 0.5 inductive', value: 0.5, lag_deg: arc(0.5), limit: BOTH };
export const CAPACITIVE: Factor = { name: 'PF 0.8 capacitive', value: -0.8, lag_deg: -arc(0.8), limit: BOTH };

/** One point measured as an error against the analytic power. */
export interface Point {
  readonly name: string;
  readonly group: 'base' | 'influence';
  /** What the point belongs to: for curves and headings. */
  readonly test: string;
  readonly clause: string;
  readonly load: Load;
  readonly powerFactor: number;
  readonly limit_percent: number;
  /** Lower bound where it is not -limit_percent. */
  readonly lowest_percent?: number;
  /** The error shift against this load is judged, not the error. */
  readonly against?: Load;
}

function loadAt(ratings: Ratings, current_A: number, factor: Factor): Load {
  const { service, Unom_V, fnom_Hz } = ratings;
  return { service, voltage_V: Unom_V, hz: fnom_Hz, current_A, lag_deg: factor.lag_deg };
}

/** A current by its name in the programme. */
export function currentOf(ratings: Ratings, name: string): number {
  const { Ist, Imin, Itr, Imax } = ratings;
  const known: Record<string, number> = {
    Ist,
    Imin,
    Itr,
    '10Itr': 10 * Itr,
    Imax,
    'Imax/sqrt2': Imax / Math.SQRT2,
  };
  return known[name];
}

function basePoint(limits: Limits, ratings: Ratings, name: string, factor: Factor, exporting = false): Point {
  const current_A = currentOf(ratings, name);
  const limit_percent = baseLimit_percent(limits, ratings, current_A, factor.limit)!;
  const test = exporting ? `${factor.name}, export` : factor.name;
  return {
    name: `${name}, ${test}`,
    group: 'base',
    test,
    clause: limits.baseMaximumPermissibleError.clause,
    load: { ...loadAt(ratings, current_A, factor), exporting },
    powerFactor: factor.value,
    limit_percent,
  };
}

/** Base maximum permissible error over current and power factor, both directions of energy. */
export function basePoints(limits: Limits, ratings: Ratings): Point[] {
  const at = (names: readonly string[], factor: Factor, exporting = false): Point[] =>
    names.map((name) => basePoint(limits, ratings, name, factor, exporting));
  return [
    ...at(['Ist', 'Imin', 'Itr', '10Itr', 'Imax'], UNITY),
    ...at(['Imin', 'Itr', '10Itr', 'Imax'], INDUCTIVE),
    ...at(['Imin', 'Itr', '10Itr', 'Imax'], CAPACITIVE),
    ...at(['Itr', '10Itr', 'Imax'], UNITY, true),
    ...at(['10Itr'], INDUCTIVE, true),
  ];
}

/** One variant of an influence: how it is called, and what it changes of the load. */
interface Variant {
  readonly name: string;
  readonly change: Partial<Load>;
  readonly current?: string;
}

const percent = (factor: number): string => `${Math.round(factor * 100)} %`;

function loadBalance(influence: Influence, ratings: Ratings): Variant[] {
  return influence.currents!.flatMap((current) =>
    Array.from({ length: elementsOf(ratings.service) }, (_, element) => ({
      name: `circuit ${element + 1}`,
      current,
      change: { only: element },
    })),
  );
}

function interrupted(ratings: Ratings): Variant[] {
  const sets = ratings.service === '3p4w' ? [[0], [1], [2], [0, 1], [1, 2]] : [[0], [1]];
  return sets.map((phases) => ({
    name: `phase ${phases.map((p) => p + 1).join(' and ')} missing`,
    change: { interrupted: phases },
  }));
}

function highOrder(influence: Influence, ratings: Ratings): Variant[] {
  const voltage = influence.voltageTone! * ratings.Unom_V;
  const current = influence.currentTone! * ratings.Itr;
  return influence.multiplesOfNominal!.flatMap((multiple) => [
    {
      name: `${multiple} fnom in voltage`,
      change: { tone: { kind: 'voltage' as const, multiple, rms: voltage } },
    },
    {
      name: `${multiple} fnom in current`,
      change: { tone: { kind: 'current' as const, multiple, rms: current } },
    },
  ]);
}

/** A waveform is named where an influence has several. */
const nameOf = (wave: string, influence: Influence): string => (influence.waveforms!.length > 1 ? wave : '');

function variants(influence: Influence, ratings: Ratings): Variant[] {
  const { Unom_V, fnom_Hz } = ratings;
  switch (influence.id) {
    case 'load-balance':
      return loadBalance(influence, ratings);
    case 'frequency':
      return influence.factors!.map((f) => ({
        name: `${(f * fnom_Hz).toFixed(1)} Hz`,
        change: { hz: f * fnom_Hz },
      }));
    case 'interrupted-phases':
      return interrupted(ratings);
    case 'reversed-sequence':
      return [{ name: 'two phases interchanged', change: { reversed: true } }];
    case 'high-order-harmonics':
      return highOrder(influence, ratings);
    default:
      if (influence.waveforms)
        return influence.waveforms.map((w) => ({
          name: nameOf(w, influence),
          change: { shape: w as ShapeName },
        }));
      return influence.factors!.map((f) => ({
        name: `${percent(f)} of Unom`,
        change: { voltage_V: f * Unom_V },
      }));
  }
}

function influencePoints(influence: Influence, ratings: Ratings): Point[] {
  if (influence.services && !influence.services.includes(ratings.service)) return [];
  return influence.limits.flatMap((limit) => {
    const factor = limit.powerFactor === '1' ? UNITY : INDUCTIVE;
    return variants(influence, ratings).map((variant): Point => {
      const current = variant.current ?? influence.currents?.[0] ?? '10Itr';
      const against = loadAt(ratings, currentOf(ratings, current), factor);
      return {
        name: `${influence.name}${variant.name ? `, ${variant.name}` : ''}, ${current}, ${factor.name}`,
        group: 'influence',
        test: influence.name,
        clause: influence.clause,
        load: { ...against, ...variant.change },
        powerFactor: factor.value,
        limit_percent: limit.shift_percent[ratings.class],
        lowest_percent: influence.lowest_percent,
        against,
      };
    });
  });
}

/** Every influence a waveform can stand for, as error shifts. */
export function allInfluencePoints(limits: Limits, ratings: Ratings): Point[] {
  return limits.influences.flatMap((influence) => influencePoints(influence, ratings));
}
