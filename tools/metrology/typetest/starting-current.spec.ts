// Starting current behind a noisy front end: good meters start with every unit, a meter that does not never passes.
import { describe, expect, it } from 'vitest';
import { bedFor } from './usual-beds.ts';
import { randomUnit } from '../../signals/afe/unit.ts';
import { limitAt, loadOf, timesOf } from './formula-times.ts';
import { pulseFailures, pulseTimes, startingCurrent, STARTS } from './starting-current.ts';

const SEEDS = Array.from({ length: 12 }, (_, n) => n + 1);
const WITHIN = { first: 1.5, second: 1.5 };

describe('The pulses at the starting current', () => {
  it.each([
    [[20, 46, 72], []],
    [[20, 46, 72.5], []],
    [[], [/^first pulse did not come, at most 39/]],
    [[20], [/^second pulse did not come/]],
    [[41, 67, 93], [/^first pulse took 41.00 s, at most 39/]],
    [
      [20, 60, 86],
      [/^second pulse took 40.00 s/, /^the pulses show/],
    ],
    [[20, 46], [/^third pulse did not come/]],
    [
      [20, 46, 80],
      [/^third pulse took 34.00 s, at most 28/, /^the pulses show/],
    ],
    [[20, 44, 68], [/^the pulses show \+8\.333 %, limit ±4 %/]],
  ])('at %o s miss %o', (times, expected) => {
    const found = pulseFailures(times, 26, 4, WITHIN);
    expect(found.length).toBe(expected.length);
    expected.forEach((text, n) => expect(found[n]).toMatch(text));
  });
});

describe('Behind the noise of a shunt (class D, 3p4w)', () => {
  it('a good meter starts in time with 12 of 12 units and noises', async () => {
    for (const seed of SEEDS) {
      // An adjustment changes nothing in the noise; the error of a unit off the line is no part of this condition.
      const bed = bedFor('3p4w', { ...randomUnit(1, 'shunt'), noiseSeed: seed });
      const tau_s = timesOf(bed).starting_s;
      const pulses = await pulseTimes(bed, loadOf(bed, bed.ratings.Ist), 'active', 4.5 * tau_s);
      expect(pulseFailures(pulses, tau_s, limitAt(bed, bed.ratings.Ist), WITHIN)).toEqual([]);
    }
  }, 600_000);

  it('a meter whose threshold lies above the starting current fails, and the line says by which condition', async () => {
    const bed = bedFor('3p4w', randomUnit(1, 'shunt'));
    const { parameters } = bed;
    Object.defineProperty(bed, 'parameters', {
      value: { ...parameters, startingCurrent_uA: 200_000, minimumCurrent_uA: 250_000 },
    });
    const result = await startingCurrent(bed, STARTS[0]);
    expect(result.pass).toBe(false);
    expect(result.detail).toMatch(/pulses at none; first pulse did not come, at most 39\.\d\d s/);
  });
});
