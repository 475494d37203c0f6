// Demand recomputed from minute records alone: windows that end on the hour's divisions and have a record for each minute.
import { DEMAND_MONTHS, TARIFF_RATES } from '../../shared-protocol/generated/ts/protocol.ts';
import type { Minute } from './minute.ts';
import type { LocalTime } from './rates.ts';

const MINUTE_s = 60;

/** Active import, export, reactive import, export, apparent import, export: the registers that make each. */
export const DEMANDS = [[0], [1], [2, 3], [4, 5], [6], [7]] as const;

export interface Highest {
  power_mW: number;
  /** End of its window, seconds since 1970; 0 for none. */
  time_s: number;
}

const none = (): Highest => ({ power_mW: 0, time_s: 0 });

const energyOf = ({ energy }: Minute, demand: number): bigint =>
  DEMANDS[demand].reduce((sum, register) => sum + energy[register], 0n);

const higher = (place: Highest, power_mW: number, time_s: number): void => {
  if (power_mW > place.power_mW) Object.assign(place, { power_mW, time_s });
};

export class DemandReference {
  /** By demand; of all rates, then of each. */
  readonly maxima = DEMANDS.map(() => Array.from({ length: TARIFF_RATES + 1 }, none));
  /** By month (12 x year + month from 0), then by demand. */
  readonly peaks = new Map<number, Highest[]>();
  /** Averages of the window that ended last, and whether it had all of its minutes. */
  last: { power_mW: number[]; time_s: number; whole: boolean } | undefined;
  readonly #local: LocalTime;
  readonly #minutes: number;
  readonly #window_s: number;
  /** Records that follow each other without a gap, oldest first. */
  #row: Minute[] = [];

  constructor(local: LocalTime, minutes: number, periods: number) {
    this.#local = local;
    this.#minutes = minutes;
    this.#window_s = minutes * periods * MINUTE_s;
  }

  /** Takes a record and the rate that its minute was booked to; undefined where it had none. */
  take(next: Minute, rate: number | undefined): void {
    const last = this.#row.at(-1);
    const elapsed_s = last ? next.time_s - last.time_s : 0;
    const follows = next.sequence === (last?.sequence ?? 0) + 1 && elapsed_s > 0 && elapsed_s <= MINUTE_s;
    if (!follows) this.#interrupt(next, last);
    this.#row.push(next);
    const onBoundary = this.#local(next.time_s) % (this.#minutes * MINUTE_s) === 0;
    if (!follows || !onBoundary) return;
    const first = this.#row.findLast(({ time_s }) => time_s <= next.time_s - this.#window_s);
    const whole = first?.time_s === next.time_s - this.#window_s && this.#isDivided(next.time_s);
    this.#forget(next.time_s);
    if (!whole) {
      this.last = { power_mW: [], time_s: next.time_s, whole };
      return;
    }
    this.#keep(first, next, rate!, last!);
  }

  /** Nothing goes on over a gap or a step of the clock; one that ends an interval leaves it incomplete. */
  #interrupt(next: Minute, last: Minute | undefined): void {
    this.#row = [];
    const interval = ({ time_s }: Minute) => Math.floor(this.#local(time_s) / (this.#minutes * MINUTE_s));
    if (!last || (interval(next) === interval(last) && next.time_s > last.time_s)) return;
    this.last = { power_mW: [], time_s: next.time_s, whole: false };
  }

  /** All the sub-intervals of the window begin and end on the clock's divisions. */
  #isDivided(end_s: number): boolean {
    for (let at = end_s - this.#window_s; at <= end_s; at += this.#minutes * MINUTE_s)
      if (this.#local(at) % (this.#minutes * MINUTE_s) !== 0) return false;
    return true;
  }

  #forget(end_s: number): void {
    this.#row = this.#row.filter(({ time_s }) => time_s >= end_s - this.#window_s);
  }

  #keep(first: Minute, next: Minute, rate: number, before: Minute): void {
    const hours = BigInt(this.#window_s);
    const power_mW = DEMANDS.map((_, d) =>
      Number(((energyOf(next, d) - energyOf(first, d)) * 36_000n) / hours),
    );
    this.last = { power_mW, time_s: next.time_s, whole: true };
    const month = new Date(this.#local(before.time_s) * 1000);
    const peaks = this.#peaksOf(month.getUTCFullYear() * 12 + month.getUTCMonth());
    power_mW.forEach((power, d) => {
      higher(this.maxima[d][0], power, next.time_s);
      higher(this.maxima[d][rate], power, next.time_s);
      if (peaks) higher(peaks[d], power, next.time_s);
    });
  }

  /** Of a month that is not older than the thirteen that are kept. */
  #peaksOf(month: number): Highest[] | undefined {
    // Months that are still to come were of a clock that was ahead.
    for (const other of this.peaks.keys()) if (other > month) this.peaks.delete(other);
    const newest = Math.max(0, ...this.peaks.keys());
    if (!this.peaks.has(month) && month < newest) return undefined;
    if (!this.peaks.has(month)) this.peaks.set(month, DEMANDS.map(none));
    const months = [...this.peaks.keys()].sort((a, b) => b - a);
    for (const old of months.slice(DEMAND_MONTHS)) this.peaks.delete(old);
    return this.peaks.get(month);
  }

  /** What is summed up and begun anew at a reset; mW of each demand. */
  reset(): number[] {
    const highest = this.maxima.map(([overall]) => overall.power_mW);
    this.maxima.forEach((places) => places.forEach((place) => Object.assign(place, none())));
    return highest;
  }
}
