// A position of the bench: which meter stands there, and what was found of it.
import type { PointResult } from '../typetest/result.ts';

/** Position n of a bench, from 1 on; its seed says which meter stands there, and with which noise. */
export interface Seat {
  readonly position: number;
  readonly seed: number;
}

/** What was found of a position so far, in the order of the tests. */
export interface Found {
  readonly points: readonly PointResult[];
  /** Seconds metered for them. */
  readonly virtual_s: number;
}

/** A position that may have been begun by a bench that was ended. */
export interface Begun extends Seat {
  readonly found?: Found;
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
