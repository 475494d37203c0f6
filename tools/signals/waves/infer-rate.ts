// Infers a sampling rate from the voltage's own fundamental, for recordings that state none.
import { WaveRateError } from './errors.ts';
import { classify } from './classify.ts';
import { strongestCycles } from './reference.ts';
import type { Channel } from './recording.ts';

/**
 * The rate at which the recording holds a whole number of cycles of `hz`, the one nearest to what its
 * voltage shows: 19,200 samples with 150 cycles of 50 Hz are 3 s at 6,400 Hz, and loop without a seam.
 * @throws WaveRateError with fewer than two cycles, or nothing that oscillates
 */
export function inferRate(
  file: string,
  channels: readonly Channel[],
  hz: number,
): { rate_Hz: number; note: string } {
  const voltage = channels.find((c) => classify(c).kind === 'V') ?? channels[0];
  const cycles = Math.round(strongestCycles(voltage.samples));
  const length = voltage.samples.length;
  if (cycles < 2 || length / cycles < 8) {
    const reason = `no rate stated, and ${voltage.name} shows no fundamental to infer it from; state it with --wave-rate`;
    throw new WaveRateError(file, '', reason);
  }
  const rate_Hz = (length * hz) / cycles;
  const note = `rate inferred: ${cycles} cycles of ${hz} Hz in ${length} samples of ${voltage.name}: ${rate_Hz} Hz; --hz or --wave-rate tell otherwise`;
  return { rate_Hz, note };
}
