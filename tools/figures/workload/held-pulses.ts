// Pulses at a pin around times in which none may begin: how even the others are, and what became of those that fell due then.
import { straightLine } from '../equidistance.ts';

/** A time in which the supply fails, s. */
export interface Hold {
  readonly from_s: number;
  readonly until_s: number;
}

export interface HeldPulses {
  /** Mean distance of two pulses. */
  readonly period_s: number;
  /** Largest departure from equidistant instants of a pulse that was not held back. */
  readonly worst_us: number;
  /** Pulses that fell due while none may begin, and those of them that came once it was over. */
  readonly due: number;
  readonly caughtUp: number;
  /** Pulses that began while none may. */
  readonly begun: number;
}

/** Of so many pulses that wait at most the last has come this much later; their distance is 0.39 ms at least. */
const CATCH_UP_s = 0.005;

/** Numbers the pulses in their order: one lost or one too many moves all behind it by a whole period. */
export function heldPulses(rises_s: readonly number[], holds: readonly Hold[]): HeldPulses {
  const numbers = rises_s.map((_, k) => k);
  const near = (t: number) => holds.some(({ from_s, until_s }) => t >= from_s && t < until_s + CATCH_UP_s);
  const free = numbers.filter((k) => !near(rises_s[k]));
  const { at_s, period_s } = straightLine(
    free,
    free.map((k) => rises_s[k]),
  );
  const ideal = (k: number) => at_s + k * period_s;
  const within = (t: number) => holds.some(({ from_s, until_s }) => t >= from_s && t < until_s);
  const due = numbers.filter((k) => within(ideal(k)));
  return {
    period_s,
    worst_us:
      Math.max(...numbers.filter((k) => !due.includes(k)).map((k) => Math.abs(rises_s[k] - ideal(k)))) * 1e6,
    due: due.length,
    caughtUp: due.filter((k) => near(rises_s[k]) && !within(rises_s[k])).length,
    begun: rises_s.filter(within).length,
  };
}
