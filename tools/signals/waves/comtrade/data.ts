// Collects the data of a COMTRADE record in memory, or hands it out block by block.
import type { Bytes } from '../bytes.ts';
import { WaveFormatError } from '../errors.ts';
import type { ComtradeConfig } from './config.ts';
import { checkCount, MISSING_STAMP, recordsOf, type Records, type RecordsRead } from './records.ts';

/** Raw contents of the data file: sample numbers, stamps, and the codes of each analog channel. */
export interface Data {
  readonly numbers: Float64Array;
  readonly times: Float64Array;
  readonly codes: readonly Float64Array[];
  /** Channels of which no sample is valid. */
  readonly missing: ReadonlySet<number>;
  readonly notes: readonly string[];
}

const missingSample = (file: string, c: ComtradeConfig, at: number, place: string): WaveFormatError =>
  new WaveFormatError(file, place, `channel ${c.analog[at].name}: the sample is marked missing`);

/** Holds records, up to a number. */
class Collector implements Records {
  readonly numbers: Float64Array;
  readonly times: Float64Array;
  readonly codes: readonly Float64Array[];
  readonly #file: string;
  readonly #config: ComtradeConfig;
  /** Of each channel the place of its first missing sample, and how many there are. */
  readonly #gaps = new Map<number, { place: string; count: number }>();
  count = 0;

  constructor(file: string, config: ComtradeConfig, room: number) {
    this.#file = file;
    this.#config = config;
    this.numbers = new Float64Array(room);
    this.times = new Float64Array(room);
    this.codes = config.analog.map(() => new Float64Array(room));
  }

  take(place: string, number: number, time: number, codeOf: (channel: number) => number): void {
    const record = this.count++;
    this.numbers[record] = number;
    this.times[record] = time;
    this.codes.forEach((codes, at) => {
      const code = codeOf(at);
      if (!Number.isNaN(code)) return void (codes[record] = code);
      const gap = this.#gaps.get(at) ?? { place, count: 0 };
      gap.count++;
      this.#gaps.set(at, gap);
    });
  }

  /** Channels of which no sample is valid. Throws where one lacks some. */
  missing(): ReadonlySet<number> {
    const partly = [...this.#gaps].find(([, { count }]) => count < this.count);
    if (partly) throw missingSample(this.#file, this.#config, partly[0], partly[1].place);
    return new Set(this.#gaps.keys());
  }
}

/** Runs a generator to its end, for what it returns. */
function ended<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/**
 * The first `upTo` records; all of them without it.
 * Throws WaveFormatError or WaveTruncatedError naming the record or line.
 */
export function readData(file: string, c: ComtradeConfig, bytes: Bytes, upTo = c.records): Data {
  const collector = new Collector(file, c, Math.min(upTo, bytes.size));
  const read = ended(recordsOf(file, c, bytes, collector, upTo));
  if (upTo >= c.records) checkCount(file, collector.count, c);
  const { numbers, times, codes } = collector;
  return { numbers, times, codes, missing: collector.missing(), notes: surplusNotes(read, c.records) };
}

function surplusNotes({ surplusRecords, surplusBytes }: RecordsRead, stated: number): string[] {
  if (surplusRecords > 0)
    return [`${stated + surplusRecords} records, ${stated} stated: the stated ones are read`];
  return surplusBytes > 0 ? [`left out behind the last record: ${surplusBytes} bytes`] : [];
}

/** The codes of the records of one block; a sample marked missing is refused. */
class Block implements Records {
  codes: Float64Array[] = [];
  count = 0;
  #held = 0;
  readonly #file: string;
  readonly #config: ComtradeConfig;
  readonly #channels: readonly number[];
  readonly #room: number;

  constructor(file: string, config: ComtradeConfig, channels: readonly number[], room: number) {
    this.#file = file;
    this.#config = config;
    this.#channels = channels;
    this.#room = room;
    this.#clear();
  }

  take(place: string, _number: number, _time: number, codeOf: (channel: number) => number): void {
    this.#channels.forEach((at, n) => {
      const code = codeOf(at);
      if (Number.isNaN(code)) throw missingSample(this.#file, this.#config, at, place);
      this.codes[n][this.#held] = code;
    });
    this.#held++;
    this.count++;
  }

  /** What came since the last time, when at least `least` records did. */
  *handOut(least: number): Generator<readonly Float64Array[]> {
    if (this.#held < least) return;
    const held = this.#held;
    const block = this.codes.map((codes) => codes.subarray(0, held));
    this.#clear();
    yield block;
  }

  #clear(): void {
    this.codes = this.#channels.map(() => new Float64Array(this.#room));
    this.#held = 0;
  }
}

/** At least so many records make a block; the pieces they come in are shorter. */
const BLOCK_RECORDS = 1 << 15;

/** The codes of these channels, block by block, to the last of the stated records. Throws as readData, when it is reached. */
export function* dataBlocks(
  file: string,
  c: ComtradeConfig,
  bytes: Bytes,
  channels: readonly number[],
): Generator<readonly Float64Array[]> {
  const block = new Block(file, c, channels, 2 * BLOCK_RECORDS);
  for (const _ of recordsOf(file, c, bytes, block)) yield* block.handOut(BLOCK_RECORDS);
  yield* block.handOut(1);
  checkCount(file, block.count, c);
}

/** Stamps that say something about time: none is missing and they are not all alike. */
export function usableStamps(times: Float64Array): boolean {
  return (
    times.every((t) => Number.isFinite(t) && t !== MISSING_STAMP) && times[times.length - 1] !== times[0]
  );
}
