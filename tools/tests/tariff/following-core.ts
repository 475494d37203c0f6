// A management core beside a metering core that records a minute a step: its ticks, its memory, its cuts.
import {
  BOOKS_MAGIC,
  FRAM_BOOKS_A,
  FRAM_BOOKS_B,
  FRAM_BYTES,
  NOR_BYTES,
  TARIFF_RATES,
  TICK_us,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { builtFile } from '../../build/paths.ts';
import type { SliceInput } from '../../cores/core-runner.ts';
import { V8Core } from '../../cores/v8-core.ts';
import { newerBank } from '../../records/banked.ts';
import { NorImage } from '../../rp2350/chips/nor-image.ts';
import { crc32 } from '../../records/framing.ts';
import { encodeRecord, type RecordValue } from '../../records/records.ts';
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

function demandOf(found: Record<string, RecordValue>): KeptDemand {
  const numbers: Numbers = (name) => found[name] as number[];
  const flags = Number(found.demand_flags);
  return {
    last: {
      power_mW: [...numbers('demand_last')],
      time_s: Number(found.demand_last_s),
      whole: (flags & 2) !== 0,
    },
    maxima: DEMANDS.map((_, d) => highestIn(numbers, 'demand_max', d * (TARIFF_RATES + 1), TARIFF_RATES + 1)),
    cumulative: [...(found.demand_cumulative as bigint[])],
    peaks: [...numbers('peak_month')].flatMap((month, i): [number, Highest[]][] =>
      month ? [[month, highestIn(numbers, 'peak', i * DEMANDS.length, DEMANDS.length)]] : [],
    ),
  };
}

export class FollowingCore {
  readonly fram = new Uint8Array(FRAM_BYTES).fill(0xff);
  readonly nor = new NorImage(NOR_BYTES);
  readonly #meter: RecordingMeter;
  #core: V8Core | undefined;
  #now_us = 0;
  #norEnds = false;

  constructor(meter: RecordingMeter) {
    this.#meter = meter;
  }

  /** Supply comes: a start with empty memory beside what the chips hold. */
  start(): void {
    const module = builtFile('management-core.wasm');
    this.#core = new V8Core({ role: 'management', module, fram: this.fram, nor: () => this.nor });
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
    };
  }
}
