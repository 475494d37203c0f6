// The converter's noise, word by word: coloured as a sinc3 leaves it, the same for a seed however it is read.
import { fillNormal } from './normal.ts';
import { mixSeed } from './random.ts';
import { noiseTaps } from './sinc3.ts';

const TAPS = noiseTaps();
const HISTORY = 2;

/** Noise of one word in stretches of `length` samples; stretch k covers samples k·length … (k+1)·length - 1. */
export class ColouredNoise {
  readonly row: Float64Array;
  private readonly seed: number;
  private readonly white: Float64Array;
  private held = -2;

  constructor(seed: number, length: number) {
    this.seed = seed;
    this.row = new Float64Array(length);
    this.white = new Float64Array(length + HISTORY);
  }

  /** Adds sigma x noise of stretch `index` to `samples`. */
  addTo(samples: Float64Array, index: number, sigma: number, count: number): void {
    this.load(index);
    const [a, b, c] = TAPS;
    const w = this.white;
    for (let n = 0; n < count; n++) samples[n] += sigma * (a * w[n + 2] + b * w[n + 1] + c * w[n]);
  }

  private load(index: number): void {
    if (this.held === index) return;
    const length = this.row.length;
    if (this.held !== index - 1) this.draw(index - 1);
    this.white.copyWithin(0, length, length + HISTORY);
    this.draw(index);
  }

  /** Draws a stretch behind the two last samples of the one before. */
  private draw(index: number): void {
    fillNormal(this.row, mixSeed(this.seed, index));
    this.white.set(this.row, HISTORY);
    this.held = index;
  }
}
