// The waveforms of the programme as lines of a spectrum: sine, harmonics by table, and pieces of a sine.
import type { HarmonicLine, Limits, ShapedWave } from './limits.ts';

/** One line of a shape; the shape is Σ peak·sin(order/cycles·θ + phase) for a sine of RMS 1, θ the fundamental. */
export interface ShapeLine {
  /** In multiples of the base frequency, which is the fundamental over `cycles`. */
  readonly order: number;
  readonly rms: number;
  readonly phase_rad: number;
}

export interface Shape {
  readonly cycles: number;
  readonly lines: readonly ShapeLine[];
}

export const SHAPES = ['sine', 'quadriform', 'peaked', 'fifth', 'phase-fired', 'half-wave', 'burst'] as const;
export type ShapeName = (typeof SHAPES)[number];

export const SINE: Shape = { cycles: 1, lines: [{ order: 1, rms: 1, phase_rad: 0 }] };

function withHarmonics(harmonics: readonly HarmonicLine[]): Shape {
  const lines = harmonics.map((h) => ({
    order: h.order,
    rms: h.percent / 100,
    phase_rad: (h.phase_deg * Math.PI) / 180,
  }));
  return { cycles: 1, lines: [...SINE.lines, ...lines] };
}

/** ∫ sin θ · e^{-jνθ} dθ from a to b, in closed form. */
function pieceIntegral(nu: number, a: number, b: number): { re: number; im: number } {
  const primitive = (t: number): { re: number; im: number } => {
    if (Math.abs(nu - 1) < 1e-12) return { re: Math.sin(t) ** 2 / 2, im: Math.sin(2 * t) / 4 - t / 2 };
    // e^{-jνθ}(jν sin θ + cos θ) / (ν² - 1)
    const [c, s, d] = [Math.cos(nu * t), Math.sin(nu * t), nu * nu - 1];
    const [x, y] = [Math.cos(t), nu * Math.sin(t)];
    return { re: (c * x + s * y) / d, im: (c * y - s * x) / d };
  };
  const [from, to] = [primitive(a), primitive(b)];
  return { re: to.re - from.re, im: to.im - from.im };
}

const NEGLIGIBLE = 1e-12;

/** The line of a piecewise sine at an order of the base: c = 2/T ∫ s·e^{-jkωt}, x = Re c·e^{jkωt}. */
function pieceLine(wave: ShapedWave, order: number): ShapeLine {
  const period = 2 * Math.PI * wave.cycles;
  let [re, im] = [0, 0];
  for (const [from, to] of wave.conducting_deg) {
    const part = pieceIntegral(order / wave.cycles, (from * Math.PI) / 180, (to * Math.PI) / 180);
    re += part.re;
    im += part.im;
  }
  const scale = (wave.amplitude * Math.SQRT2 * (order === 0 ? 1 : 2)) / period;
  if (order === 0) return { order, rms: re * scale, phase_rad: 0 };
  // √2·rms·sin(x + φ) has the phasor √2·rms·(sin φ - j cos φ).
  return { order, rms: (Math.hypot(re, im) * scale) / Math.SQRT2, phase_rad: Math.atan2(re, -im) };
}

function piecewise(wave: ShapedWave, highest: number): Shape {
  const lines = Array.from({ length: highest * wave.cycles + 1 }, (_, order) => pieceLine(wave, order));
  return { cycles: wave.cycles, lines: lines.filter((l) => Math.abs(l.rms) > NEGLIGIBLE) };
}

/** A current shape; pieces of a sine up to the `highest` harmonic of the fundamental. */
export function currentShape(limits: Limits, name: ShapeName, highest: number): Shape {
  switch (name) {
    case 'sine':
      return SINE;
    case 'quadriform':
    case 'peaked':
    case 'fifth':
      return withHarmonics(limits.waveforms[name].current);
    default:
      return piecewise(limits.waveforms.shaped[name], highest);
  }
}

/** A voltage shape: only the harmonic waveforms distort the voltage. */
export function voltageShape(limits: Limits, name: ShapeName): Shape {
  const distorted = name === 'quadriform' || name === 'peaked' || name === 'fifth';
  return distorted ? withHarmonics(limits.waveforms[name].voltage) : SINE;
}
