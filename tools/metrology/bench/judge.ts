// The verdict over one measurement: each register and test output by itself, those that must stand still among them.
import type { Quantity } from '../standard/limits.ts';
import type { Deviation, Measurement } from './measure.ts';

/** Limits of a point in percent; a quantity without one is not judged there. */
export type QuantityLimits = Partial<Record<Quantity, number>>;

/** What a measurement is judged by. */
export interface Rule {
  /** The quantity the point is about; the others are judged beside it where limits are given for them. */
  readonly quantity: Quantity;
  readonly limits: QuantityLimits;
  /** Lower limit of the point's own quantity where it is not minus the upper one. */
  readonly lowest_percent?: number;
  /** The shift against this measurement is judged. */
  readonly reference?: Measurement;
  /** What a register or output that must stand still may take, as a part of the limit. */
  readonly stillPart: number;
  /** What a register of a phase without load may take of the energy at Imin: the criterion of no load. */
  readonly restLimit_percent: number;
}

export interface Judgement {
  readonly what: string;
  readonly error_percent: number;
  readonly limit_percent: number;
  readonly pass: boolean;
}

export function withinLimits(error: number, limit: number, lowest = -limit): boolean {
  return error <= limit && error >= lowest;
}

/** A shift is taken for what moved in the reference as well; what stood still there is compared with nothing. */
function errorOf(found: Deviation, rule: Rule): number {
  if (!rule.reference || found.role !== 'shows') return found.percent;
  const before = rule.reference.deviations.find((d) => d.what === found.what && d.role === 'shows');
  return found.percent - (before?.percent ?? 0);
}

/** One judgement for each register and output whose quantity has a limit. */
export function judge(deviations: readonly Deviation[], rule: Rule): Judgement[] {
  return deviations.flatMap((found) => {
    const limit = rule.limits[found.quantity];
    if (limit === undefined) return [];
    const limits = { shows: limit, 'stands still': limit * rule.stillPart, rests: rule.restLimit_percent };
    const limit_percent = limits[found.role];
    const error_percent = errorOf(found, rule);
    const lowest =
      found.quantity === rule.quantity && found.role === 'shows' ? rule.lowest_percent : undefined;
    const pass = withinLimits(error_percent, limit_percent, lowest);
    return [{ what: found.what, error_percent, limit_percent, pass }];
  });
}

const signed = (x: number): string => `${x < 0 ? '' : '+'}${x.toPrecision(3)}`;

/** The judgement in words: what failed, by how much, and what would have been allowed. */
export const failureText = ({ what, error_percent, limit_percent }: Judgement): string =>
  `${what}: ${signed(error_percent)} %, limit ${limit_percent.toPrecision(3)} %`;
