// Pulses around a time in which none may begin: one late, lost, doubled, or begun in that time does not go unseen.
import { describe, expect, it } from 'vitest';
import { heldPulses } from './held-pulses.ts';

const PERIOD_s = 0.03;
const HOLD = { from_s: 1.005, until_s: 1.035 };
const ideal = Array.from({ length: 100 }, (_, k) => 0.01 + k * PERIOD_s);
const isDue = (t: number) => t >= HOLD.from_s && t < HOLD.until_s;
/** What fell due while none may begin comes when it is over. */
const whole = ideal.map((t) => (isDue(t) ? HOLD.until_s + 0.0001 : t));

describe('Pulses held back while the supply fails', () => {
  it('are even but for those that come when it is over', () => {
    const { worst_us, period_s, due, caughtUp, begun } = heldPulses(whole, [HOLD]);
    expect(worst_us).toBeLessThan(0.001);
    expect(period_s).toBeCloseTo(PERIOD_s, 9);
    expect([due, caughtUp, begun]).toEqual([1, 1, 0]);
  });

  it('are not even where one is late, lost or doubled', () => {
    const late = whole.map((t, k) => (k === 70 ? t + 0.0001 : t));
    expect(heldPulses(late, [HOLD]).worst_us).toBeGreaterThan(90);
    const lost = whole.filter((t) => !(t > HOLD.until_s && t < HOLD.until_s + 0.001));
    expect(heldPulses(lost, [HOLD]).worst_us).toBeGreaterThan(1000);
    expect(heldPulses([...whole, whole[50]].sort(), [HOLD]).worst_us).toBeGreaterThan(1000);
  });

  it('are seen where they begin all the same', () => {
    expect(heldPulses(ideal, [HOLD])).toMatchObject({ due: 1, caughtUp: 0, begun: 1 });
  });
});
