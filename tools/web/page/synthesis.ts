// A waveform made of harmonics: what they sum up to.
import type { Harmonic } from '../harmonic-words.ts';

const SAMPLES = 256;

/** A cycle of the sum, degrees of the fundamental and value, whose fundamental has an amplitude of 1. */
export function cycleOf(harmonics: readonly Harmonic[]): (readonly [number, number])[] {
  const all = [{ order: 1, percent: 100, angle_deg: 0 }, ...harmonics];
  return Array.from({ length: SAMPLES + 1 }, (_, i) => {
    const degrees = (360 * i) / SAMPLES;
    const at = ({ order, percent, angle_deg }: Harmonic) =>
      (percent / 100) * Math.sin(((order * degrees + angle_deg) * Math.PI) / 180);
    return [degrees, all.reduce((sum, harmonic) => sum + at(harmonic), 0)] as const;
  });
}
