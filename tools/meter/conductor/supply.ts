// The supply of a meter on a bench: how it goes away, what the boards see of it first, and how long they go on.

import type { Role } from '../../cores/core-runner.ts';

/** How long the boards go on behind the comparator's edge: what the hold-up capacitors give at their lowest capacitance. */
export const HOLD_UP_ms = 50;

const OFF_ms = 1000;
/** Between the end of a board and somebody's hand at its button. */
const BUTTON_ms = 500;
const BOTH: readonly Role[] = ['metering', 'management'];

/** A cut of the supply. */
export interface PowerCut {
  /** The comparators see it coming; true without it. Otherwise the boards end at once. */
  readonly comparator?: boolean;
  readonly holdUp_ms?: number;
  readonly off_ms?: number;
  /** Boards that lose it; both without. */
  readonly boards?: readonly Role[];
  /** The management board begins anew on its reading battery, the metering board stays without power for `off_ms`; `surroundings`
   *  then say that the supply fails, until whoever cut it says otherwise. */
  readonly readingBattery?: boolean;
}

/** What a cut needs of a meter. */
interface Cuttable {
  readonly surroundings: { supplyFails: boolean };
  readonly conductor: { readonly now_us: number; goOn(goal: { now_us: number }): Promise<void> };
  /** Ends these boards where they are, for so long. */
  end(off_us: number, boards: readonly Role[]): Promise<void>;
}

/** Cuts the supply and waits until it is back. */
export async function cutSupply(meter: Cuttable, cut: PowerCut = {}): Promise<void> {
  const { comparator = true, holdUp_ms = HOLD_UP_ms, off_ms = OFF_ms, boards = BOTH } = cut;
  const { surroundings, conductor, end } = meter;
  const pass = (time_ms: number) => conductor.goOn({ now_us: conductor.now_us + time_ms * 1000 });
  if (comparator) {
    surroundings.supplyFails = true;
    await pass(holdUp_ms);
  }
  if (cut.readingBattery) {
    await end(off_ms * 1000, ['metering']);
    return end(BUTTON_ms * 1000, ['management']);
  }
  await end(off_ms * 1000, boards);
  surroundings.supplyFails = false;
  await pass(off_ms);
}
