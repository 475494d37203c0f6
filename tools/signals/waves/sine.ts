// A steady sinusoidal load on any of the services, from volts, amperes, power factor and frequency.
import type { Input } from './afe-scale.ts';
import { SynthesisError } from './errors.ts';
import { HarmonicSource, type Tone } from './harmonic.ts';
import { SERVICE_TRAITS } from './services.ts';
import type { SampleSource, Service } from './source.ts';

export interface SineOptions {
  readonly service: Service;
  /** RMS; phase to neutral (a leg's for 3p4w-delta), line to line (U12 = U32) for 3p3w. */
  readonly volts: number;
  /** RMS of each line current; negative turns the power round (export). */
  readonly amps: number;
  /** -1 … 1. Positive: inductive, the current lags. Negative: capacitive, the current leads. Default 1. */
  readonly pf?: number;
  /** Makes a positive pf capacitive as well. */
  readonly leading?: boolean;
  /** Default: the service's nominal frequency. */
  readonly hz?: number;
  readonly rate_mHz?: number;
}

/** Angle by which the current lags the voltage, in degrees; negative when it leads. */
export function lag_deg(pf: number, leading = false): number {
  if (!(Math.abs(pf) <= 1)) throw new SynthesisError(`power factor ${pf}: must lie between -1 and 1`);
  const angle_deg = (Math.acos(Math.abs(pf)) * 180) / Math.PI;
  return leading || pf < 0 ? -angle_deg : angle_deg;
}

/** Tones of its inputs, a fundamental each. Throws SynthesisError. */
export function sineTones(options: SineOptions): Tone[] {
  const { elements, hasNeutral } = SERVICE_TRAITS[options.service];
  const { volts, amps, pf = 1 } = options;
  if (!(volts >= 0) || !Number.isFinite(volts))
    throw new SynthesisError(`voltage ${volts} V: must be 0 or more`);
  if (!Number.isFinite(amps)) throw new SynthesisError(`current ${amps} A: must be a number`);
  const lag = lag_deg(pf, options.leading);
  const tones = elements.flatMap((e): Tone[] => [
    { input: `V${e.input + 1}` as Input, order: 1, rms: volts * e.voltage, phase_deg: e.voltage_deg },
    { input: `I${e.input + 1}` as Input, order: 1, rms: amps, phase_deg: e.current_deg - lag },
  ]);
  if (!hasNeutral) tones.push({ input: 'IN', order: 1, rms: 0, phase_deg: 0 });
  return tones;
}

/**
 * The load as a source.
 * @throws SynthesisError for a power factor beyond ±1, or values that are no numbers.
 */
export function sineSource(options: SineOptions): SampleSource {
  const { service, volts, amps, pf = 1, hz = SERVICE_TRAITS[options.service].nominal_Hz } = options;
  const tones = sineTones(options);
  const lag = lag_deg(pf, options.leading);
  const kind = lag === 0 ? '' : lag > 0 ? ' inductive' : ' capacitive';
  const description = `sine ${service}: ${volts} V, ${amps} A, PF ${Math.abs(pf)}${kind}, ${hz} Hz`;
  return new HarmonicSource({ service, tones, hz, rate_mHz: options.rate_mHz, description });
}
