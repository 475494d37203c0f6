// What a steady load puts at a meter's terminals: the contract between loads, the front end and their truth.
import type { Spectrum } from '../waves/oscillator.ts';
import type { Service } from '../waves/source.ts';

/** A steady signal at the terminals: tones at whole multiples of base_Hz, in V and A (peak). */
export interface SteadySignal {
  readonly service: Service;
  readonly description: string;
  /** Every tone is a multiple of this; the fundamental itself, or a part of it for sub-harmonics. */
  readonly base_Hz: number;
  readonly fundamental_Hz: number;
  readonly spectrum: Spectrum;
}
