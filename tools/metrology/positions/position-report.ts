// A position of the bench: which meter stands there, and what was found of it.
import type { PointResult } from '../typetest/result.ts';

/** Position n of a bench, from 1 on; its seed says which meter stands there, and with which noise. */
export interface Seat {
  readonly position: number;
  readonly seed: number;
}

export interface PositionReport extends Seat {
  /** What stands there. */
  readonly unit: string;
  readonly points: readonly PointResult[];
  /** Names of the points that failed. */
  readonly failed: readonly string[];
  readonly pass: boolean;
  /** Seconds metered, the adjustment's apart. */
  readonly virtual_s: number;
}
