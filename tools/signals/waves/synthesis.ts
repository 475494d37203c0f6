// Turns stretches of constant spectrum into sample sets, in segments that no caller's chunking can change.
import { COUNT_MAX, SET_WORDS, countsPerUnit } from './afe-scale.ts';
import { Renderer, fraction, scaleWords, type Spectrum } from './oscillator.ts';

/** A run of samples over which spectrum and frequency do not change. */
export interface Stretch {
  readonly spectrum: Spectrum;
  /** θ/2π at the stretch's first sample. */
  readonly phase_cycles: number;
  /** θ/2π per sample. */
  readonly step_cycles: number;
}

/** Where sample `index` lies: its stretch, and how far into a stretch of which length. */
export interface Position {
  readonly stretch: Stretch;
  readonly offset: number;
  /** Samples of the whole stretch; Infinity for a steady signal. */
  readonly length: number;
}

/**
 * Sets computed in one go. The rotations are started anew from sin and cos at each segment, so rounding
 * errors stay below 256 · 2^-52 and do not depend on where a reader began.
 */
const SEGMENT_SETS = 256;

export class SegmentWriter {
  private readonly positionOf: (index: number) => Position;
  private readonly buffer = new Int32Array(SEGMENT_SETS * SET_WORDS);
  private readonly renderer = new Renderer(SEGMENT_SETS);
  private counts: Spectrum | undefined;
  private countsOf: Spectrum | undefined;
  private first = 0;
  private held = 0;

  constructor(positionOf: (index: number) => Position) {
    this.positionOf = positionOf;
  }

  /** See SampleSource.fill. */
  fill(destination: Int32Array, firstIndex: number, sets: number): void {
    let done = 0;
    while (done < sets) {
      const index = firstIndex + done;
      if (index < this.first || index >= this.first + this.held) this.load(index);
      const from = index - this.first;
      const take = Math.min(sets - done, this.held - from);
      const words = this.buffer.subarray(from * SET_WORDS, (from + take) * SET_WORDS);
      destination.set(words, done * SET_WORDS);
      done += take;
    }
  }

  private load(index: number): void {
    const { stretch, offset, length } = this.positionOf(index);
    const start = offset - (offset % SEGMENT_SETS);
    this.first = index - (offset - start);
    this.held = Math.min(SEGMENT_SETS, length - start);
    const spectrum = this.inCounts(stretch.spectrum);
    const phase = fraction(stretch.phase_cycles + start * stretch.step_cycles);
    this.renderer.render(spectrum, phase, stretch.step_cycles, this.held);
    this.renderer.rows.forEach((row, word) => quantiseRow(row, this.buffer, word, this.held));
  }

  private inCounts(spectrum: Spectrum): Spectrum {
    if (this.countsOf !== spectrum) {
      this.counts = scaleWords(spectrum, countsPerUnit);
      this.countsOf = spectrum;
    }
    return this.counts!;
  }
}

/**
 * As toCount, written out for a whole row: these lines run for every word of every set of a simulated day.
 * The constants are local because some loaders turn each use of an import into a call.
 */
function quantiseRow(row: Float64Array, sets: Int32Array, word: number, count: number): void {
  const [top, stride] = [COUNT_MAX, SET_WORDS];
  for (let n = 0, at = word; n < count; n++, at += stride) {
    const x = row[n];
    sets[at] = x >= top ? top : x <= -top ? -top : Math.floor(x + 0.5);
  }
}
