// Faults laid over a signal: a change of some words of its sets while it lasts.
import { SAMPLE_WORDS } from '../../../shared-protocol/generated/ts/protocol.ts';
import type { SampleSource } from './source.ts';

export const [V1, V2, V3, I1, I2, I3, IN] = [0, 1, 2, 3, 4, 5, 6];

/** Changes a set of eight words in place; seconds since the start. */
export type Fault = (set: Int32Array, seconds: number, before: Int32Array) => void;

/** A source with a fault laid over it. */
export function faulty(source: SampleSource, fault: Fault): SampleSource {
  const before = new Int32Array(SAMPLE_WORDS);
  return {
    ...source,
    description: source.description,
    notes: source.notes,
    service: source.service,
    rate_mHz: source.rate_mHz,
    truth: (sets, window) => source.truth(sets, window),
    fill(destination, firstIndex, sets) {
      source.fill(destination, firstIndex, sets);
      for (let i = 0; i < sets; i++) {
        const set = destination.subarray(i * SAMPLE_WORDS, (i + 1) * SAMPLE_WORDS);
        fault(set, ((firstIndex + i) * 1000) / source.rate_mHz, before);
        before.set(set);
      }
    },
  };
}

export const during =
  (from: number, to: number, change: Fault): Fault =>
  (set, t, before) => {
    if (t >= from && t < to) change(set, t, before);
  };

export const scale = (words: number[], factor: number) => (set: Int32Array) =>
  words.forEach((w) => (set[w] = Math.round(set[w] * factor)));
