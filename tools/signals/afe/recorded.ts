// Any other source behind a front end: an equivalent FIR for each word, because only its samples are known.
import { COUNT_MAX, SET_WORDS } from '../waves/afe-scale.ts';
import { transform } from '../waves/fourier.ts';
import { SIGNALS } from '../waves/oscillator.ts';
import type { SampleSource, Service, Truth } from '../waves/source.ts';
import { inputResponse } from './front-end.ts';
import { ColouredNoise } from './noise.ts';
import { mixSeed } from './random.ts';
import { noise_counts, offset_counts, type Unit } from './unit.ts';

const SEGMENT_SETS = 256;
const FIRST_CURRENT = 3;
/** Points of the response the taps are made from; also more than any filter is long. */
const GRID = 8192;
/** Taps to each side: enough for delay, droop and derivative. */
const SHORT_REACH = 127;
/** A transformer remembers: R/L of 25/s at 4 kHz is 160 samples, and 1023 to a side leave e^-6. */
const LONG_REACH = 1023;

/** Whole over the inner half, then a cosine down to nothing: the core of the response stays as it is. */
const fade = (place: number): number => (place < 0.5 ? 1 : 0.5 + 0.5 * Math.cos(Math.PI * (2 * place - 1)));

/**
 * Taps of one word, h[-reach] first. The response at GRID frequencies up to half the rate is transformed back
 * and faded out at its ends; up to 0.45 of the rate it is then within 0.1 % of what it should be.
 */
export function firTaps(unit: Unit, word: number, rate_Hz: number): Float64Array {
  const sensor = word < FIRST_CURRENT ? undefined : unit.sensors[word - FIRST_CURRENT];
  const remembers = sensor?.kind === 'ct' || sensor?.kind === 'dc-tolerant-ct';
  const reach = remembers ? LONG_REACH : SHORT_REACH;
  const spectrum = new Float64Array(2 * GRID);
  for (let k = 0; k <= GRID / 2; k++) {
    const { re, im } = inputResponse(unit, word, (k * rate_Hz) / GRID, rate_Hz);
    const edge = k === 0 || k === GRID / 2;
    spectrum.set([re, edge ? 0 : im], 2 * k);
    if (!edge) spectrum.set([re, -im], 2 * (GRID - k));
  }
  // The transform of the conjugate is the inverse: the taps are real.
  const time = transform(spectrum.map((x, at) => (at % 2 === 1 ? -x : x)));
  return Float64Array.from({ length: 2 * reach + 1 }, (_, n) => {
    const k = n - reach;
    return (time[2 * ((k + GRID) % GRID)] / GRID) * fade(Math.abs(k) / (reach + 1));
  });
}

/** Samples through a unit. Linear: a core does not saturate here, and the clock is taken as true. */
export class RecordedThroughUnit implements SampleSource {
  readonly description: string;
  readonly notes: readonly string[];
  readonly service: Service;
  readonly rate_mHz: number;
  private readonly source: SampleSource;
  private readonly unit: Unit;
  private readonly taps: readonly Float64Array[];
  private readonly noises: readonly ColouredNoise[];
  private readonly buffer = new Int32Array(SEGMENT_SETS * SET_WORDS);
  private readonly row = new Float64Array(SEGMENT_SETS);
  private loaded = -1;

  constructor(source: SampleSource, unit: Unit) {
    this.source = source;
    this.unit = unit;
    this.description = source.description;
    this.service = source.service;
    this.rate_mHz = source.rate_mHz;
    const words = Array.from({ length: SIGNALS }, (_, w) => w);
    this.taps = words.map((w) => firTaps(unit, w, this.rate_mHz / 1000));
    this.noises = words.map((w) => new ColouredNoise(mixSeed(unit.noiseSeed, w), SEGMENT_SETS));
    this.notes = [...source.notes, `front end: ${unit.name}, as a linear filter of the samples`];
  }

  fill(destination: Int32Array, firstIndex: number, sets: number): void {
    for (let done = 0; done < sets; ) {
      const index = firstIndex + done;
      const segment = Math.floor(index / SEGMENT_SETS);
      if (segment !== this.loaded) this.load(segment);
      const from = index - segment * SEGMENT_SETS;
      const take = Math.min(sets - done, SEGMENT_SETS - from);
      destination.set(this.buffer.subarray(from * SET_WORDS, (from + take) * SET_WORDS), done * SET_WORDS);
      done += take;
    }
  }

  truth(sets: number, window_sets?: number): Truth {
    return this.source.truth(sets, window_sets);
  }

  /** Sets from `first` on; before the source begins there is nothing. */
  private read(first: number, sets: number): Int32Array {
    const before = Math.max(0, -first);
    const words = new Int32Array(sets * SET_WORDS);
    this.source.fill(words.subarray(before * SET_WORDS), first + before, sets - before);
    return words;
  }

  private load(segment: number): void {
    const first = segment * SEGMENT_SETS;
    const input = this.read(first - LONG_REACH, SEGMENT_SETS + 2 * LONG_REACH);
    for (let word = 0; word < SIGNALS; word++) {
      this.convolve(input, word);
      const sigma = noise_counts(this.unit, word, this.rate_mHz / 1000);
      if (sigma > 0) this.noises[word].addTo(this.row, segment, sigma, SEGMENT_SETS);
      const offset = offset_counts(this.unit, word);
      for (let n = 0; n < SEGMENT_SETS; n++) {
        const x = Math.floor(this.row[n] + offset + 0.5);
        this.buffer[n * SET_WORDS + word] = Math.max(-COUNT_MAX, Math.min(COUNT_MAX, x));
      }
    }
    this.loaded = segment;
  }

  private convolve(input: Int32Array, word: number): void {
    const taps = this.taps[word];
    const reach = (taps.length - 1) / 2;
    for (let n = 0; n < SEGMENT_SETS; n++) {
      let sum = 0;
      let at = (n + LONG_REACH + reach) * SET_WORDS + word;
      for (let k = 0; k < taps.length; k++, at -= SET_WORDS) sum += taps[k] * input[at];
      this.row[n] = sum;
    }
  }
}
