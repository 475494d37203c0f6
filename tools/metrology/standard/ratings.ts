// What is marked on the meter under test, and whether its currents may stand on a meter of its class.
import { ELEMENTS, LOAD_FACTOR, type Service } from '../../signals/waves/services.ts';
import { RatingError } from './errors.ts';
import type { AccuracyClass, BaseRow, Connection, LimitFactor, Limits } from './limits.ts';

export interface Currents {
  /** Starting, minimum, transitional and maximum current, A. */
  readonly Ist: number;
  readonly Imin: number;
  readonly Itr: number;
  readonly Imax: number;
}

export interface Ratings extends Currents {
  readonly class: AccuracyClass;
  readonly service: Service;
  readonly connection: Connection;
  /** Phase to neutral (a leg's for 3p4w-delta); line to line for 3p3w. */
  readonly Unom_V: number;
  readonly fnom_Hz: number;
  readonly constant_imp_per_kWh: number;
}

/** One requirement that the marked currents miss. */
export interface RatioComplaint {
  readonly ratio: string;
  readonly found: number;
  readonly atLeast: number;
}

/** Rounding of a quotient of marked values must not fail a meter. */
const ROUNDING = 1e-9;

/** The smallest ratios between the marked currents; empty when the marking is valid. */
export function checkCurrentRatios(
  limits: Limits,
  accuracyClass: AccuracyClass,
  connection: Connection,
  currents: Currents,
): RatioComplaint[] {
  const { Ist, Imin, Itr, Imax } = currents;
  const found: Record<string, number> = {
    'Imax/Itr': Imax / Itr,
    'Imax/Imin': Imax / Imin,
    'Imax/Ist': Imax / Ist,
  };
  return Object.entries(limits.currentRatios[connection]).flatMap(([ratio, least]) => {
    const atLeast = least[accuracyClass];
    return found[ratio] >= atLeast * (1 - ROUNDING) ? [] : [{ ratio, found: found[ratio], atLeast }];
  });
}

/** Throws RatingError for currents out of order or ratios too small. */
export function checkRatings(limits: Limits, ratings: Ratings): Ratings {
  const { Ist, Imin, Itr, Imax } = ratings;
  if (!(0 < Ist && Ist < Imin && Imin <= Itr && Itr < Imax)) {
    throw new RatingError(`currents ${Ist}, ${Imin}, ${Itr}, ${Imax} A: expected Ist < Imin <= Itr < Imax`);
  }
  const [first] = checkCurrentRatios(limits, ratings.class, ratings.connection, ratings);
  if (first) {
    const { ratio, found, atLeast } = first;
    throw new RatingError(
      `${ratio} is ${found.toPrecision(4)}: class ${ratings.class}, ${ratings.connection}, wants at least ${atLeast}`,
    );
  }
  return ratings;
}

/** Measuring elements: m in the formulas. */
export const elementsOf = (service: Service): number => ELEMENTS[service].length;

/** Power of the service at PF 1, balanced, in W; two elements of a 3p3w carry √3·U·I together, a delta 2√3·U·I. */
export const power_W = ({ service, Unom_V }: Ratings, current_A: number): number =>
  LOAD_FACTOR[service] * Unom_V * current_A;

/** A limit made by arithmetic, without the last bits of the floating point. */
export const rounded = (limit: number): number => Number(limit.toPrecision(12));

/** A row holds from its first current up to its last, which only Imax itself belongs to. */
function covers(row: BaseRow, ratings: Ratings, current_A: number): boolean {
  const from = ratings[row.from] * (1 - ROUNDING);
  const to = ratings[row.to] * (row.to === 'Imax' ? 1 + ROUNDING : 1 - ROUNDING);
  return current_A >= from && (row.to === 'Imax' ? current_A <= to : current_A < to);
}

/** Base maximum permissible error in percent at a current and power factor; undefined where none is given. */
export function baseLimit_percent(
  limits: Limits,
  ratings: Ratings,
  current_A: number,
  powerFactor: LimitFactor,
): number | undefined {
  const rows = limits.baseMaximumPermissibleError.rows;
  const row = rows.find((r) => r.powerFactor === powerFactor && covers(r, ratings, current_A));
  if (!row) return undefined;
  if (row.percent) return row.percent[ratings.class];
  return rounded((row.percentTimesIminOverI![ratings.class] * ratings.Imin) / current_A);
}

/**
 * Limit of error of reactive energy in percent, and undefined where none is given. Between two sines the wider limit
 * of the smaller one holds; below the smallest its limit, of what the energy would be there.
 */
export function reactiveLimit_percent(
  limits: Limits,
  ratings: Ratings,
  current_A: number,
  sine: number,
): number | undefined {
  const rows = limits.reactive.rows;
  const steps = [...new Set(rows.map((row) => row.sine))].sort((a, b) => b - a);
  const step = steps.find((s) => sine >= s - 1e-6) ?? steps[steps.length - 1];
  const row = rows.find(({ sine: at, from, fromTimes, to, toTimes }) => {
    const most = ratings[to] * toTimes * (to === 'Imax' ? 1 + ROUNDING : 1 - ROUNDING);
    const least = ratings[from] * fromTimes * (1 - ROUNDING);
    return at === step && current_A >= least && (to === 'Imax' ? current_A <= most : current_A < most);
  });
  return row?.percent[ratings.class];
}

/**
 * Limit of error of apparent energy: that of active energy at PF 1, at any power factor. Below Itr it grows as Itr / I:
 * a product of RMS values holds the noise of the inputs as well.
 */
export function apparentLimit_percent(
  limits: Limits,
  ratings: Ratings,
  current_A: number,
): number | undefined {
  const active = baseLimit_percent(limits, ratings, current_A, '1');
  return active === undefined ? undefined : rounded(active * Math.max(1, ratings.Itr / current_A));
}
