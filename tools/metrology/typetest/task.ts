// One test of the programme as a task, and the measurements that several of them compare with.
import type { Quantity } from '../standard/limits.ts';
import type { Load } from '../standard/load.ts';
import type { Point } from '../standard/programme.ts';
import type { PointResult } from './result.ts';

/** A measurement that more than one test needs: made once, at the temperature of the unit unless one is given. */
export interface Shared {
  readonly load: Load;
  readonly quantity: Quantity;
  readonly temperature_C?: number;
}

/** What tells one from another, and seeds its noise. */
export const sharedKey = ({ load, quantity, temperature_C }: Shared): string =>
  JSON.stringify([load, quantity, temperature_C]);

/** One test of the programme, not run yet. */
export interface Task {
  readonly name: string;
  /** What it measures, where that is one point with a limit known beforehand. */
  readonly point?: Point;
  /** What it compares with; measured when it runs where nobody has before. */
  readonly needs?: readonly Shared[];
  readonly run: () => Promise<PointResult>;
}
