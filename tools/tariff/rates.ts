// What each rate has, recomputed from minute records alone: the reference that a meter is held against.
import {
  RECORD_FLAG_CLOCK_CHANGED,
  RECORD_FLAG_STARTED,
  TARIFF_RATES,
} from '../../shared-protocol/generated/ts/protocol.ts';
import { QUANTITIES, type Minute } from './minute.ts';

/** Local seconds since 1970 of a time (UTC), as the place's law has them. */
export type LocalTime = (utc_s: number) => number;
/** Rate at a local time, by the tariff that holds then. */
export type RateOf = (local_s: number, utc_s: number) => number;

const MINUTE_s = 60;

export class RateReference {
  /** By quantity, then by rate; rate 1 stands at 0. */
  readonly rates = Array.from({ length: QUANTITIES }, () => Array<bigint>(TARIFF_RATES).fill(0n));
  readonly unsplit = Array<bigint>(QUANTITIES).fill(0n);
  /** Bookings without a rate. */
  unrecorded = 0;
  /** Rate of the minute taken last; undefined where it had none. */
  rate: number | undefined;
  last: Minute | undefined;
  readonly #local: LocalTime;
  readonly #rateOf: RateOf;
  readonly #defaultRate: number;

  constructor(local: LocalTime, rateOf: RateOf, defaultRate = 1) {
    this.#local = local;
    this.#rateOf = rateOf;
    this.#defaultRate = defaultRate;
  }

  #at(utc_s: number): number {
    return this.#rateOf(this.#local(utc_s), utc_s);
  }

  /**
   * The rate between the last record and this one. A minute has the rate it began with. Over a start of the meter, while it
   * did not count, and over a step of its clock, energy is of the minutes at both ends: they must have one rate.
   */
  #rateSince(last: Minute, next: Minute): number | undefined {
    if (next.time_s === 0 || last.time_s === 0) return undefined;
    const isNext = next.sequence === last.sequence + 1;
    const elapsed_s = next.time_s - last.time_s;
    const before = this.#at(last.time_s);
    if (isNext && elapsed_s > 0 && elapsed_s <= MINUTE_s) return before;
    const stood = (next.flags & (RECORD_FLAG_STARTED | RECORD_FLAG_CLOCK_CHANGED)) !== 0;
    return isNext && stood && this.#at(next.time_s - 1) === before ? before : undefined;
  }

  /** Takes the next record there is. */
  take(next: Minute): void {
    const { last } = this;
    this.rate = last && this.#rateSince(last, next);
    if (last && this.rate === undefined) this.unrecorded++;
    next.energy.forEach((energy, quantity) => {
      const went = energy - (last?.energy[quantity] ?? 0n);
      this.rates[quantity][(this.rate ?? this.#defaultRate) - 1] += went;
      if (this.rate === undefined) this.unsplit[quantity] += went;
    });
    this.last = next;
  }
}
