// A steady periodic signal behind a front end: what the meter's terminals carry, and what the converter makes of it.
import { COUNT_MAX, SET_WORDS } from '../waves/afe-scale.ts';
import { Renderer, SIGNALS, fraction, type Spectrum } from '../waves/oscillator.ts';
import type { SampleSource, Service, Truth } from '../waves/source.ts';
import { ColouredNoise } from './noise.ts';
import { mixSeed } from './random.ts';
import type { SteadySignal } from './steady-signal.ts';
import { SteadyTruth } from './steady-truth.ts';

/** What the converter puts out for a signal: tones in counts, noise in counts, and its own clock. */
export interface FrontEndOutput {
  /** In counts, gain and filter included; may reach above half the sampling rate and then folds. */
  readonly counts: Spectrum;
  /** What each word shows at rest, counts. */
  readonly offset_counts: readonly number[];
  /** RMS noise of each word, counts. */
  readonly noise_counts: readonly number[];
  readonly noiseSeed: number;
  /** True sampling rate over the nominal one. */
  readonly clockRatio: number;
  readonly notes: readonly string[];
}

const SEGMENT_SETS = 256;

/** Segments that a source without noise keeps, 8 KB each: at 50 Hz and 4 kHz every fifth begins at the same phase, but for its last bits. */
const KEPT_SEGMENTS = 64;

/** A segment as the converter gives it, and how often it clipped in it. */
interface Segment {
  readonly sets: Int32Array;
  clipped: number;
}

const newSegment = (): Segment => ({ sets: new Int32Array(SEGMENT_SETS * SET_WORDS), clipped: 0 });

export class PeriodicSource implements SampleSource {
  readonly description: string;
  readonly notes: readonly string[];
  readonly service: Service;
  readonly rate_mHz: number;
  readonly signal: SteadySignal;
  private readonly output: FrontEndOutput;
  private readonly truthOf: SteadyTruth;
  private readonly renderer = new Renderer(SEGMENT_SETS);
  private readonly noises: readonly ColouredNoise[];
  private readonly isNoisy: boolean;
  private readonly scratch = newSegment();
  private present = this.scratch;
  /** Without noise: segments by the phase they begin at, to its last bit. */
  private readonly byPhase = new Map<number, Segment>();
  private readonly step_cycles: number;
  /** Sample sets in a true second. */
  readonly trueRate_Hz: number;
  private loaded = -1;
  private clipped = 0;
  /** Segments without noise, kept only when sources with other noise share them. */
  private clean: Map<number, Float64Array> | undefined;

  constructor(signal: SteadySignal, rate_mHz: number, output: FrontEndOutput) {
    this.signal = signal;
    this.output = output;
    this.service = signal.service;
    this.description = signal.description;
    this.notes = output.notes;
    this.rate_mHz = rate_mHz;
    this.trueRate_Hz = (rate_mHz / 1000) * output.clockRatio;
    this.step_cycles = signal.base_Hz / this.trueRate_Hz;
    this.truthOf = new SteadyTruth(signal, this.trueRate_Hz, rate_mHz);
    this.isNoisy = output.noise_counts.some((sigma) => sigma > 0);
    this.noises = Array.from(
      { length: this.isNoisy ? SIGNALS : 0 },
      (_, w) => new ColouredNoise(mixSeed(output.noiseSeed, w), SEGMENT_SETS),
    );
  }

  /**
   * The same signal with other noise. What the sources made so have computed without noise, 14 KB for each 256 sets,
   * they share and keep: for short runs, many times over.
   */
  withNoise(noiseSeed: number): PeriodicSource {
    this.clean ??= new Map();
    const other = new PeriodicSource(this.signal, this.rate_mHz, { ...this.output, noiseSeed });
    other.clean = this.clean;
    return other;
  }

  /** See SampleSource.fill. */
  fill(destination: Int32Array, firstIndex: number, sets: number): void {
    for (let done = 0; done < sets; ) {
      const index = firstIndex + done;
      const segment = Math.floor(index / SEGMENT_SETS);
      if (segment !== this.loaded) this.load(segment);
      const from = index - segment * SEGMENT_SETS;
      const take = Math.min(sets - done, SEGMENT_SETS - from);
      destination.set(
        this.present.sets.subarray(from * SET_WORDS, (from + take) * SET_WORDS),
        done * SET_WORDS,
      );
      done += take;
    }
  }

  truth(sets: number, window_sets?: number): Truth {
    return this.truthOf.at(sets, window_sets);
  }

  /** Energy at the terminals over samples from … to - 1, all elements, import minus export. */
  energy_Ws(from: number, to: number): number {
    return this.truthOf.energy_Ws(to) - this.truthOf.energy_Ws(from);
  }

  /** Samples computed so far that reached full scale; a segment computed again counts again. */
  get saturated(): number {
    return this.clipped;
  }

  private load(segment: number): void {
    const phase = fraction(segment * SEGMENT_SETS * this.step_cycles);
    const known = this.byPhase.get(phase);
    if (known) this.present = known;
    else this.make(segment, phase);
    this.clipped += this.present.clipped;
    this.loaded = segment;
  }

  /** Computes a segment: with noise, or when enough are kept, always into the same room. */
  private make(segment: number, phase: number): void {
    const isKept = !this.isNoisy && this.byPhase.size < KEPT_SEGMENTS;
    const made = isKept ? newSegment() : this.scratch;
    if (isKept) this.byPhase.set(phase, made);
    made.clipped = 0;
    this.renderClean(segment, phase);
    this.renderer.rows.forEach((row, word) => {
      const sigma = this.output.noise_counts[word];
      if (sigma > 0) this.noises[word].addTo(row, segment, sigma, SEGMENT_SETS);
      made.clipped += quantise(row, this.output.offset_counts[word], made.sets, word);
    });
    this.present = made;
  }

  /** Fills the renderer's rows with a segment without noise. */
  private renderClean(segment: number, phase: number): void {
    const { rows } = this.renderer;
    const kept = this.clean?.get(segment);
    if (kept) {
      rows.forEach((row, word) => row.set(kept.subarray(word * SEGMENT_SETS, (word + 1) * SEGMENT_SETS)));
      return;
    }
    this.renderer.render(this.output.counts, phase, this.step_cycles, SEGMENT_SETS);
    if (!this.clean) return;
    const fresh = new Float64Array(rows.length * SEGMENT_SETS);
    rows.forEach((row, word) => fresh.set(row, word * SEGMENT_SETS));
    this.clean.set(segment, fresh);
  }
}

/** Nearest count, saturating as the converter does; returns how often it did. */
function quantise(row: Float64Array, offset: number, sets: Int32Array, word: number): number {
  // Local, because some loaders turn each use of an import into a call.
  const [top, stride] = [COUNT_MAX, SET_WORDS];
  let clipped = 0;
  for (let n = 0, at = word; n < row.length; n++, at += stride) {
    const x = Math.floor(row[n] + offset + 0.5);
    if (x > top || x < -top) {
      clipped++;
      sets[at] = x > 0 ? top : -top;
    } else sets[at] = x;
  }
  return clipped;
}
