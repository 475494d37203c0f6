// A recorded waveform as an endless loop of sample sets, with the directly summed truth of what it feeds.
import { DEFAULT_RATE_mHz, SET_WORDS, countsPerUnit, toCount, wordOf, type Input } from './afe-scale.ts';
import { COUNT_MAX } from './afe-scale.ts';
import { condition, type InputSignal, type ScaleOptions } from './conditioning.ts';
import { describeMap, mapChannels, mapNotes } from './map.ts';
import { NetWindows } from './net-windows.ts';
import { readRecording } from './read.ts';
import type { ReadOptions, Recording } from './recording.ts';
import { loopReactive, strongestCycles } from './reference.ts';
import { loopLength, resampleLoop } from './resample.ts';
import { SERVICE_TRAITS } from './services.ts';
import { ELEMENTS, type SampleSource, type Service, type Truth } from './source.ts';
import { clampWindow, makeTruth, type Sums } from './truth.ts';

export interface FileSourceOptions extends ScaleOptions, ReadOptions {
  readonly service: Service;
  /** "V1=VA,I1=IA": exactly these inputs are fed; by names and order when not given. */
  readonly map?: string;
  readonly rate_mHz?: number;
  /** Over what import is told from export: a window of 0.2 s (default), or each cycle. */
  readonly netting?: 'window' | 'cycle';
}

/** Ten or twelve cycles. */
export const NET_WINDOW_s = 0.2;

/** Running sums over one loop: entry n is the sum of the samples before n. */
interface ElementSums {
  readonly vv: Float64Array;
  readonly ii: Float64Array;
  readonly vi: Float64Array;
  readonly q1: number;
}

/** A loop this near to a whole number of cycles has no seam worth a word. */
const CYCLES_TOLERANCE = 0.02;

/** A source from the file at `path`; throws a WaveError saying what is wrong with it. */
export function fileSource(path: string, options: FileSourceOptions): FileSource {
  return new FileSource(readRecording(path, options), options);
}

export class FileSource implements SampleSource {
  readonly description: string;
  readonly notes: readonly string[];
  readonly service: Service;
  readonly rate_mHz: number;
  /** Samples of the loop, and how much faster than the file it runs. */
  readonly loop_sets: number;
  readonly deviation_ppm: number;
  /** The printable map: "V1 <- v_raw, I1 <- i_raw". */
  readonly mapping: string;
  private readonly table: Int32Array;
  private readonly elements: readonly ElementSums[];
  private readonly neutral: Float64Array;
  private readonly frequency_Hz: number;
  private readonly windows: NetWindows;

  constructor(recording: Recording, options: FileSourceOptions) {
    this.service = options.service;
    this.rate_mHz = options.rate_mHz ?? DEFAULT_RATE_mHz;
    const map = mapChannels(recording.channels, this.service, options.map);
    const { signals, notes } = condition(recording, map, this.service, options);
    const loop = loopLength(signals[0].samples.length, recording.rate_Hz, this.rate_mHz);
    this.loop_sets = loop.length;
    this.deviation_ppm = loop.deviation_ppm;
    const inputs = resampleAll(signals, loop.length, this.service);
    const { table, saturated } = quantise(inputs, loop.length);
    this.table = table;
    const cycles = strongestCycles(inputs.get('V1') ?? signals[0].samples);
    this.frequency_Hz = (cycles * this.rate_mHz) / 1000 / loop.length;
    this.elements = ELEMENTS[this.service].map((p) => elementSums(inputs, p, loop.length, cycles));
    this.neutral = runningProduct(inputs.get('IN'), inputs.get('IN'), loop.length);
    const net_s = options.netting === 'cycle' && cycles > 0 ? 1 / this.frequency_Hz : NET_WINDOW_s;
    const window_sets = Math.max(1, (net_s * this.rate_mHz) / 1000);
    this.windows = new NetWindows((n) => this.elements.map((e) => looped(e.vi, n)), window_sets);
    this.mapping = describeMap(map, recording.channels);
    this.description = `${recording.source}: ${this.mapping}`;
    const left = mapNotes(map, recording.channels, this.service);
    this.notes = [...recording.notes, ...left, ...notes, ...this.loopNotes(recording, cycles, saturated)];
  }

  fill(destination: Int32Array, firstIndex: number, sets: number): void {
    let done = 0;
    while (done < sets) {
      const from = (firstIndex + done) % this.loop_sets;
      const take = Math.min(sets - done, this.loop_sets - from);
      destination.set(this.table.subarray(from * SET_WORDS, (from + take) * SET_WORDS), done * SET_WORDS);
      done += take;
    }
  }

  truth(sets: number, window_sets?: number): Truth {
    const window = clampWindow(sets, window_sets);
    return makeTruth({
      service: this.service,
      rate_mHz: this.rate_mHz,
      sets,
      window_sets: window,
      frequency_Hz: this.frequency_Hz,
      end: this.sums(sets),
      start: this.sums(sets - window),
      imports: this.windows.importsAt(sets),
    });
  }

  private sums(n: number): Sums {
    return {
      vv: this.elements.map((e) => looped(e.vv, n)),
      ii: this.elements.map((e) => looped(e.ii, n)),
      vi: this.elements.map((e) => looped(e.vi, n)),
      q1: this.elements.map((e) => e.q1 * n),
      nn: looped(this.neutral, n),
    };
  }

  private loopNotes(recording: Recording, cycles: number, saturated: number): string[] {
    const length = recording.channels[0].samples.length;
    const notes = [
      `${length} samples at ${recording.rate_Hz} Hz -> loop of ${this.loop_sets} at ${this.rate_mHz / 1000} Hz`,
    ];
    if (Math.abs(this.deviation_ppm) > 1e-6) {
      notes.push(
        `a whole loop makes every frequency ${this.deviation_ppm.toFixed(3)} ppm higher than recorded`,
      );
    }
    if (Math.abs(cycles - Math.round(cycles)) > CYCLES_TOLERANCE)
      notes.push(`the loop holds ${cycles.toFixed(2)} cycles: the phase jumps where it starts again`);
    if (saturated > 0)
      notes.push(`${saturated} samples of the loop saturate the front end; the truth does not`);
    return notes;
  }
}

/** Resamples what is fed, and closes the neutral with -(i1 + i2 + i3) where no channel feeds it. */
function resampleAll(
  signals: readonly InputSignal[],
  length: number,
  service: Service,
): Map<Input, Float64Array> {
  const inputs = new Map(signals.map((s) => [s.input, resampleLoop(s.samples, length)]));
  if (!SERVICE_TRAITS[service].hasNeutral || inputs.has('IN')) return inputs;
  const neutral = new Float64Array(length);
  for (const input of ['I1', 'I2', 'I3'] as const) {
    inputs.get(input)?.forEach((x, n) => {
      neutral[n] -= x;
    });
  }
  return inputs.set('IN', neutral);
}

function quantise(
  inputs: ReadonlyMap<Input, Float64Array>,
  length: number,
): { table: Int32Array; saturated: number } {
  const table = new Int32Array(length * SET_WORDS);
  let saturated = 0;
  for (const [input, samples] of inputs) {
    const word = wordOf(input);
    const scale = countsPerUnit(word);
    for (let n = 0; n < length; n++) {
      if (Math.abs(samples[n] * scale) > COUNT_MAX + 0.5) saturated++;
      table[n * SET_WORDS + word] = toCount(samples[n] * scale);
    }
  }
  return { table, saturated };
}

function elementSums(
  inputs: ReadonlyMap<Input, Float64Array>,
  phase: number,
  length: number,
  cycles: number,
): ElementSums {
  const v = inputs.get(`V${phase + 1}` as Input);
  const i = inputs.get(`I${phase + 1}` as Input);
  return {
    vv: runningProduct(v, v, length),
    ii: runningProduct(i, i, length),
    vi: runningProduct(v, i, length),
    q1: v && i ? loopReactive(v, i, cycles) : 0,
  };
}

/** length + 1 running sums of x·y; all zero where an input is not fed. */
function runningProduct(
  x: Float64Array | undefined,
  y: Float64Array | undefined,
  length: number,
): Float64Array {
  const sums = new Float64Array(length + 1);
  if (x && y) for (let n = 0; n < length; n++) sums[n + 1] = sums[n] + x[n] * y[n];
  return sums;
}

/** Running sum at sample n of the endless loop. */
function looped(sums: Float64Array, n: number): number {
  const length = sums.length - 1;
  return Math.floor(n / length) * sums[length] + sums[n % length];
}
