// What the ITIC curve says of a dip, a swell and an interruption.
import { describe, expect, it } from 'vitest';
import { iticOf, isWithinItic } from './itic.ts';

describe('The ITIC curve', () => {
  it.each([
    [0.01, 0, true],
    [0.021, 0, false],
    [0.021, 70, true],
    [0.4, 69, false],
    [0.6, 75, false],
    [9, 80, true],
    [11, 85, false],
    [3600, 90, true],
    [0.002, 139, true],
    [0.01, 121, false],
    [0.4, 119, true],
    [0.6, 111, false],
    [3600, 110, true],
  ])('after %f s at %f %%: bears it %s', (duration_s, percent, isWithin) => {
    expect(isWithinItic(duration_s, percent)).toBe(isWithin);
  });

  it('has the events that are over, and no others', () => {
    const event = (name: string, duration_s: number | null, extreme: number) => ({
      ...{ sequence: 1, time_s: 0, unit: '% Unom', name, duration_s, extreme },
    });
    const events = [
      event('dip', 0.3, 50),
      event('dip', null, 50),
      event('over_current', 1, 60),
      event('swell', 1, 120),
    ];
    expect(iticOf({ events })).toEqual([
      { duration_s: 0.3, percent: 50, isWithin: false },
      { duration_s: 1, percent: 120, isWithin: false },
    ]);
  });
});
