// Channels of a stream shifted against each other: as one held in memory is, whatever the blocks.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KERNEL_HALF } from './band-limited.ts';
import { delayed } from './fractional-delay.ts';
import { delayedBlocks } from './stream-delay.ts';

const LENGTH = 1000;
const signal = (phase: number) => Float64Array.from({ length: LENGTH }, (_, n) => Math.sin(0.05 * n + phase));
const channels = [signal(0), signal(1), signal(2)];

function* blocksOf(lengths: readonly number[]): Generator<readonly Float64Array[]> {
  for (let at = 0, n = 0; at < LENGTH; n++) {
    const length = lengths[n % lengths.length];
    yield channels.map((samples) => samples.slice(at, at + length));
    at += length;
  }
}

function joined(blocks: Iterable<readonly Float64Array[]>): number[][] {
  const all: number[][] = [[], [], []];
  for (const block of blocks) block.forEach((samples, at) => all[at].push(...samples));
  return all;
}

describe('A stream of channels that are not sampled at once', () => {
  it('is as long as it was, and shifted as a recording held in memory is, but for its ends', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 });
    const delays = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(lengths, delays, (some, shifts) => {
        const streamed = joined(delayedBlocks(blocksOf(some), shifts));
        const held = channels.map((samples, at) =>
          shifts[at] === 0 ? samples : delayed(samples, shifts[at]),
        );
        streamed.forEach((samples, at) => {
          expect(samples).toHaveLength(LENGTH);
          const edge = KERNEL_HALF + 4;
          for (let n = edge; n < LENGTH - edge; n++) expect(samples[n]).toBeCloseTo(held[at][n], 12);
        });
      }),
      { numRuns: 30 },
    );
  });

  it('holds a steady value to its very ends', () => {
    const steady = [Float64Array.from({ length: 100 }, () => 7)];
    const [samples] = [...delayedBlocks([steady], [0.4])].map(([only]) => [...only]);
    for (const value of samples) expect(value).toBeCloseTo(7, 12);
  });

  it('is not touched where nothing is shifted', () => {
    const block = channels.map((samples) => samples.slice(0, 10));
    expect([...delayedBlocks([block], [0, 0, 0])]).toEqual([block]);
  });
});
