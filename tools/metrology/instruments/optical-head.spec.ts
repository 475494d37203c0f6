// The scanning head: it sees what it is made for, to a microsecond, and what is too short, too far or outshone not.
import { describe, expect, it } from 'vitest';
import { ASSUMED, DARK, HEAD, OpticalHead, type Flash, type Light } from './optical-head.ts';

/** So many flashes of a width, each a prime part of a second after the other so that lamps meet all of them differently. */
const flashes = (count: number, width_ms: number, period_s = 1 / 37): Flash[] =>
  Array.from({ length: count }, (_, n) => {
    const on_s = 0.01 + n * period_s;
    return { on_s, off_s: on_s + width_ms / 1000 };
  });

const seen = (light: Partial<Light>, all: readonly Flash[]): number[] =>
  new OpticalHead({ ...DARK, ...light }, 1).sees(all, 0, all[all.length - 1].off_s);

/** Largest difference of the delays of flashes that were all seen, us. */
function spread_us(light: Partial<Light>): number {
  const all = flashes(200, HEAD.shortest_ms);
  const at = seen(light, all);
  expect(at).toHaveLength(all.length);
  const delays = at.map((time, n) => (time - all[n].on_s) * 1e6);
  return Math.max(...delays) - Math.min(...delays);
}

describe('The scanning head', () => {
  it.each([10, 50, 100])(
    'sees each pulse of 0.2 ms at %d mm, its edges within a microsecond either way',
    (distance_mm) => {
      expect(spread_us({ distance_mm })).toBeLessThanOrEqual(2 * HEAD.edge_us);
      expect(spread_us({ distance_mm })).toBeGreaterThan(HEAD.edge_us);
    },
  );

  it('sees no pulse that is shorter, and none from much farther', () => {
    expect(seen({}, flashes(50, 0.1))).toEqual([]);
    expect(seen({ distance_mm: 200 }, flashes(50, HEAD.shortest_ms))).toEqual([]);
  });

  it('times edges worse under lamps, the worse the farther it is', () => {
    const near = spread_us({ lamps_lux: 800 });
    const far = spread_us({ distance_mm: 80, lamps_lux: 800 });
    expect(near).toBeGreaterThanOrEqual(0);
    expect(far).toBeGreaterThan(near + 1);
  });

  it('takes lamps for pulses that outshine its threshold, a hundred a second', () => {
    const lamps_lux = (1.2 * ASSUMED.threshold) / ASSUMED.ripplePerLux;
    const head = new OpticalHead({ ...DARK, lamps_lux }, 1);
    expect(head.sees([], 0, 0.5)).toHaveLength(50);
    expect(head.sees([], 0.5, 1)).toHaveLength(50);
  });

  it('is blind in the sun', () => {
    expect(seen({ day_lux: 60_000 }, flashes(10, 1))).toEqual([]);
  });

  it('counts up to 3000 pulses a second and no more', () => {
    expect(seen({}, flashes(30, HEAD.shortest_ms, 1 / 2900))).toHaveLength(30);
    expect(seen({}, flashes(30, HEAD.shortest_ms, 1 / 4000)).length).toBeLessThan(20);
  });
});
