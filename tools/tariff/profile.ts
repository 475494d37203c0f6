// Load profiles recomputed from minute records: a row where an interval of local time ends, with registers as they stood.
import {
  PROFILE_STATUS_CLOCK_ADJUSTED,
  PROFILE_STATUS_DAYLIGHT,
  PROFILE_STATUS_NOT_BILLABLE,
  PROFILE_STATUS_POWER_DOWN,
  RECORD_FLAG_CLOCK_CHANGED,
  RECORD_FLAG_STARTED,
} from '../../shared-protocol/generated/ts/protocol.ts';
import type { DemandReference } from './demand.ts';
import type { Minute } from './minute.ts';
import type { LocalTime, RateReference } from './rates.ts';

/** C, D and E of a code. */
export type Column = readonly [c: number, d: number, e: number];

export interface ProfileRow {
  time_s: number;
  sequence: number;
  status: number;
  quality: number;
  /** Undefined for an average over a window that was not whole. */
  values: (bigint | undefined)[];
}

const MINUTE_s = 60;
const D_LAST = 5;
/** Registers of a C; two quadrants make reactive import and export. */
const REGISTERS: Record<number, readonly number[]> = {
  1: [0],
  2: [1],
  3: [2, 3],
  4: [4, 5],
  5: [2],
  6: [3],
  7: [4],
  8: [5],
  9: [6],
  10: [7],
};
const DEMAND_OF_C: Record<number, number> = { 1: 0, 2: 1, 3: 2, 4: 3, 9: 4, 10: 5 };
/** mWh in a hundredth of a Wh. */
const PER_CENTI_Wh = 10n;

const sum = (values: readonly bigint[]) => values.reduce((all, value) => all + value, 0n);

export class ProfileReference {
  readonly rows: ProfileRow[] = [];
  readonly #local: LocalTime;
  readonly #rates: RateReference;
  readonly #demand: DemandReference;
  readonly #interval_s: number;
  readonly #columns: readonly Column[];
  #before: Minute | undefined;
  #status = 0;

  constructor(
    local: LocalTime,
    rates: RateReference,
    demand: DemandReference,
    minutes: number,
    columns: readonly Column[],
  ) {
    this.#local = local;
    this.#rates = rates;
    this.#demand = demand;
    this.#interval_s = minutes * MINUTE_s;
    this.#columns = columns;
  }

  /** Takes a record behind the rates and the demand. */
  take(next: Minute): void {
    const before = this.#before;
    this.#before = next;
    if (!before) return;
    const elapsed_s = next.time_s - before.time_s;
    const follows = next.sequence === before.sequence + 1 && elapsed_s > 0 && elapsed_s <= MINUTE_s;
    this.#note(next, follows);
    const [from, to] = [before, next].map(({ time_s }) => this.#local(time_s));
    const index = (local_s: number) => Math.floor(local_s / this.#interval_s);
    if (index(from) === index(to) && to % this.#interval_s !== 0) return;
    this.rows.push({
      ...{ time_s: next.time_s, sequence: this.rows.length + 1, quality: next.quality },
      status: this.#status | (next.daylight ? PROFILE_STATUS_DAYLIGHT : 0),
      values: this.#columns.map((column) => this.#value(next, column)),
    });
    this.#status = 0;
  }

  #note({ flags }: Minute, follows: boolean): void {
    if (!follows) this.#status |= PROFILE_STATUS_NOT_BILLABLE;
    if (flags & RECORD_FLAG_STARTED) this.#status |= PROFILE_STATUS_POWER_DOWN;
    if (flags & RECORD_FLAG_CLOCK_CHANGED)
      this.#status |= PROFILE_STATUS_CLOCK_ADJUSTED | PROFILE_STATUS_NOT_BILLABLE;
  }

  #value({ energy }: Minute, [c, d, e]: Column): bigint | undefined {
    if (d === D_LAST) {
      const { last } = this.#demand;
      return last?.whole ? BigInt(last.power_mW[DEMAND_OF_C[c]]) : undefined;
    }
    return e === 0
      ? sum(REGISTERS[c].map((register) => energy[register])) * PER_CENTI_Wh
      : sum(REGISTERS[c].map((register) => this.#rates.rates[register][e - 1]));
  }
}
