// Harmonics as they are written, what they sum up to, and how distorted that is.
import { describe, expect, it } from 'vitest';
import { HarmonicsError, harmonicsOf, thdOf } from '../harmonic-words.ts';
import { cycleOf } from './synthesis.ts';

describe('Harmonics', () => {
  it('are read with and without an angle', () => {
    expect(harmonicsOf('3:20@-180, 5 : 10.5')).toEqual([
      { order: 3, percent: 20, angle_deg: -180 },
      { order: 5, percent: 10.5, angle_deg: 0 },
    ]);
    expect(harmonicsOf(' ')).toEqual([]);
  });

  it.each([
    ['3', 'order:percent'],
    ['1:5', 'order 1'],
    ['64:5', 'order 64'],
    ['3:201', '201'],
    ['3:1.2.3', '1.2.3'],
    ['3:5@1.2.3', '1.2.3'],
    ['3:5,3:6', 'order 3: twice'],
    ['3:5,', 'order:percent'],
    ['<b>', '<b>'],
  ])('%s are refused with what is wrong', (text, word) => {
    expect(() => harmonicsOf(text)).toThrow(HarmonicsError);
    expect(() => harmonicsOf(text)).toThrow(word);
  });

  it('distort as the root of their squares', () => {
    expect(thdOf(harmonicsOf('3:30,5:40'))).toBe(50);
    expect(thdOf([])).toBe(0);
  });

  it('sum up: a third in phase flattens the top of a wave, one in opposition peaks it', () => {
    const top = (text: string) => cycleOf(harmonicsOf(text))[64];
    expect(top('')[1]).toBeCloseTo(1, 12);
    expect(top('3:20')).toEqual([90, expect.closeTo(0.8, 12)]);
    expect(top('3:20@180')[1]).toBeCloseTo(1.2, 12);
  });
});
