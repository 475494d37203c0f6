// A steady signal as a sum of harmonics on each input, with its truth in closed form.
import { DEFAULT_RATE_mHz, fullScale, INPUTS, wordOf, type Input } from './afe-scale.ts';
import { SynthesisError } from './errors.ts';
import { addTone, closeNeutral, makeSpectrum, ProductSums, type Spectrum } from './oscillator.ts';
import { ELEMENTS, type SampleSource, type Service, type Truth } from './source.ts';
import { SegmentWriter } from './synthesis.ts';
import { clampWindow, makeTruth, type Sums } from './truth.ts';

/** One harmonic of one input: √2·rms·sin(order·2πft + phase_deg); order 0 is a constant of value `rms`. */
export interface Tone {
  readonly input: Input;
  readonly order: number;
  /** In V or A. */
  readonly rms: number;
  /** Against the common angle 2πft, which is 0 at sample 0. */
  readonly phase_deg: number;
}

export interface HarmonicOptions {
  readonly service: Service;
  readonly tones: readonly Tone[];
  /** Fundamental frequency. */
  readonly hz: number;
  readonly rate_mHz?: number;
  readonly description?: string;
}

const RADIANS = Math.PI / 180;

export class HarmonicSource implements SampleSource {
  readonly description: string;
  readonly notes: readonly string[];
  readonly service: Service;
  readonly rate_mHz: number;
  /** Fundamental frequency, and the tones themselves, for those who put something before the samples. */
  readonly hz: number;
  readonly spectrum: Spectrum;
  private readonly writer: SegmentWriter;

  /** @throws SynthesisError when a tone cannot be sampled: no frequency, or at or above Nyquist. */
  constructor(options: HarmonicOptions) {
    this.service = options.service;
    this.rate_mHz = options.rate_mHz ?? DEFAULT_RATE_mHz;
    this.hz = options.hz;
    checkTones(options, this.rate_mHz);
    this.spectrum = spectrumOf(options.tones);
    this.description = options.description ?? `${options.tones.length} harmonics at ${options.hz} Hz`;
    this.notes = saturationNotes(options.tones);
    const stretch = { spectrum: this.spectrum, phase_cycles: 0, step_cycles: this.step_cycles };
    this.writer = new SegmentWriter((index) => ({ stretch, offset: index, length: Infinity }));
  }

  fill(destination: Int32Array, firstIndex: number, sets: number): void {
    this.writer.fill(destination, firstIndex, sets);
  }

  truth(sets: number, window_sets?: number): Truth {
    const window = clampWindow(sets, window_sets);
    const end = this.sums(sets);
    const start = this.sums(sets - window);
    // A steady signal has one direction: the sign of its mean power, element by element and in total.
    const mean = this.steadyPowers();
    const net = mean.reduce((a, b) => a + b, 0);
    const imports = end.vi.map((sum, e) => (mean[e] >= 0 ? sum : 0));
    imports.push(net >= 0 ? end.vi.reduce((a, b) => a + b, 0) : 0);
    const { service, rate_mHz } = this;
    return makeTruth({
      service,
      rate_mHz,
      sets,
      window_sets: window,
      frequency_Hz: this.hz,
      end,
      start,
      imports,
    });
  }

  private get step_cycles(): number {
    return (this.hz * 1000) / this.rate_mHz;
  }

  private sums(sets: number): Sums {
    const products = new ProductSums(this.spectrum, 0, this.step_cycles, sets);
    const each = (f: (phase: number) => number): number[] => ELEMENTS[this.service].map(f);
    return {
      vv: each((p) => products.of(p, p)),
      ii: each((p) => products.of(3 + p, 3 + p)),
      vi: each((p) => products.of(p, 3 + p)),
      q1: each((p) => fundamentalReactive(this.spectrum, p) * sets),
      nn: products.of(6, 6),
    };
  }

  /** Σ U_k·I_k·cos φ_k for each element. */
  private steadyPowers(): number[] {
    const { orders, re, im } = this.spectrum;
    const n = orders.length;
    return ELEMENTS[this.service].map((p) => {
      let sum = 0;
      orders.forEach((order, k) => {
        const [v, i] = [p * n + k, (3 + p) * n + k];
        sum += (re[v] * re[i] + im[v] * im[i]) * (order === 0 ? 1 : 0.5);
      });
      return sum;
    });
  }
}

/** Reactive power of the fundamental of element `p`: ½·Im(V·I*), positive when the current lags. */
export function fundamentalReactive(spectrum: Spectrum, p: number): number {
  const n = spectrum.orders.length;
  const k = spectrum.orders.indexOf(1);
  if (k < 0) return 0;
  const [v, i] = [p * n + k, (3 + p) * n + k];
  return (spectrum.im[v] * spectrum.re[i] - spectrum.re[v] * spectrum.im[i]) / 2;
}

function spectrumOf(tones: readonly Tone[]): Spectrum {
  const orders = [...new Set(tones.map((t) => t.order))].sort((a, b) => a - b);
  const spectrum = makeSpectrum(orders);
  for (const t of tones) addTone(spectrum, wordOf(t.input), t.order, t.rms, t.phase_deg * RADIANS);
  // A given neutral stands (bypass, fault); otherwise the service's currents close to zero.
  if (!tones.some((t) => t.input === 'IN')) closeNeutral(spectrum);
  return spectrum;
}

function checkTones(options: HarmonicOptions, rate_mHz: number): void {
  const { hz, tones } = options;
  if (!(hz > 0 && Number.isFinite(hz))) throw new SynthesisError(`frequency ${hz} Hz: must be above 0`);
  if (!(rate_mHz > 0)) throw new SynthesisError(`sampling rate ${rate_mHz} mHz: must be above 0`);
  if (tones.length === 0) throw new SynthesisError('no signal: the list of harmonics is empty');
  for (const t of tones) {
    if (!Number.isInteger(t.order) || t.order < 0) {
      throw new SynthesisError(`${t.input}: harmonic order ${t.order} is not a whole number from 0`);
    }
    if (!Number.isFinite(t.rms) || !Number.isFinite(t.phase_deg)) {
      throw new SynthesisError(`${t.input}: harmonic ${t.order} has no finite amplitude and phase`);
    }
    if (t.order * hz * 2000 >= rate_mHz) {
      const place = `harmonic ${t.order} of ${hz} Hz`;
      throw new SynthesisError(`${t.input}: ${place} is not below half of ${rate_mHz / 1000} Hz`);
    }
  }
}

/** The peak of a sum is at most the sum of the peaks. */
function saturationNotes(tones: readonly Tone[]): string[] {
  return INPUTS.flatMap((input) => {
    const own = tones.filter((t) => t.input === input);
    const peak = own.reduce((s, t) => s + Math.abs(t.rms) * (t.order === 0 ? 1 : Math.SQRT2), 0);
    const limit = fullScale(wordOf(input));
    if (peak <= limit) return [];
    return [`${input} may saturate: up to ${peak.toFixed(1)}, full scale ${limit.toFixed(1)}`];
  });
}
