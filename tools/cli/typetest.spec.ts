// The command typetest from its arguments to what it prints, writes and leaves as exit code.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

// A whole programme takes ten seconds of CPU, and a busy machine gives a tenth of one.
vi.setConfig({ testTimeout: 600_000 });

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
    expect(out).toMatch(
      /outside the limits at 2 points of class B \(direct current and even harmonics .*\); limits as in .*, not checked/,
    );
  });

  it('writes a report that stands alone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'twinmeter-'));
    const path = join(folder, 'report.html');
    const filed = [
      '--number',
      '2026-7',
      '--laboratory',
      'Bench & Sons',
      '--operator',
      'A. Person',
      '--serial',
      '42',
    ];
    await run('--class', 'C', '--service', '1p2w', '--points', 'base', '--report', path, ...filed);
    const html = readFileSync(path, 'utf8');
    for (const text of [
      '2026-7',
      'Bench &amp; Sons',
      'A. Person',
      '42',
      'Customer</th><td>not given',
      'SHA-256',
    ])
      expect(html).toContain(text);
    for (const text of [
      'Decision rule',
      'U (k = 2)',
      'Reference conditions',
      'Equipment',
      'stroke-dasharray',
    ])
      expect(html).toContain(text);
    rmSync(folder, { recursive: true });
    expect(html).toContain('Accuracy programme, class C, 1p2w');
    expect(html).not.toMatch(/<script|src=|href=/);
  });

  it('names a report that cannot be written', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'twinmeter-'));
    rmSync(folder, { recursive: true });
    const args = [
      '--class',
      'C',
      '--service',
      '1p2w',
      '--points',
      'base',
      '--json',
      '--report',
      join(folder, 'r.html'),
    ];
    await expect(run(...args)).rejects.toThrow(BadInputError);
  });

  it('names a metering module that cannot be read, or is none', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'twinmeter-'));
    const none = join(folder, 'none.wasm');
    const args = ['--class', 'C', '--metering'];
    await expect(run(...args, none)).rejects.toThrow(`--metering ${none}: no such file`);
    await expect(run(...args, '/')).rejects.toThrow('--metering /: is not a file');
    await expect(run(...args, folder)).rejects.toThrow(BadInputError);
    writeFileSync(none, 'no module');
    await expect(run(...args, none)).rejects.toThrow('no WebAssembly module');
    rmSync(folder, { recursive: true });
  });
});
