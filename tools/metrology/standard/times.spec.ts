// The test times against worked numbers.
import { describe, expect, it } from 'vitest';
import vectors from './vectors.json' with { type: 'json' };
import type { AccuracyClass } from './limits.ts';
import type { Ratings } from './ratings.ts';
import { testTimes } from './times.ts';
import type { Service } from '../../signals/waves/source.ts';

function ratings(v: (typeof vectors.times)[number]): Ratings {
  const [Ist, Imin, Itr, Imax] = v.currents;
  return {
    class: v.class as AccuracyClass,
    service: v.service as Service,
    connection: 'direct',
    Unom_V: v.Unom_V,
    fnom_Hz: 50,
    constant_imp_per_kWh: v.constant,
    Ist,
    Imin,
    Itr,
    Imax,
  };
}

describe('the test times', () => {
  it.each(vectors.times)('are the worked numbers for $meter', (v) => {
    const times = testTimes(ratings(v), v.base_percent);
    expect(times.starting_s).toBeCloseTo(v.starting_s, 1);
    expect(times.noLoadR46_s / 3600).toBeCloseTo(v.noLoadR46_h, 3);
    expect(times.noLoadIec2020_s / 60).toBeCloseTo(v.noLoadIec2020_min, 1);
  });

  it('are shorter at the higher voltage of EN 50470-3', () => {
    const times = testTimes(ratings(vectors.times[0]), 1.5);
    expect(times.noLoadEn50470_s / times.noLoadIec2020_s).toBeCloseTo(1.1 / 1.15, 12);
  });

  it('give the older formulas to the classes they are for', () => {
    const b = testTimes(ratings(vectors.times[0]), 1.5);
    expect(b.noLoadIec2003_s! / 60).toBeCloseTo(600e6 / (1200 * 230 * 60), 9);
    expect(b.noLoadIec22_s).toBeUndefined();
    const c = testTimes(ratings(vectors.times[2]), 1);
    expect(c.noLoadIec22_s! / 60).toBeCloseTo(600e6 / (20000 * 3 * 57.7 * 6), 9);
    expect(c.noLoadIec2003_s).toBeUndefined();
  });
});
