// Registers of minute records as they rise: what an open window took back again is no fall.
import type { Minute } from './minute.ts';

/**
 * Hundredths of Wh in a window of 300 ms at 3 x 480 V x 209 A, rounded up. A record has the window that is open at its minute's end; where the
 * window's sum turns out to be of the other direction of power, the next record is lower by so much at most.
 */
export const OPEN_WINDOW = 2600n;

/** Takes records in their order. */
export class Rising {
  #highest: readonly bigint[] = [];

  /** The record with each register at the highest so far; as it is where one fell by more, since counting began anew there. */
  take(minute: Minute): Minute {
    const { energy } = minute;
    const before = (i: number) => this.#highest[i] ?? 0n;
    const isAnew = energy.some((register, i) => register + OPEN_WINDOW < before(i));
    this.#highest = isAnew
      ? energy
      : energy.map((register, i) => (register > before(i) ? register : before(i)));
    return { ...minute, energy: this.#highest };
  }
}
