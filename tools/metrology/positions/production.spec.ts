// What a production bench runs besides load points: meters that are right, and a batch in which one is unlike the others.
import { describe, expect, it, vi } from 'vitest';
import { builtFile } from '../../build/paths.ts';
import { withConsistency } from './consistency.ts';
import { testPosition, type Batch } from './position.ts';
import type { PositionReport } from './position-report.ts';
import type { PointResult } from '../typetest/result.ts';

// Some seconds of CPU, and a busy machine gives a tenth of one.
vi.setConfig({ testTimeout: 300_000 });

const METER = `name = "a"
standard = "b"
[meter]
class = "D"
service = "3p4w"
currents = { Ist = 0.02, Imin = 0.2, Itr = 0.5, Imax = 60 }
`;

const tested = (step: string, changes: Partial<Batch> = {}): Promise<PositionReport> => {
  const text = `${METER}[[step]]\n${step}\nlimit_percent = 0.02\n`;
  const batch = {
    file: 'a.toml',
    text,
    frontEnd: 'ideal',
    metering: builtFile('metering-core.wasm'),
  } as const;
  return testPosition({ ...batch, ...changes }, { position: 1, seed: 1 }, () => {});
};

describe('A right meter behind a modelled front end', () => {
  it.each([
    ['power_cut = "Imax"', ['power cut, Imax']],
    [
      'events = ["dip", "swell", "interruption"]',
      ['event log, dip', 'event log, swell', 'event log, interruption'],
    ],
  ])('keeps what it has to: %j', async (step, names) => {
    const text = `${METER}[[step]]\n${step}\nlimit_percent = 0.5\n`;
    const { points, failed } = await tested(step, { text, frontEnd: 'shunt' });
    expect(failed).toEqual([]);
    expect(points.map(({ name }) => name)).toEqual(names);
  });

  it('shows the time of its RTC', async () => {
    const text = `${METER}[[step]]\nclock = 0\nminutes = 2\n`;
    const { points, failed } = await tested('', { text });
    expect(failed).toEqual([]);
    expect(points[0]).toMatchObject({ name: 'clock indication', error_percent: 0, unit: 's', judged: 121 });
  });
});

describe('A right meter', () => {
  it.each([
    ['variation = "10 Itr"\nminutes = 1', 'variation, 10 Itr, PF 1', 60],
    ['rise_and_fall = ["Itr", "10 Itr", "Imax"]\nminutes = 1', 'rising and falling load', 60],
    ['combination = "Imax"', 'combination of registers, Imax, PF 1', 10],
    ['dosage = "Imax"\nenergy_Wh = 200', 'dosage, Imax, PF 1', 17],
  ])('passes %j', async (step, name, least_s) => {
    const { points, pass, virtual_s } = await tested(step);
    expect(pass).toBe(true);
    expect(points).toHaveLength(1);
    expect(points[0].name).toContain(name);
    expect(virtual_s).toBeGreaterThan(least_s);
    expect(Math.abs(points[0].error_percent)).toBeLessThan(0.005);
  });
});

describe('Rising and falling load', () => {
  it('is judged at each current by what it was before: noise that is larger than the limit fails', async () => {
    const step = 'rise_and_fall = ["Ist", "Imin"]\nminutes = 0';
    const { pass, points } = await tested(step, { frontEnd: 'shunt' });
    expect(Math.abs(points[0].error_percent)).toBeGreaterThan(0);
    expect(pass).toBe(Math.abs(points[0].error_percent) <= 0.02);
  });
});

describe('Consistency', () => {
  const batchOf = (...errors: number[]): PositionReport[] =>
    errors.map((error_percent, n) => {
      const name = 'consistency, 10 Itr, PF 1';
      const point = {
        ...{ name, group: 'base', test: 'consistency', clause: '', current_A: 5, power_factor: 1 },
        ...{ limit_percent: 0.06, error_percent, stddev_percent: 0, pass: true },
      } as PointResult;
      return { position: n + 1, seed: n, unit: '', points: [point], failed: [], pass: true, virtual_s: 1 };
    });

  it('is the distance from the mean of the batch, and names who is too far', () => {
    const judged = withConsistency(batchOf(0.01, 0.02, 0.03, 0.2));
    expect(judged.map(({ pass }) => pass)).toEqual([true, true, true, false]);
    expect(judged[3].failed).toEqual(['consistency, 10 Itr, PF 1']);
    expect(judged[3].points[0].error_percent).toBeCloseTo(0.135, 12);
    expect(judged[3].points[0].detail).toBe('error 0.2000 %, mean of the bench 0.0650 %');
  });

  it('of meters that are alike, and of one alone, is never missed, however wrong they are', () => {
    expect(withConsistency(batchOf(1, 1.01, 0.99)).every(({ pass }) => pass)).toBe(true);
    expect(withConsistency(batchOf(7))[0].pass).toBe(true);
  });

  it('is measured as a point that no position can fail by itself', async () => {
    const { pass, points } = await tested('consistency = ["Itr", "10 Itr"]', { frontEnd: 'ct' });
    expect(pass).toBe(true);
    expect(points.map(({ name }) => name)).toEqual(['consistency, Itr, PF 1', 'consistency, 10 Itr, PF 1']);
    expect(points[0].error_percent).not.toBe(0);
  });
});
