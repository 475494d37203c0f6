// The command typetest from its arguments to what it prints, writes and leaves as exit code.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { TypetestReport } from '../metrology/typetest/result.ts';
import { BadInputError } from './errors.ts';
import { TYPETEST } from './typetest.ts';

interface Run {
  readonly out: string;
  readonly code: number | string | undefined;
}

async function run(...args: string[]): Promise<Run> {
  let out = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  try {
    await TYPETEST.run(args);
  } finally {
    write.mockRestore();
  }
  return { out, code: process.exitCode };
}

afterEach(() => {
  process.exitCode = undefined;
});

describe('the command typetest', () => {
  it('prints one JSON object with every point, and passes', async () => {
    const { out, code } = await run('--class', 'D', '--service', '3p4w', '--points', 'influence', '--json');
    const report = JSON.parse(out) as TypetestReport;
    expect(report.pass).toBe(true);
    expect(code).toBeUndefined();
    for (const point of report.points) {
      expect(typeof point.name).toBe('string');
      expect(typeof point.pass).toBe('boolean');
      const { current_A, power_factor, limit_percent, error_percent, stddev_percent } = point;
      for (const x of [current_A, power_factor, limit_percent, error_percent, stddev_percent]) {
        expect(Number.isFinite(x)).toBe(true);
      }
    }
    expect(report).toMatchObject({ class: 'D', service: '3p4w', front_end: 'ideal', limits_checked: false });
  });

  it('ends with 1 when a point fails: a plain transformer under half waves', async () => {
    const args = [
      '--class',
      'B',
      '--service',
      '1p2w',
      '--points',
      'influence',
      '--afe',
      'model',
      '--sensor',
      'ct',
    ];
    const { out, code } = await run(...args);
    expect(code).toBe(1);
    expect(out).toMatch(/half-wave.* FAIL/);
    expect(out).toMatch(/outside the limits at 1 points of class B; limits as in .*, not checked against/);
  });

  it('writes a report that stands alone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'twinmeter-'));
    const path = join(folder, 'report.html');
    await run('--class', 'C', '--service', '1p2w', '--points', 'influence', '--report', path);
    const html = readFileSync(path, 'utf8');
    rmSync(folder, { recursive: true });
    expect(html).toContain('Accuracy programme, class C, 1p2w');
    expect(html).not.toMatch(/<script|src=|href=/);
  });

  it('names a report that cannot be written', async () => {
    const args = [
      '--class',
      'C',
      '--service',
      '1p2w',
      '--points',
      'influence',
      '--json',
      '--report',
      '/nowhere/r.html',
    ];
    await expect(run(...args)).rejects.toThrow(BadInputError);
  });
});
