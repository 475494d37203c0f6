// The reference for a steady periodic signal: its power and energy in continuous time, from the tones alone.
import { fraction } from '../waves/oscillator.ts';
import { ELEMENTS, type Truth } from '../waves/source.ts';
import { clampWindow, makeTruth, type Sums } from '../waves/truth.ts';
import type { SteadySignal } from './steady-signal.ts';

/** One line of the spectrum of a product: re + j·im at `order` times the base frequency. */
interface Line {
  readonly order: number;
  re: number;
  im: number;
}

/**
 * Instantaneous power of one element as lines. With v = Re ΣA_k e^{jkθ} and i = Re ΣB_m e^{jmθ},
 * v·i = ½ Re Σ (A_k·B_m e^{j(k+m)θ} + A_k·B_m* e^{j(k-m)θ}); the lines of order 0 are the mean power.
 */
function powerLines(signal: SteadySignal, element: number): Line[] {
  const { orders, re, im } = signal.spectrum;
  const n = orders.length;
  const lines = new Map<number, Line>();
  const add = (order: number, x: number, y: number): void => {
    const sign = order < 0 ? -1 : 1;
    const line = lines.get(order * sign) ?? { order: order * sign, re: 0, im: 0 };
    line.re += x / 2;
    line.im += (sign * y) / 2;
    lines.set(line.order, line);
  };
  const present = (word: number): number[] =>
    orders.flatMap((_, k) => (re[word * n + k] !== 0 || im[word * n + k] !== 0 ? [k] : []));
  for (const k of present(element)) {
    const [a, b] = [re[element * n + k], im[element * n + k]];
    for (const m of present(3 + element)) {
      const [c, d] = [re[(3 + element) * n + m], im[(3 + element) * n + m]];
      add(orders[k] + orders[m], a * c - b * d, a * d + b * c);
      add(orders[k] - orders[m], a * c + b * d, b * c - a * d);
    }
  }
  return [...lines.values()];
}

/** ∫ Re[(re + j·im)·e^{jqωt}] dt from 0 to t, with q·t in cycles reduced first. */
function integral(line: Line, base_Hz: number, time_s: number): number {
  if (line.order === 0) return line.re * time_s;
  const hz = line.order * base_Hz;
  const angle = 2 * Math.PI * fraction(hz * time_s);
  return (line.re * Math.sin(angle) + line.im * (Math.cos(angle) - 1)) / (2 * Math.PI * hz);
}

export class SteadyTruth {
  private readonly signal: SteadySignal;
  private readonly trueRate_Hz: number;
  private readonly rate_mHz: number;
  private readonly lines: readonly (readonly Line[])[];

  constructor(signal: SteadySignal, trueRate_Hz: number, rate_mHz: number) {
    this.signal = signal;
    this.trueRate_Hz = trueRate_Hz;
    this.rate_mHz = rate_mHz;
    this.lines = ELEMENTS[signal.service].map((e) => powerLines(signal, e));
  }

  /** Energy of all elements up to sample `sets`, import minus export. */
  energy_Ws(sets: number): number {
    return this.lines.reduce((sum, _, e) => sum + this.elementEnergy_Ws(e, sets), 0);
  }

  /** Mean power of all elements over whole periods. */
  get power_W(): number {
    return this.lines.reduce((sum, lines) => sum + mean(lines), 0);
  }

  /** As SampleSource.truth; V, I, Q1 and neutral are those of whole periods. */
  at(sets: number, window_sets?: number): Truth {
    const window = clampWindow(sets, window_sets);
    const end = this.sums(sets);
    const net = this.power_W;
    const imports = end.vi.map((sum, e) => (mean(this.lines[e]) >= 0 ? sum : 0));
    imports.push(net >= 0 ? end.vi.reduce((a, b) => a + b, 0) : 0);
    const { service, fundamental_Hz } = this.signal;
    return makeTruth({
      service,
      rate_mHz: this.rate_mHz,
      sets,
      window_sets: window,
      frequency_Hz: fundamental_Hz,
      end,
      start: this.sums(sets - window),
      imports,
    });
  }

  /** Sums per sample as makeTruth wants them: times are of the true clock, makeTruth divides by the nominal one. */
  private sums(sets: number): Sums {
    const elements = ELEMENTS[this.signal.service];
    return {
      vv: elements.map((e) => this.square(e) * sets),
      ii: elements.map((e) => this.square(3 + e) * sets),
      vi: elements.map((_, e) => this.elementEnergy_Ws(e, sets) * (this.rate_mHz / 1000)),
      q1: elements.map((e) => this.reactive(e) * sets),
      nn: this.square(6) * sets,
    };
  }

  /** Sample n stands for the time from n - ½ to n + ½ sample periods. */
  private elementEnergy_Ws(element: number, sets: number): number {
    const { base_Hz } = this.signal;
    const until_s = (sets - 0.5) / this.trueRate_Hz;
    const since_s = -0.5 / this.trueRate_Hz;
    return this.lines[element].reduce(
      (sum, line) => sum + integral(line, base_Hz, until_s) - integral(line, base_Hz, since_s),
      0,
    );
  }

  private square(word: number): number {
    const { orders, re, im } = this.signal.spectrum;
    const n = orders.length;
    return orders.reduce((sum, order, k) => {
      const at = word * n + k;
      return sum + (re[at] * re[at] + im[at] * im[at]) * (order === 0 ? 1 : 0.5);
    }, 0);
  }

  private reactive(element: number): number {
    const { spectrum, fundamental_Hz, base_Hz } = this.signal;
    const { orders, re, im } = spectrum;
    const k = orders.indexOf(Math.round(fundamental_Hz / base_Hz));
    if (k < 0) return 0;
    const [v, i] = [element * orders.length + k, (3 + element) * orders.length + k];
    return (im[v] * re[i] - re[v] * im[i]) / 2;
  }
}

function mean(lines: readonly Line[]): number {
  return lines.reduce((sum, line) => (line.order === 0 ? sum + line.re : sum), 0);
}
