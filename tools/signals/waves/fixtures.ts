// Helpers of the specs: where the recordings lie, direct sums over what a source really fed, small signals.
import { existsSync } from 'node:fs';
import { CASES, RECORDINGS } from '../../build/paths.ts';
import { SET_WORDS, countsPerUnit } from './afe-scale.ts';
import { ELEMENTS, type SampleSource } from './source.ts';

export const HAVE_WAVES = existsSync(RECORDINGS);
if (!HAVE_WAVES)
  console.warn(`recordings not found in ${RECORDINGS} (set TWINMETER_WAVES): their tests are skipped`);

export const HAVE_CASES = existsSync(CASES);
if (!HAVE_CASES)
  console.warn(`inputs that went wrong not found in ${CASES} (set TWINMETER_CASES): their tests are skipped`);

/** Energy of each element over sets first .. first+sets-1, summed from the counts a meter would see. */
export function fedEnergies_Ws(source: SampleSource, first: number, sets: number): number[] {
  const counts = new Int32Array(sets * SET_WORDS);
  source.fill(counts, first, sets);
  return ELEMENTS[source.service].map((p) => {
    let sum = 0;
    for (let n = 0; n < sets; n++) sum += counts[n * SET_WORDS + p] * counts[n * SET_WORDS + 3 + p];
    return (sum * 1000) / countsPerUnit(0) / countsPerUnit(3) / source.rate_mHz;
  });
}

export function fed(source: SampleSource, first: number, sets: number): Int32Array {
  const counts = new Int32Array(sets * SET_WORDS);
  source.fill(counts, first, sets);
  return counts;
}

export function tone(length: number, cycles: number, amplitude = 1, phase_rad = 0): Float64Array {
  return Float64Array.from(
    { length },
    (_, n) => amplitude * Math.sin((2 * Math.PI * cycles * n) / length + phase_rad),
  );
}
