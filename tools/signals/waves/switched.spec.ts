// A source that gives way to another one while it is fed: samples of each where it was fed, and the energy of both.
import { describe, expect, it } from 'vitest';
import { SET_WORDS } from './afe-scale.ts';
import { sineSource } from './sine.ts';
import { SwitchedSource } from './switched.ts';

const SECOND = 4000;
const load = (amps: number) => sineSource({ service: '3p4w', volts: 230, amps });

describe('A switched source', () => {
  it.each([64, 250, 4000])('gives each source its samples, whatever the pieces: %i sets', (piece) => {
    const [first, second] = [load(5), load(10)];
    const switched = new SwitchedSource(first);
    const expected = new Int32Array(2 * SECOND * SET_WORDS);
    first.fill(expected, 0, SECOND);
    second.fill(expected.subarray(SECOND * SET_WORDS), SECOND, SECOND);
    const given = new Int32Array(2 * SECOND * SET_WORDS);
    for (let at = 0; at < 2 * SECOND; ) {
      if (at === SECOND) switched.switchTo(second);
      const count = Math.min(piece, (at < SECOND ? SECOND : 2 * SECOND) - at);
      switched.fill(given.subarray(at * SET_WORDS), at, count);
      at += count;
    }
    expect(Buffer.from(given.buffer).equals(Buffer.from(expected.buffer))).toBe(true);
    const across = new Int32Array(100 * SET_WORDS);
    switched.fill(across, SECOND - 50, 100);
    expect(across).toEqual(expected.subarray((SECOND - 50) * SET_WORDS, (SECOND + 50) * SET_WORDS));
  });

  it('tells the truth of all that was fed: energies of each, the rest of the last', () => {
    const switched = new SwitchedSource(load(5));
    switched.fill(new Int32Array(SECOND * SET_WORDS), 0, SECOND);
    switched.switchTo(load(-10));
    switched.fill(new Int32Array(SECOND * SET_WORDS), SECOND, SECOND);
    switched.switchTo(load(5));
    const { total, elements } = switched.truth(3 * SECOND, 2 * SECOND);
    expect(total.import_Ws).toBeCloseTo(2 * 3450, 6);
    expect(total.export_Ws).toBeCloseTo(6900, 6);
    expect(total.energy_Ws).toBeCloseTo(0, 6);
    expect(elements[2].export_Ws).toBeCloseTo(2300, 6);
    expect([total.P_W, elements[0].current_A]).toEqual([expect.closeTo(3450, 6), expect.closeTo(5, 9)]);
    expect(switched.truth(2 * SECOND).total.energy_Ws).toBeCloseTo(3450 - 6900, 6);
    expect(switched.truth(SECOND / 2).total.energy_Ws).toBeCloseTo(1725, 6);
  });

  it('goes back by itself behind so many sets, unless something else is switched to meanwhile', () => {
    const energyOf = (again: boolean) => {
      const switched = new SwitchedSource(load(5));
      switched.switchFor(load(10), SECOND);
      switched.fill(new Int32Array((SECOND / 2) * SET_WORDS), 0, SECOND / 2);
      if (again) switched.switchTo(load(20));
      return switched.truth(2 * SECOND).total.energy_Ws;
    };
    expect(energyOf(false)).toBeCloseTo(6900 + 3450, 6);
    expect(energyOf(true)).toBeCloseTo(6900 / 2 + 13_800 * 1.5, 6);
  });

  it('is described as what is fed now', () => {
    const switched = new SwitchedSource(load(5));
    switched.switchTo(load(7));
    expect(switched.description).toBe(load(7).description);
  });
});
