// Shifts the channels of a stream by parts of a sample, holding no more of it than the kernel spans.
import { KERNEL_HALF as HALF } from './band-limited.ts';
import { delayTaps } from './fractional-delay.ts';

type Block = readonly Float64Array[];

/**
 * Blocks of the same length in all, each channel its delay later (earlier, where negative). At the ends of the stream, where
 * the kernel reaches beyond it, the rest of its weights stands for the whole.
 */
export function* delayedBlocks(blocks: Iterable<Block>, delays: readonly number[]): Generator<Block> {
  if (delays.every((delay) => delay === 0)) return yield* blocks;
  const filters = delays.map(delayTaps);
  const reach = HALF + 1 + Math.ceil(Math.max(...delays.map(Math.abs)));
  let held: Block = delays.map(() => new Float64Array(0));
  /** Samples of what is held that were given already: the kernel still reaches back to them. */
  let given = 0;
  const take = (end: number): Block => {
    const taken = held.map((samples, at) => filtered(samples, filters[at], given, end));
    const kept = Math.max(0, end - reach);
    held = held.map((samples) => samples.slice(kept));
    given = end - kept;
    return taken;
  };
  for (const block of blocks) {
    held = held.map((samples, at) => joined(samples, block[at]));
    const end = held[0].length - reach;
    if (end > given) yield take(end);
  }
  if (held[0].length > given) yield take(held[0].length);
}

/** The samples from `from` to `to`, each the weighted sum of those around it. */
function filtered(
  samples: Float64Array,
  { weights, first }: ReturnType<typeof delayTaps>,
  from: number,
  to: number,
): Float64Array {
  const out = new Float64Array(to - from);
  for (let n = from; n < to; n++) {
    let sum = 0;
    let weight = 0;
    for (let tap = 0; tap < weights.length; tap++) {
      const at = n + first + tap;
      if (at < 0 || at >= samples.length) continue;
      sum += weights[tap] * samples[at];
      weight += weights[tap];
    }
    out[n - from] = sum / weight;
  }
  return out;
}

function joined(a: Float64Array, b: Float64Array): Float64Array {
  const both = new Float64Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
