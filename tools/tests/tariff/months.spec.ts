// Months of minutes through the management core: each rate equals what is recomputed beside it, and their sum the total.
import { describe, expect, it } from 'vitest';
import { random } from '../link-noise/noise.ts';
import { begin, compare, DAY_min, place, utc } from './place.ts';
import { FLAT, SEASONS } from './tariffs.ts';
import { CENTRAL_EUROPE, MARQUESAS } from './zones.ts';

/** Days of the long scenario: in the long form a year and more. */
const DAYS = Number(process.env.TWINMETER_TARIFF_DAYS ?? 45);

describe('Months of minutes by rate', () => {
  it('equal the reference over a leap day, new seasons, special days and the begin of daylight saving', () => {
    const p = place('2028-02-26T22:00:00Z', CENTRAL_EUROPE, [SEASONS]);
    begin(p);
    for (let day = 0; day < DAYS; day++) {
      p.meter.minutes(DAY_min);
      if (day % 5 === 0) compare(p);
    }
    compare(p);
    expect(p.reference.unrecorded).toBe(0);
    expect(p.periods.periods).toHaveLength(Math.floor((DAYS + 15) / 30.5) + 1);
    expect(p.periods.days.length).toBeGreaterThanOrEqual(DAYS);
  }, 900_000);

  it('equal it over the end of daylight saving, cuts, steps of the clock and three days without management', () => {
    const p = place('2028-10-20T00:00:00Z', CENTRAL_EUROPE, [SEASONS], { minutes: 5, periods: 3 });
    begin(p);
    const next = random(7);
    for (let day = 0; day < 20; day++) {
      for (let hours = 0; hours < 24; hours++) {
        p.meter.minutes(58);
        const what = next() % 40;
        if (what === 0) p.meter.off(next() % 9000);
        if (what === 1) p.meter.step((next() % 4000) - 2000);
        if (what === 2) p.meter.unrecorded((next() % 30) + 1);
        if (what === 3) p.meter.damaged.add(p.meter.newest);
        p.meter.minutes(2);
      }
      if (day === 6) p.core.stop();
      if (day >= 6 && day < 9) continue;
      if (day === 9 || next() % 3 === 0) p.core.start();
      compare(p);
    }
    expect(p.reference.unrecorded).toBeGreaterThan(10);
    expect(p.reference.rates[0].filter((rate) => rate > 0n)).toHaveLength(8);
  });

  it('equal it where the table of another tariff takes over at midnight, in a zone of half an hour', () => {
    const change_s = utc('2028-06-10T00:00:00Z');
    const p = place('2028-06-08T12:00:00Z', MARQUESAS, [SEASONS, FLAT], { change_s, minutes: 60 });
    begin(p);
    p.meter.minutes(3 * DAY_min);
    compare(p);
    p.core.stop();
    p.meter.minutes(DAY_min);
    p.core.start();
    compare(p);
    expect(p.reference.rates[0][7]).toBeGreaterThan(0n);
  });

  it('are booked to the default rate and marked for what left the ring while management was away', () => {
    const p = place('2028-06-08T12:00:00Z', CENTRAL_EUROPE, [SEASONS]);
    begin(p);
    p.core.stop();
    p.meter.minutes(51_000);
    p.core.start();
    for (let i = 1; i < p.meter.oldest - 1; i++) p.meter.damaged.add(i + 1);
    compare(p);
    expect(p.core.kept()!.lost).toBe(p.meter.oldest - 2);
    expect(p.reference.unrecorded).toBe(1);
  }, 120_000);
});
