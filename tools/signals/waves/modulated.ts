// A sinusoidal load whose voltages fluctuate: amplitude modulation as the flickermeter's tests ask for it.
import { countsPerUnit, DEFAULT_RATE_mHz, SET_WORDS, toCount } from './afe-scale.ts';
import { SynthesisError } from './errors.ts';
import { ELEMENTS, type SampleSource, type Service, type Truth } from './source.ts';
import { clampWindow, makeTruth, type Sums } from './truth.ts';

/** Relative change of the amplitude at a time: the voltage is sqrt(2) U sin(wt) (1 + change). */
export type Modulation = (time_s: number) => number;

/** Sinusoidal change: dU/U in percent from peak to peak (IEC 61000-4-15, table 1). */
export const sinusoidal =
  (change_percent: number, hz: number): Modulation =>
  (time_s) =>
    (change_percent / 200) * Math.sin(2 * Math.PI * hz * time_s);

/** Rectangular change: dU/U in percent from level to level, so many changes a minute, half of the time each (table 5). */
export const rectangular =
  (change_percent: number, changesPerMinute: number): Modulation =>
  (time_s) =>
    ((Math.floor((time_s * changesPerMinute) / 60) % 2 === 0 ? 1 : -1) * change_percent) / 200;

export const together =
  (...parts: readonly Modulation[]): Modulation =>
  (time_s) =>
    parts.reduce((sum, part) => sum + part(time_s), 0);

export interface ModulatedOptions {
  readonly service: Service;
  /** RMS without the modulation, of every voltage in use. */
  readonly volts: number;
  /** RMS of the currents, in phase with their voltages and not modulated. */
  readonly amps: number;
  readonly hz?: number;
  readonly rate_mHz?: number;
  /** One modulation for all phases, or one for each of phases 1 to 3. */
  readonly modulation: Modulation | readonly [Modulation, Modulation, Modulation];
  /** A harmonic of the voltages as share of the fundamental, in phase with it. */
  readonly harmonic?: { readonly order: number; readonly share: number };
}

const TURN = 2 * Math.PI;

export class ModulatedSource implements SampleSource {
  readonly description: string;
  readonly notes: readonly string[] = [];
  readonly service: Service;
  readonly rate_mHz: number;
  readonly #options: ModulatedOptions;
  readonly #hz: number;
  readonly #modulations: readonly Modulation[];

  /** @throws SynthesisError when frequency or rate make no samples. */
  constructor(options: ModulatedOptions) {
    this.service = options.service;
    this.rate_mHz = options.rate_mHz ?? DEFAULT_RATE_mHz;
    this.#hz = options.hz ?? 50;
    if (!(this.#hz > 0 && this.#hz * 2000 < this.rate_mHz)) {
      throw new SynthesisError(`${this.#hz} Hz cannot be sampled at ${this.rate_mHz} mHz`);
    }
    this.#options = options;
    const { modulation } = options;
    this.#modulations = typeof modulation === 'function' ? [modulation, modulation, modulation] : modulation;
    this.description = `modulated ${this.service}: ${options.volts} V, ${options.amps} A, ${this.#hz} Hz`;
  }

  fill(destination: Int32Array, firstIndex: number, sets: number): void {
    destination.fill(0, 0, sets * SET_WORDS);
    for (let k = 0; k < sets; k++) {
      for (const phase of ELEMENTS[this.service]) {
        const at = k * SET_WORDS + phase;
        destination[at] = toCount(this.voltage_V(phase, firstIndex + k) * countsPerUnit(phase));
        destination[at + 3] = toCount(this.current_A(phase, firstIndex + k) * countsPerUnit(phase + 3));
      }
    }
  }

  /** Voltage of a phase 0..2 at a sample, unquantised. */
  voltage_V(phase: number, index: number): number {
    const { volts, harmonic } = this.#options;
    const angle = this.#angle(phase, index);
    const wave = Math.sin(angle) + (harmonic ? harmonic.share * Math.sin(harmonic.order * angle) : 0);
    return Math.SQRT2 * volts * wave * (1 + this.#modulations[phase]((index * 1000) / this.rate_mHz));
  }

  current_A(phase: number, index: number): number {
    return Math.SQRT2 * this.#options.amps * Math.sin(this.#angle(phase, index));
  }

  /** Summed sample by sample: no closed form is known to any modulation. */
  truth(sets: number, window_sets?: number): Truth {
    const window = clampWindow(sets, window_sets);
    const start = this.#sums(0, sets - window);
    const rest = this.#sums(sets - window, sets);
    const end: Sums = {
      vv: start.vv.map((v, i) => v + rest.vv[i]),
      ii: start.ii.map((v, i) => v + rest.ii[i]),
      vi: start.vi.map((v, i) => v + rest.vi[i]),
      q1: start.q1,
      nn: 0,
    };
    const imports = [...end.vi, end.vi.reduce((a, b) => a + b, 0)];
    const { service, rate_mHz } = this;
    return makeTruth({
      service,
      rate_mHz,
      sets,
      window_sets: window,
      frequency_Hz: this.#hz,
      end,
      start,
      imports,
    });
  }

  #angle(phase: number, index: number): number {
    const cycles = (index * this.#hz * 1000) / this.rate_mHz - phase / 3;
    return TURN * (cycles - Math.floor(cycles));
  }

  #sums(from: number, to: number): Sums {
    const each = ELEMENTS[this.service].map((phase) => {
      const sums = { vv: 0, ii: 0, vi: 0 };
      for (let n = from; n < to; n++) {
        const [v, i] = [this.voltage_V(phase, n), this.current_A(phase, n)];
        sums.vv += v * v;
        sums.ii += i * i;
        sums.vi += v * i;
      }
      return sums;
    });
    const of = (key: 'vv' | 'ii' | 'vi') => each.map((s) => s[key]);
    return { vv: of('vv'), ii: of('ii'), vi: of('vi'), q1: each.map(() => 0), nn: 0 };
  }
}
