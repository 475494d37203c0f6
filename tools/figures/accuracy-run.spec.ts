// What an interrupted accuracy figures leaves: kept units are found again, others and damaged lines are not.
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { keptResults, measureUnits } from './accuracy-run.ts';
import type { UnitTask } from './accuracy-units.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinmeter-accuracy-'));
const results = join(folder, 'results.jsonl');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const task = (unit: number): UnitTask => ({
  service: '1p2w',
  sensor: 'shunt',
  unit,
  noises: [1],
  whole: false,
});

describe('Results of the accuracy figures', () => {
  it('are kept unit by unit, and a second run measures only what is missing', async () => {
    const said: string[] = [];
    const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      said.push(String(text));
      return true;
    });
    try {
      await measureUnits([task(1)], { jobs: 1, results });
      appendFileSync(results, '{"key": "cut o');
      expect(keptResults(results).size).toBe(1);
      const both = await measureUnits([task(1), task(2)], { jobs: 2, results });
      expect(both.map((r) => r.task.unit)).toEqual([1, 2]);
      expect(said).toHaveLength(2);
      expect(said[1]).toMatch(/^2\/2 {2}shunt 1p2w unit 2: \d+ % of the bound at .*; \d+\.\d s CPU/);
    } finally {
      spy.mockRestore();
    }
    // Another module's results are not this one's.
    const other = readFileSync(results, 'utf8').replaceAll(/[0-9a-f]{64}/g, '0'.repeat(64));
    writeFileSync(results, other);
    const quiet = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    await measureUnits([task(1)], { jobs: 1, results });
    expect(quiet).toHaveBeenCalledTimes(1);
    quiet.mockRestore();
    expect(keptResults(results).size).toBe(3);
  });
});
