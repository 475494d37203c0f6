// Random numbers that depend on a seed and a place only, so that every run can be repeated.

/** A generator of 32-bit words as fractions in [0, 1): mulberry32 (public domain algorithm). */
export type Uniform = () => number;

/** Mixes integers into one 32-bit seed (finaliser of MurmurHash3). */
export function mixSeed(...parts: readonly number[]): number {
  let h = 0x9e3779b9;
  for (const part of parts) {
    h = Math.imul(h ^ (part | 0), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    h ^= h >>> 16;
  }
  return h >>> 0;
}

export function uniform(seed: number): Uniform {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A value drawn evenly from -limit … limit. */
export function within(next: Uniform, limit: number): number {
  return (2 * next() - 1) * limit;
}

/** A value of a normal distribution with this sigma, cut at three sigma as a maker's test cuts it. */
export function normalWithin3(next: Uniform, sigma: number): number {
  for (;;) {
    const value = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
    if (Math.abs(value) <= 3) return value * sigma;
  }
}
