// Rows of days and billing periods, recomputed from minute records and the metering core's own freezes.
import type { DemandReference, Highest } from './demand.ts';
import type { Minute } from './minute.ts';
import type { LocalTime, RateReference } from './rates.ts';

/** A freeze at the billing day: its time and the registers of the total, mWs. */
export interface Freeze {
  readonly time_s: number;
  readonly sequence: number;
  /** Sequence of the minute record that it was made with. */
  readonly record: number;
  readonly registers: readonly bigint[];
}

export interface PeriodRow {
  time_s: number;
  sequence: number;
  freeze: number;
  resets: number;
  total: bigint[];
  rates: bigint[][];
  unsplit: bigint[];
  maxima: Highest[][];
  cumulative: bigint[];
  registers: bigint[];
}

const DAY_s = 86_400;

export class PeriodReference {
  readonly days: PeriodRow[] = [];
  readonly periods: PeriodRow[] = [];
  cumulative: bigint[] = [];
  readonly #local: LocalTime;
  readonly #rates: RateReference;
  readonly #demand: DemandReference;
  #freezes: Freeze[] = [];
  #before: Minute | undefined;

  constructor(local: LocalTime, rates: RateReference, demand: DemandReference) {
    this.#local = local;
    this.#rates = rates;
    this.#demand = demand;
    this.cumulative = demand.maxima.map(() => 0n);
  }

  /** Freezes in the order of the meter's ring. */
  froze(freeze: Freeze): void {
    this.#freezes.push(freeze);
  }

  /** Takes a record behind the rates and the demand. `reset`: a command asked for it. */
  take(next: Minute, reset = false): void {
    const { time_s } = next;
    const before = this.#before;
    this.#before = next;
    if (!before) {
      this.#freezes = this.#freezes.filter((freeze) => freeze.record > next.sequence);
      return;
    }
    const day = (at_s: number) => Math.floor(this.#local(at_s) / DAY_s);
    if (before.time_s && time_s && day(before.time_s) !== day(time_s))
      this.days.push(this.#row(next, this.days.length + 1));
    const freeze = this.#freezes.find((each) => each.record <= next.sequence);
    if (freeze) this.#freezes = this.#freezes.filter((each) => each !== freeze);
    if (!freeze && !reset) return;
    const sequence = this.periods.length + 1;
    this.periods.push({ ...this.#row(next, sequence, freeze), resets: sequence });
    this.#demand.reset().forEach((power_mW, d) => (this.cumulative[d] += BigInt(power_mW)));
  }

  #row(next: Minute, sequence: number, freeze?: Freeze): PeriodRow {
    return {
      ...{ time_s: next.time_s, sequence, freeze: freeze?.sequence ?? 0, resets: 0 },
      total: [...next.energy],
      rates: this.#rates.rates.map((rates) => [...rates]),
      unsplit: [...this.#rates.unsplit],
      maxima: this.#demand.maxima.map((places) => places.map((place) => ({ ...place }))),
      cumulative: [...this.cumulative],
      registers: [...(freeze?.registers ?? Array<bigint>(13).fill(0n))],
    };
  }
}
