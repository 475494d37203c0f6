// A steady sinusoidal load on any of the three services, from volts, amperes, power factor and frequency.
import type { Input } from './afe-scale.ts';
import { SynthesisError } from './errors.ts';
import { HarmonicSource, type Tone } from './harmonic.ts';
import type { SampleSource, Service } from './source.ts';

export interface SineOptions {
  readonly service: Service;
  /** RMS; phase to neutral for 1p2w and 3p4w, line to line (U12 = U32) for 3p3w. */
  readonly volts: number;
  /** RMS of each line current; negative turns the power round (export). */
  readonly amps: number;
  /** -1 … 1. Positive: inductive, the current lags. Negative: capacitive, the current leads. Default 1. */
  readonly pf?: number;
  /** Makes a positive pf capacitive as well. */
  readonly leading?: boolean;
  /** Default 50. */
  readonly hz?: number;
  readonly rate_mHz?: number;
}

/** Angles of voltage and current of each element at φ = 0, in degrees. */
interface Wiring {
  readonly phase: 1 | 2 | 3;
  readonly voltage_deg: number;
  readonly current_deg: number;
}

/** 3p3w: with E1 at 0°, U12 = E1 - E2 stands at +30° and U32 = E3 - E2 at +90°. */
const WIRING: Record<Service, readonly Wiring[]> = {
  '1p2w': [{ phase: 1, voltage_deg: 0, current_deg: 0 }],
  '3p3w': [
    { phase: 1, voltage_deg: 30, current_deg: 0 },
    { phase: 3, voltage_deg: 90, current_deg: 120 },
  ],
  '3p4w': [
    { phase: 1, voltage_deg: 0, current_deg: 0 },
    { phase: 2, voltage_deg: -120, current_deg: -120 },
    { phase: 3, voltage_deg: 120, current_deg: 120 },
  ],
};

/** Angle by which the current lags the voltage, in degrees; negative when it leads. */
export function lag_deg(pf: number, leading = false): number {
  if (!(Math.abs(pf) <= 1)) throw new SynthesisError(`power factor ${pf}: must lie between -1 and 1`);
  const angle_deg = (Math.acos(Math.abs(pf)) * 180) / Math.PI;
  return leading || pf < 0 ? -angle_deg : angle_deg;
}

/**
 * The load as a source.
 * @throws SynthesisError for a power factor beyond ±1, or values that are no numbers.
 */
export function sineSource(options: SineOptions): SampleSource {
  const { service, volts, amps, pf = 1, hz = 50 } = options;
  if (!(volts >= 0) || !Number.isFinite(volts))
    throw new SynthesisError(`voltage ${volts} V: must be 0 or more`);
  if (!Number.isFinite(amps)) throw new SynthesisError(`current ${amps} A: must be a number`);
  const lag = lag_deg(pf, options.leading);
  const tones = WIRING[service].flatMap((w): Tone[] => [
    { input: `V${w.phase}` as Input, order: 1, rms: volts, phase_deg: w.voltage_deg },
    { input: `I${w.phase}` as Input, order: 1, rms: amps, phase_deg: w.current_deg - lag },
  ]);
  if (service === '3p3w') tones.push({ input: 'IN', order: 1, rms: 0, phase_deg: 0 });
  const kind = lag === 0 ? '' : lag > 0 ? ' inductive' : ' capacitive';
  const description = `sine ${service}: ${volts} V, ${amps} A, PF ${Math.abs(pf)}${kind}, ${hz} Hz`;
  return new HarmonicSource({ service, tones, hz, rate_mHz: options.rate_mHz, description });
}
