// The programme: every point of the accuracy tests as a load, its limit, and what its error is compared with.
import {
  apparentLimit_percent,
  baseLimit_percent,
  elementsOf,
  reactiveLimit_percent,
  type Ratings,
} from './ratings.ts';
import type { Influence, LimitFactor, Limits, Quantity } from './limits.ts';
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

/** What a point belongs to: a group can be asked for by itself. */
export type PointGroup = 'base' | 'influence' | 'reactive' | 'apparent' | 'disturbance';

/** One point measured as an error against the analytic power. */
export interface Point {
  readonly name: string;
  readonly group: PointGroup;
  /** What the point belongs to: for curves and headings. */
  readonly test: string;
  readonly clause: string;
  readonly load: Load;
  readonly quantity: Quantity;
  readonly powerFactor: number;
  readonly limit_percent: number;
  /** Limits of the other quantities' registers, which are judged beside the point's own. */
  readonly beside?: Partial<Record<Quantity, number>>;
  /** Lower bound where it is not -limit_percent. */
  readonly lowest_percent?: number;
  /** The error shift against this load is judged, not the error. */
  readonly against?: Load;
  /** Where the point lies on the axis of its influence: for curves. */
  readonly at?: { readonly axis: string; readonly value: number };
  readonly needsModel?: boolean;
  /** It is measured until its test output has given so many pulses, where that takes longer than it would. */
  readonly pulses?: number;
}

export function loadAt(ratings: Ratings, current_A: number, factor: Pick<Factor, 'lag_deg'>): Load {
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
    'Imax/2': Imax / 2,
    'Imax/sqrt2': Imax / Math.SQRT2,
  };
  return known[name];
}

/** Limits of reactive and apparent energy under a sine, where the standards give any. */
export function limitsBeside(limits: Limits, ratings: Ratings, load: Load): Point['beside'] {
  const sine = Math.abs(Math.sin((load.lag_deg * Math.PI) / 180));
  return {
    reactive: reactiveLimit_percent(limits, ratings, load.current_A, sine),
    // Below Imin a converter's noise adds to U x I what it does not add to P.
    apparent:
      load.current_A < ratings.Imin * 0.999
        ? undefined
        : apparentLimit_percent(limits, ratings, load.current_A),
  };
}

function basePoint(limits: Limits, ratings: Ratings, name: string, factor: Factor, exporting = false): Point {
  const current_A = currentOf(ratings, name);
  const limit_percent = baseLimit_percent(limits, ratings, current_A, factor.limit)!;
  const test = exporting ? `${factor.name}, export` : factor.name;
  const load = { ...loadAt(ratings, current_A, factor), exporting };
  return {
    name: `${name}, ${test}`,
    group: 'base',
    test,
    clause: limits.baseMaximumPermissibleError.clause,
    load,
    quantity: 'active',
    powerFactor: factor.value,
    limit_percent,
    beside: limitsBeside(limits, ratings, load),
  };
}

/** Base maximum permissible error over current and power factor, both directions of energy. */
export function basePoints(limits: Limits, ratings: Ratings): Point[] {
  const at = (names: readonly string[], factor: Factor, exporting: boolean): Point[] =>
    names.map((name) => basePoint(limits, ratings, name, factor, exporting));
  return [false, true].flatMap((exporting) => [
    ...at(['Ist', 'Imin', 'Itr', '10Itr', 'Imax'], UNITY, exporting),
    ...at(['Imin', 'Itr', '10Itr', 'Imax'], INDUCTIVE, exporting),
    ...at(['Imin', 'Itr', '10Itr', 'Imax'], CAPACITIVE, exporting),
  ]);
}

/** One variant of an influence: how it is called, and what it changes of the load. */
interface Variant {
  readonly name: string;
  readonly change: Partial<Load>;
  readonly current?: string;
  readonly at?: Point['at'];
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
  const sets = elementsOf(ratings.service) === 3 ? [[0], [1], [2], [0, 1], [1, 2], [0, 2]] : [[0], [1]];
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

function supraharmonics(influence: Influence, ratings: Ratings): Variant[] {
  return influence.bands!.flatMap((band) =>
    band.tones_kHz.map((kHz) => {
      const rms = ratings.connection === 'direct' ? band.direct_A : band.ct_of_Imax * ratings.Imax;
      // Whole tenths of the mains frequency: the signal stays periodic.
      const multiple = Math.round((kHz * 10_000) / ratings.fnom_Hz) / 10;
      return {
        name: `${rms} A at ${kHz} kHz`,
        change: { tone: { kind: 'current' as const, multiple, rms } },
        at: { axis: 'kHz', value: kHz },
      };
    }),
  );
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
        at: { axis: 'Hz', value: f * fnom_Hz },
      }));
    case 'interrupted-phases':
      return interrupted(ratings);
    case 'reversed-sequence':
      return [{ name: 'two phases interchanged', change: { reversed: true } }];
    case 'high-order-harmonics':
      return highOrder(influence, ratings);
    case 'supraharmonics':
      return supraharmonics(influence, ratings);
    default:
      if (influence.waveforms)
        return influence.waveforms.map((w) => ({
          name: nameOf(w, influence),
          change: { shape: w as ShapeName },
        }));
      return influence.factors!.map((f) => ({
        name: `${percent(f)} of Unom`,
        change: { voltage_V: f * Unom_V },
        at: { axis: '% of Unom', value: f * 100 },
      }));
  }
}

/** The points of one influence in one direction of energy. */
function influencePoints(influence: Influence, ratings: Ratings, exporting: boolean): Point[] {
  const { services, connections } = influence;
  if (services && !services.includes(ratings.service)) return [];
  if (connections && !connections.includes(ratings.connection)) return [];
  return influence.limits.flatMap((limit) => {
    const factor = limit.powerFactor === '1' ? UNITY : INDUCTIVE;
    return variants(influence, ratings).map((variant): Point => {
      const current = variant.current ?? influence.currents?.[0] ?? '10Itr';
      const against = { ...loadAt(ratings, currentOf(ratings, current), factor), exporting };
      const which = `${variant.name ? `, ${variant.name}` : ''}, ${current}, ${factor.name}`;
      return {
        name: `${influence.name}${which}${exporting ? ', export' : ''}`,
        group: 'influence',
        test: influence.name,
        clause: influence.clause,
        load: { ...against, ...variant.change },
        quantity: 'active',
        powerFactor: factor.value,
        limit_percent: limit.shift_percent[ratings.class],
        lowest_percent: influence.lowest_percent,
        against,
        at: variant.at,
        needsModel: influence.needsModel,
      };
    });
  });
}

/** Every influence a waveform can stand for, as error shifts, both directions of energy. */
export function allInfluencePoints(limits: Limits, ratings: Ratings): Point[] {
  return limits.influences.flatMap((influence) =>
    [false, true].flatMap((exporting) => influencePoints(influence, ratings, exporting)),
  );
}
