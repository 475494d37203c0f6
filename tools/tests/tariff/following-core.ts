// A management core beside a metering core that records a minute a step: its ticks, its memory, its cuts.
import {
  BILLING_ROW_STRIDE,
  BILLING_ROWS_SLOTS,
  BOOKS_MAGIC,
  DAY_ROWS_SLOTS,
  FRAM_BOOKS_A,
  FRAM_BOOKS_B,
  FRAM_BYTES,
  LAYOUTS,
  NOR_BILLING_ROWS,
  NOR_BYTES,
  NOR_DAY_ROWS,
  NOR_PROFILE_1,
  NOR_PROFILE_2,
  PROFILE_ROW_STRIDE,
  PROFILE_SLOTS,
  TARIFF_RATES,
  TICK_us,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { builtFile } from '../../build/paths.ts';
import type { StorageWatch } from '../../cores/board-chips.ts';
import type { SliceInput, StorageCut } from '../../cores/core-runner.ts';
import { V8Core } from '../../cores/v8-core.ts';
import { newerBank } from '../../records/banked.ts';
import { NorImage } from '../../rp2350/chips/nor-image.ts';
import { crc32 } from '../../records/framing.ts';
import type { ProfileRow } from '../../tariff/profile.ts';
import type { PeriodRow } from '../../tariff/periods.ts';
import { decodeRecord, encodeRecord, type RecordValue } from '../../records/records.ts';
import { DEMANDS, type Highest } from '../../tariff/demand.ts';
import { QUANTITIES } from '../../tariff/minute.ts';
import type { RecordingMeter } from './recording-meter.ts';

/** What a core kept of the records it followed. */
export interface Kept {
  record: number;
  time_s: number;
  rate: number;
  marks: number;
  unrecorded: number;
  lost: number;
  total: bigint[];
  rates: bigint[][];
  unsplit: bigint[];
  demand: KeptDemand;
  days: number;
  periods: number;
  profiles: number[];
}

/** What it kept of the demand. */
export interface KeptDemand {
  last: { power_mW: number[]; time_s: number; whole: boolean };
  maxima: Highest[][];
  cumulative: bigint[];
  /** By month, the newest first. */
  peaks: [month: number, Highest[]][];
}

const byRate = (flat: readonly bigint[]): bigint[][] =>
  Array.from({ length: QUANTITIES }, (_, q) => flat.slice(q * TARIFF_RATES, (q + 1) * TARIFF_RATES));

type Numbers = (name: string) => readonly number[];

function highestIn(numbers: Numbers, name: string, from: number, count: number): Highest[] {
  const [power, time] = [numbers(name), numbers(`${name}_s`)];
  return Array.from({ length: count }, (_, i) => ({ power_mW: power[from + i], time_s: time[from + i] }));
}

const maximaOf = (numbers: Numbers): Highest[][] =>
  DEMANDS.map((_, d) => highestIn(numbers, 'demand_max', d * (TARIFF_RATES + 1), TARIFF_RATES + 1));

function demandOf(found: Record<string, RecordValue>): KeptDemand {
  const numbers: Numbers = (name) => found[name] as number[];
  const flags = Number(found.demand_flags);
  return {
    last: {
      power_mW: [...numbers('demand_last')],
      time_s: Number(found.demand_last_s),
      whole: (flags & 2) !== 0,
    },
    maxima: maximaOf(numbers),
    cumulative: [...(found.demand_cumulative as bigint[])],
    peaks: [...numbers('peak_month')].flatMap((month, i): [number, Highest[]][] =>
      month ? [[month, highestIn(numbers, 'peak', i * DEMANDS.length, DEMANDS.length)]] : [],
    ),
  };
}

export class FollowingCore {
  fram = new Uint8Array(FRAM_BYTES).fill(0xff);
  nor = new NorImage(NOR_BYTES);
  readonly #meter: RecordingMeter;
  #core: V8Core | undefined;
  #now_us = 0;
  #norEnds = false;

  readonly #watch: StorageWatch | undefined;

  /** `watch`: hears of all that it writes. */
  constructor(meter: RecordingMeter, watch?: StorageWatch) {
    this.#meter = meter;
    this.#watch = watch;
  }

  /** Supply comes: a start with empty memory beside what the chips hold; `cut`: where it goes again. */
  start(cut?: StorageCut): void {
    this.nor.settle();
    const module = builtFile('management-core.wasm');
    const { fram } = this;
    this.#core?.close();
    this.#core = new V8Core({
      role: 'management',
      module,
      fram,
      nor: () => this.nor,
      cut,
      watch: this.#watch,
    });
    this.#now_us = 0;
    this.#norEnds = false;
  }

  /** Sets the window of the demand in a memory that nothing was kept in yet. */
  setWindow(minutes: number, periods: number): void {
    const record = encodeRecord('books', {
      ...{ magic: BOOKS_MAGIC, sequence: 1, demand_minutes: minutes, demand_periods: periods },
    });
    const at = record.length - 4;
    new DataView(record.buffer).setUint32(at, crc32(record.subarray(0, at)), true);
    this.fram.set(record, FRAM_BOOKS_A);
  }

  stop(): void {
    this.#core?.close();
    this.#core = undefined;
  }

  #slice(inputs: SliceInput[]): void {
    for (const output of this.#core!.slice(inputs)) {
      if (output.type === 'fault') throw new Error(`fault: ${output.text}`);
      if (output.type === 'norStarted') this.#norEnds = true;
      if (output.type !== 'linkRequest') continue;
      const bytes = this.#meter.answer(output.bytes);
      this.#slice([{ type: 'linkReply', status: bytes.length, bytes }]);
    }
  }

  tick(): void {
    if (this.#norEnds) {
      this.#norEnds = false;
      this.#slice([{ type: 'norDone', status: 0 }]);
    }
    this.#now_us += TICK_us;
    this.#slice([{ type: 'tick', now_us: this.#now_us }]);
  }

  ticks(count: number): void {
    for (let i = 0; i < count; i++) this.tick();
  }

  /** Until the newest record is kept. Throws where that does not come. */
  follow(): void {
    for (let tick = 0; this.kept()?.record !== this.#meter.newest; ) {
      this.ticks(100);
      tick += 100;
      if (tick > 1_000_000)
        throw new Error(`stands at record ${this.kept()?.record} of ${this.#meter.newest}`);
    }
  }

  /** Row of a ring in the NOR by its sequence. Throws where its CRC is wrong. */
  row(name: 'billing_row' | 'profile_row', base: number, stride: number, slots: number, sequence: number) {
    const { bytes } = LAYOUTS[name];
    const at = base + (sequence % slots) * stride;
    const row = Uint8Array.from({ length: bytes }, (_, i) => this.nor.read(at + i));
    const check = new DataView(row.buffer).getUint32(bytes - 4, true);
    if (check !== crc32(row.subarray(0, -4))) throw new Error(`${name} ${sequence} is not whole`);
    return decodeRecord(name, row);
  }

  /** Row of a day or billing period. */
  period(ring: 'days' | 'billing', sequence: number): PeriodRow {
    const [base, slots] =
      ring === 'days' ? [NOR_DAY_ROWS, DAY_ROWS_SLOTS] : [NOR_BILLING_ROWS, BILLING_ROWS_SLOTS];
    const found = this.row('billing_row', base, BILLING_ROW_STRIDE, slots, sequence);
    const bigints = (name: string) => [...(found[name] as bigint[])];
    return {
      ...{ time_s: Number(found.time_s), sequence: Number(found.sequence) },
      ...{ freeze: Number(found.freeze), resets: Number(found.resets) },
      ...{ total: bigints('total'), rates: byRate(bigints('rates')), unsplit: bigints('unsplit') },
      maxima: maximaOf((name) => found[name] as number[]),
      ...{ cumulative: bigints('demand_cumulative'), registers: bigints('registers') },
    };
  }

  /** Row of the first or second load profile. */
  profile(which: 0 | 1, sequence: number): ProfileRow {
    const base = which ? NOR_PROFILE_2 : NOR_PROFILE_1;
    const found = this.row('profile_row', base, PROFILE_ROW_STRIDE, PROFILE_SLOTS, sequence);
    return {
      ...{ time_s: Number(found.time_s), sequence: Number(found.sequence) },
      ...{ status: Number(found.status), quality: Number(found.quality) },
      values: [...(found.value as bigint[])],
    };
  }

  kept(): Kept | undefined {
    const found = newerBank(this.fram, 'books', BOOKS_MAGIC, [FRAM_BOOKS_A, FRAM_BOOKS_B]);
    if (!found) return undefined;
    const numbers = (name: string) => [...(found[name] as bigint[])];
    return {
      record: Number(found.record),
      time_s: Number(found.time_s),
      rate: Number(found.rate),
      marks: Number(found.marks),
      unrecorded: Number(found.unrecorded),
      lost: Number(found.lost_records),
      total: numbers('total'),
      rates: byRate(numbers('rates')),
      unsplit: numbers('unsplit'),
      demand: demandOf(found),
      days: Number(found.day_rows),
      periods: Number(found.billing_rows),
      profiles: [Number(found.profile_rows_0), Number(found.profile_rows_1)],
    };
  }
}
