// A current transformer whose core saturates: the steady state of its flux over one period, in the time domain.
import { fraction } from '../waves/oscillator.ts';
import type { Complex } from './complex.ts';

/** Steps of a period; the trapezoidal rule is then within 1e-5 for the tenth harmonic. */
const STEPS_PER_CYCLE = 2048;
/** Beyond the knee the core is air: its inductance falls to this fraction. */
const SATURATED_FRACTION = 1 / 1000;
const MAX_PERIODS = 3000;
const SETTLED = 1e-8;

/** A tone of the primary or secondary current, A peak. */
export interface CurrentTone extends Complex {
  readonly order: number;
}

export interface Core {
  /** R/L of the secondary circuit, 1/s. */
  readonly leak_per_s: number;
  /** Magnetising current at the knee, referred to the primary, A. */
  readonly saturation_A: number;
}

/** Upper bound of the magnetising current a linear core would carry: direct current stays in it whole. */
export function magnetisingPeak_A(tones: readonly CurrentTone[], base_Hz: number, core: Core): number {
  return tones.reduce((sum, t) => {
    const amplitude = Math.hypot(t.re, t.im);
    if (t.order === 0) return sum + amplitude;
    return sum + (amplitude * core.leak_per_s) / (2 * Math.PI * t.order * base_Hz);
  }, 0);
}

/** The primary current at `steps` instants of one base period. */
function primary(tones: readonly CurrentTone[], steps: number): Float64Array {
  const samples = new Float64Array(steps);
  for (const { order, re, im } of tones) {
    for (let n = 0; n < steps; n++) {
      const angle = 2 * Math.PI * fraction((order * n) / steps);
      samples[n] += re * Math.cos(angle) - im * Math.sin(angle);
    }
  }
  return samples;
}

/**
 * Flux as x = flux / L, in amperes: dx/dt = (R/L)·(i - m(x)), where m(x) is the magnetising current: x below
 * the knee, rising a thousand times as fast beyond it. The trapezoidal rule makes each step a piecewise linear
 * equation y + g·m(y) = rhs, solved exactly.
 */
function nextFlux(rhs: number, g: number, knee: number): number {
  const linear = rhs / (1 + g);
  if (Math.abs(linear) <= knee) return linear;
  const sign = linear < 0 ? -1 : 1;
  const slope = 1 / SATURATED_FRACTION;
  return (rhs + sign * g * (slope - 1) * knee) / (1 + g * slope);
}

function magnetising(x: number, knee: number): number {
  const beyond = Math.abs(x) - knee;
  return beyond <= 0 ? x : x + Math.sign(x) * beyond * (1 / SATURATED_FRACTION - 1);
}

/** Secondary current over one base period in the steady state, referred to the primary. */
function secondary(i: Float64Array, period_s: number, core: Core): Float64Array {
  const steps = i.length;
  const g = (core.leak_per_s * period_s) / steps / 2;
  const out = new Float64Array(steps);
  let x = 0;
  for (let period = 0; period < MAX_PERIODS; period++) {
    const before = x;
    for (let n = 0; n < steps; n++) {
      const m = magnetising(x, core.saturation_A);
      out[n] = i[n] - m;
      x = nextFlux(x + g * (i[n] + i[(n + 1) % steps] - m), g, core.saturation_A);
    }
    if (Math.abs(x - before) < SETTLED * core.saturation_A) break;
  }
  return out;
}

/** Tones of the secondary current at the given orders: a saturated core makes new ones. */
export function saturatedTones(
  tones: readonly CurrentTone[],
  base_Hz: number,
  cyclesPerPeriod: number,
  core: Core,
  orders: readonly number[],
): CurrentTone[] {
  const steps = STEPS_PER_CYCLE * cyclesPerPeriod;
  const out = secondary(primary(tones, steps), 1 / base_Hz, core);
  return orders.map((order) => {
    let [re, im] = [0, 0];
    for (let n = 0; n < steps; n++) {
      const angle = 2 * Math.PI * fraction((order * n) / steps);
      re += out[n] * Math.cos(angle);
      im -= out[n] * Math.sin(angle);
    }
    const share = (order === 0 ? 1 : 2) / steps;
    return { order, re: re * share, im: im * share };
  });
}
