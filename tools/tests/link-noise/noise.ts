// What disturbs the bytes of a link: bit errors of any rate, bursts, bytes lost and doubled, frames inside frames.

/** Bytes as they arrive; their number may be another one. */
export type Noise = (bytes: Uint8Array) => Uint8Array;

/** Pseudo-random 32 bits from a seed, so that a failure comes again (xorshift). */
export function random(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** Bits that go well before the next one is turned, at a rate of errors: geometric. */
const gapOf = (rate: number, next: () => number) =>
  Math.floor(Math.log((next() + 1) / 2 ** 32) / Math.log1p(-rate));

/** Turns each bit over by itself with a probability. */
function bitErrors(rate: number, next: () => number): Noise {
  let gap = gapOf(rate, next);
  return (bytes) => {
    const bits = bytes.length * 8;
    if (gap >= bits) {
      gap -= bits;
      return bytes;
    }
    const passed = Uint8Array.from(bytes);
    for (; gap < bits; gap += 1 + gapOf(rate, next)) passed[gap >> 3] ^= 1 << (gap & 7);
    gap -= bits;
    return passed;
  };
}

/** Runs of up to 64 random bits, one in so many transfers. */
function bursts(every: number, next: () => number): Noise {
  return (bytes) => {
    if (bytes.length === 0 || next() % every !== 0) return bytes;
    const passed = Uint8Array.from(bytes);
    const from = next() % (bytes.length * 8);
    const length = 1 + (next() % 64);
    for (let bit = from; bit < Math.min(from + length, bytes.length * 8); bit++)
      if (next() & 1) passed[bit >> 3] ^= 1 << (bit & 7);
    return passed;
  };
}

/** A byte is lost, or comes twice: what follows is shifted. */
function slips(every: number, next: () => number): Noise {
  return (bytes) => {
    if (bytes.length === 0 || next() % every !== 0) return bytes;
    const at = next() % bytes.length;
    const isLost = next() & 1;
    return Uint8Array.from([
      ...bytes.subarray(0, at),
      ...bytes.subarray(isLost ? at + 1 : Math.max(at - 1, 0)),
    ]);
  };
}

/** The start of a frame appears in the middle of another one: an older transfer, from its first byte on. */
function resyncs(every: number, next: () => number): Noise {
  let older = Uint8Array.of();
  return (bytes) => {
    const passed = Uint8Array.from(bytes);
    if (bytes.length > 1 && next() % every === 0) {
      const at = 1 + (next() % (bytes.length - 1));
      passed.set(older.subarray(0, bytes.length - at), at);
    }
    older = Uint8Array.from(bytes);
    return passed;
  };
}

/** By name; `stale` is no change of bytes but an answer that belongs to an earlier request: the pair does it. */
export const NOISES: readonly (readonly [name: string, make: (next: () => number) => Noise])[] = [
  ['bit errors 1e-5', (next) => bitErrors(1e-5, next)],
  ['bit errors 1e-4', (next) => bitErrors(1e-4, next)],
  ['bit errors 1e-3', (next) => bitErrors(1e-3, next)],
  ['bit errors 1e-2', (next) => bitErrors(1e-2, next)],
  ['bursts', (next) => bursts(4, next)],
  ['bytes lost and doubled', (next) => slips(4, next)],
  ['a frame inside a frame', (next) => resyncs(4, next)],
  ['stale answers', () => (bytes) => bytes],
];
