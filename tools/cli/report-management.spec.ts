// What `run --json` tells of the management core: energy by rate, demand, billing, of a run that goes over minutes.
import { describe, expect, it } from 'vitest';
import { twinmeter } from './testing.ts';

interface Told {
  registers: Record<string, { value: number; count: string; unit: string }>;
  rate: number | null;
  demand: Record<string, { maximum: { value: number; time: string | null }; last: { value: number } }> | null;
  billing: { resets: number; periods: unknown[] } | null;
}

async function reportOf(...words: string[]): Promise<Told> {
  const { out } = await twinmeter('run', '--target', 'wasm', '--speed', 'max', '--json', ...words);
  return JSON.parse(out.trimEnd().split('\n').at(-1)!) as Told;
}

const LOAD = ['--volts', '230', '--amps', '5', '--pf', '1'];

describe('run --json', { timeout: 120_000 }, () => {
  it('tells energy by rate that is the total up to the last minute, and demand', async () => {
    const told = await reportOf('--start', '2026-06-01T10:58:30Z', '--for', '125', ...LOAD);
    const total = told.registers['1-0:1.8.0.255'].value;
    const first = told.registers['1-0:1.8.1.255'];
    // Two full minutes and half a one are recorded, of three times 230 V and 5 A; five seconds are not.
    expect(first.unit).toBe('Wh');
    expect(first.value).toBeCloseTo((3450 * 90) / 3600, 0);
    expect(total - first.value).toBeGreaterThan(0);
    expect(total - first.value).toBeLessThan((3450 * 60) / 3600);
    expect(told.registers['1-0:1.8.8.255'].value).toBe(0);
    expect(told.rate).toBe(1);
    expect(told.demand!.active_import.maximum).toMatchObject({ value: 0, time: null });
    expect(told.billing).toMatchObject({ resets: 0, periods: [] });
  });

  it('tells nothing of it before the first minute is recorded', async () => {
    const told = await reportOf('--start', '2026-06-01T10:58:30Z', '--for', '2', ...LOAD);
    expect(told).toMatchObject({ rate: null, demand: null, billing: null });
    expect(told.registers['1-0:1.8.1.255']).toBeUndefined();
  });
});
