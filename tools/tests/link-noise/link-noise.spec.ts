// The link under noise of every kind: nothing that was not the answer is taken for one, and it goes on when the noise stops.
import { describe, expect, it } from 'vitest';
import { mutant } from '../mutation/mutant.ts';
import { NOISES, random } from './noise.ts';
import { NoisyPair, type Verdict } from './noisy-pair.ts';

/** Frames of all kinds together: ten millions in the long form. */
const FRAMES = Number(process.env.TWINMETER_NOISE_FRAMES ?? 80_000);
const HOURS_ms = 4 * 3600e3;
/** Ticks of noise between two stretches of quiet, 30 s. */
const NOISY_TICKS = 3000;
/** A latch and its round. */
const ROUND = 15;
const STALL_s = 2;

interface Outcome extends Verdict {
  longest_s: number;
}

function under(name: string, frames: number, seed: number, management?: Uint8Array): Outcome {
  const next = random(seed);
  const make = NOISES.find(([each]) => each === name)![1];
  const pair = new NoisyPair(next, management);
  for (let tick = 0; tick < 300; tick++) pair.tick();
  const noise = make(next);
  let longest_s = 0;
  while (pair.verdict.frames < frames) {
    pair.noise = noise;
    pair.stale = name === 'stale answers';
    for (let tick = 0; tick < NOISY_TICKS; tick++) pair.tick();
    longest_s = Math.max(longest_s, pair.stall_s(ROUND));
  }
  return { ...pair.verdict, longest_s };
}

const row = (name: string, { frames, accepted, rejected, wrong, lost, longest_s }: Outcome) =>
  `${name.padEnd(24)} frames ${frames}  accepted ${accepted}  rejected ${rejected}  wrong ${wrong}  lost ${lost}  whole again after ${longest_s.toFixed(2)} s`;

describe('The link under noise', () => {
  it.each(NOISES.map(([name]) => name))(
    'takes nothing wrong for true and is whole again within 2 s: %s',
    { timeout: HOURS_ms },
    (name) => {
      const outcome = under(name, FRAMES / NOISES.length, 20_261);
      console.log(row(name, outcome));
      expect(outcome.wrong).toBe(0);
      expect(outcome.lost).toBe(0);
      expect(outcome.accepted).toBeGreaterThan(0);
      expect(outcome.rejected).toBeGreaterThan(0);
      expect(outcome.longest_s).toBeLessThan(STALL_s);
    },
  );

  it(
    'is seen taking wrong answers where its core does not look at the CRC',
    { timeout: HOURS_ms },
    async () => {
      const check = 'if (load<u32>(pointer + checked) != crc32(pointer, checked)) return Status.BAD_CHECK;';
      const from = { file: 'shared-protocol/assembly/framing.ts', from: check, to: '' };
      expect(under('bit errors 1e-3', 4000, 7, await mutant('management', from)).wrong).toBeGreaterThan(10);
    },
  );

  it(
    'is seen taking stale answers where its core does not look at their number',
    { timeout: HOURS_ms },
    async () => {
      const check = '<i32>header.sequence != sequence || ';
      const from = { file: 'management-core/assembly/link/exchange.ts', from: check, to: '' };
      expect(under('stale answers', 4000, 7, await mutant('management', from)).wrong).toBeGreaterThan(3);
    },
  );
});
