// A source at which somebody looks gives what it gave before, and what was given last.
import { describe, expect, it } from 'vitest';
import { SET_WORDS } from './afe-scale.ts';
import { sineSource } from './sine.ts';
import { TappedSource } from './tapped.ts';

const plain = () => sineSource({ service: '3p4w', volts: 230, amps: 5 });

describe('A tapped source', () => {
  it.each([1, 7, 50, 300])('gives the same in pieces of %i sets, and keeps the last hundred', (piece) => {
    const [source, tapped] = [plain(), new TappedSource(plain(), 100)];
    const sets = 300;
    const expected = new Int32Array(sets * SET_WORDS);
    source.fill(expected, 0, sets);
    for (let at = 0; at < sets; at += piece) {
      const count = Math.min(piece, sets - at);
      const given = new Int32Array(count * SET_WORDS);
      tapped.fill(given, at, count);
      expect(given).toEqual(expected.subarray(at * SET_WORDS, (at + count) * SET_WORDS));
    }
    expect(tapped.recent()).toEqual(expected.subarray((sets - 100) * SET_WORDS));
    expect(tapped.recent(7)).toEqual(expected.subarray((sets - 7) * SET_WORDS));
    expect(tapped.span(220, 260)).toEqual(expected.subarray(220 * SET_WORDS, 260 * SET_WORDS));
    for (const [from, to] of [
      [199, 260],
      [250, 301],
      [260, 260],
    ])
      expect(tapped.span(from, to)).toBeUndefined();
  });

  it('has what there is before it was full', () => {
    const tapped = new TappedSource(plain(), 100);
    expect(tapped.recent()).toHaveLength(0);
    tapped.fill(new Int32Array(8 * SET_WORDS), 0, 8);
    expect(tapped.recent()).toHaveLength(8 * SET_WORDS);
  });
});
