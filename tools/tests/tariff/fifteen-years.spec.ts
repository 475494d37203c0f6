// Fifteen years of month ends: registers, times and rows go on over every roll-over, and a clock that was far off leaves nothing.
import { describe, expect, it } from 'vitest';
import { BILLING_ROWS_SLOTS, DAY_ROWS_SLOTS } from '../../../shared-protocol/generated/ts/protocol.ts';
import { begin, compare, DAY_min, place, utc, type Place } from './place.ts';
import { SEASONS } from './tariffs.ts';
import { CENTRAL_EUROPE } from './zones.ts';

const MONTHS = 15 * 12;
/** Minutes with supply before and behind each month's end; in the long form two days. */
const AROUND_min = process.env.TWINMETER_TARIFF_DAYS === undefined ? 75 : DAY_min;
/** The display and P1 have six digits of kWh: they begin anew at 10^6 kWh, 10^11 hundredths of Wh, below which this is. */
const BELOW_A_MILLION_kWh = 100_000_000_000n - 3_000_000n;

/** When the month ends that is under way, of local time in winter or summer, near enough. */
function monthEnd_s(time_s: number): number {
  const at = new Date((time_s + 7200) * 1000);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1) / 1000 - 7200;
}

/** Without supply until shortly before the month's end, then with it for a while. */
function monthGoesBy({ meter }: Place): void {
  meter.off(monthEnd_s(meter.time_s) - AROUND_min * 60 - meter.time_s);
  meter.minutes(2 * AROUND_min + 120);
}

describe('Fifteen years', () => {
  it('of month ends have a row of each period, and every register equals the reference', () => {
    const p = place('2027-11-15T10:00:00Z', CENTRAL_EUROPE, [SEASONS], { energy: BELOW_A_MILLION_kWh });
    begin(p);
    for (let month = 0; month < MONTHS; month++) {
      monthGoesBy(p);
      if (month % 7 === 0) p.core.start();
      compare(p);
      p.meter.forget();
    }
    const kept = p.core.kept()!;
    expect(kept.time_s).toBeGreaterThan(utc('2042-11-01T00:00:00Z'));
    expect(kept.total[0]).toBeGreaterThan(100_000_000_000n);
    expect(kept.periods).toBe(MONTHS);
    // Both rings went round more than once.
    expect(kept.periods).toBeGreaterThan(BILLING_ROWS_SLOTS);
    expect(kept.days).toBeGreaterThan(3 * DAY_ROWS_SLOTS);
  }, 3_600_000);

  it('have a period for a freeze that is found damaged, and go on behind one that is never told', () => {
    const p = place('2028-01-31T10:00:00Z', CENTRAL_EUROPE, [SEASONS]);
    p.meter.damagedFreezes.add(2);
    p.meter.untoldFreezes.add(3);
    begin(p);
    for (let month = 0; month < 4; month++) {
      monthGoesBy(p);
      p.core.follow();
    }
    const periods = [1, 2, 3].map((sequence) => p.core.period('billing', sequence));
    expect(periods.map(({ freeze }) => freeze)).toEqual([1, 2, 4]);
    expect(periods[1].registers.every((register) => register === 0n)).toBe(true);
    expect(periods[1].time_s).toBe(p.meter.freezes[1].time_s);
    expect(p.core.kept()!.periods).toBe(3);
  });

  it.each([
    ['forwards', 12 * 365 * 86_400],
    ['back', -12 * 365 * 86_400],
  ])(
    'between which a clock stood %s for two hours leave periods, peaks and rows as they were to be',
    (_, far_s) => {
      const p = place('2028-05-30T10:00:00Z', CENTRAL_EUROPE, [SEASONS]);
      begin(p);
      p.meter.minutes(300);
      compare(p);
      p.meter.step(far_s);
      p.meter.minutes(120);
      compare(p);
      p.meter.step(-far_s);
      p.meter.minutes(3 * DAY_min);
      compare(p);
      const kept = p.core.kept()!;
      const month = 2028 * 12 + 5;
      expect(kept.demand.peaks[0][0]).toBe(month);
      expect(kept.demand.peaks[0][1][0].power_mW).toBeGreaterThan(0);
      const newest = p.core.period('billing', kept.periods);
      expect(new Date(newest.time_s * 1000).toISOString()).toBe('2028-05-31T22:00:00.000Z');
    },
  );
});
