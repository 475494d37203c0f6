// The rows of the speed figure: what they say of themselves, and that every meter of a bench is in them. No speed is asserted.
import { describe, expect, it } from 'vitest';
import { speedAlone, speedOfMany } from './speed.ts';

describe('A row of the speed figure', () => {
  it('names target, engine and one meter, and divides what it counted', async () => {
    const row = await speedAlone('wasm wasm3', 2);
    expect(row).toMatchObject({ target: 'wasm', engine: 'wasm3', meters: 1, virtual_s: 2 });
    expect(row.cpu_s).toBeGreaterThan(0);
    expect(row.times_real_time_a_core).toBe(row.virtual_s / row.cpu_s);
  });

  it('of many meters counts the seconds of each', async () => {
    const row = await speedOfMany('wasm v8', 3, 2);
    expect(row).toMatchObject({ target: 'wasm', engine: 'v8', meters: 3, virtual_s: 6 });
    expect(row.times_real_time_a_core).toBe(row.virtual_s / row.cpu_s);
  });
});
