// The command bench run from its arguments to what it prints, and how it ends.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { BenchReport } from '../metrology/positions/report.ts';
import { ResultsFile } from '../metrology/positions/results-file.ts';
import { sqliteIfThere } from '../metrology/positions/sqlite.ts';
import { PROGRAM, twinmeter } from './testing.ts';

// Some seconds of CPU, and a busy machine gives a tenth of one.
vi.setConfig({ testTimeout: 300_000 });

const folder = mkdtempSync(join(tmpdir(), 'twinmeter-bench-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function programme(name: string, limit_percent: number, currents = '"Itr", "Imax"', more = ''): string {
  const path = join(folder, name);
  const meter =
    '[meter]\nclass = "D"\nservice = "1p2w"\ncurrents = { Ist = 0.02, Imin = 0.2, Itr = 0.5, Imax = 60 }';
  const step = `[[step]]\ncurrent = [${currents}]\nlimit_percent = ${limit_percent}`;
  writeFileSync(path, `name = "short"\nstandard = "none"\n${meter}\n${step}\n${more}`);
  return path;
}

const GOOD = programme('good.toml', 0.2);

describe('the command bench run', () => {
  it('prints one object with its positions, and ends with 0 where all pass', async () => {
    const { code, out, err } = await twinmeter('bench', 'run', GOOD, '--positions', '3', '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const report = JSON.parse(out) as BenchReport;
    expect(report.pass).toBe(true);
    expect(report.positions.map(({ position, pass, points }) => [position, pass, points.length])).toEqual([
      [1, true, 2],
      [2, true, 2],
      [3, true, 2],
    ]);
    expect(report).toMatchObject({
      programme: 'short',
      class: 'D',
      front_end: 'ideal',
      limits_checked: false,
    });
  });

  it('ends with 1 where a point fails, and names it', async () => {
    const { code, out } = await twinmeter('bench', 'run', programme('tight.toml', 0.001));
    expect(code).toBe(1);
    expect(out).toMatch(/^position 1 {2}FAIL/m);
    expect(out).toMatch(/^ {2}Imax, PF 1: /m);
    expect(out).toContain('0 of 1 positions pass');
  });

  it.each([
    [['bench', 'run'], /--programme FILE is missing/],
    [['bench', 'run', 'r46-class-e'], /r46-class-e: no such file/],
    [['bench', 'run', GOOD, '--positions', '49'], /--positions 49: expected a number from 1 to 48/],
    [['bench', 'run', GOOD, '--positions', '1.5'], /--positions 1.5: expected a whole number/],
    [['bench', 'run', programme('bad.toml', -1)], /bad.toml, line 9: limit_percent: -1: expected a number/],
    [['bench', 'run', GOOD, '--metering', GOOD], /no WebAssembly module/],
  ])('%j ends with 2 and one line that says what is wrong', async (words, said) => {
    const { code, out, err } = await twinmeter(...words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(said);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe.skipIf(!sqliteIfThere())('the results of bench run', () => {
  /** Ends a bench, with a process that is not asked, as soon as its file holds so many positions. */
  async function endedAfter(isEnough: () => boolean, words: readonly string[], file: string): Promise<void> {
    const child = spawn(process.execPath, [PROGRAM, ...words], { stdio: 'ignore' });
    const exit = once(child, 'exit');
    while (!existsSync(file) || !isEnough()) await delay(20);
    child.kill('SIGKILL');
    await exit;
  }

  function countIn(path: string, count: (file: ResultsFile) => number): number {
    try {
      const file = ResultsFile.read(path);
      const counted = count(file);
      file.close();
      return counted;
    } catch {
      return 0; // it is being made
    }
  }
  const positionsIn = (path: string) => countIn(path, (file) => file.positions().length);
  const begunIn = (path: string) => countIn(path, (file) => file.begun()[0]?.found?.points.length ?? 0);

  it('of a bench that was killed are gone on with, and are those of one that was not', async () => {
    const file = join(folder, 'killed.sqlite');
    const words = ['bench', 'run', GOOD, '--positions', '12', '--jobs', '1', '--json'];
    await endedAfter(() => positionsIn(file) >= 2, [...words, '--results', file], file);
    const kept = positionsIn(file);
    expect(kept).toBeLessThan(12);
    const again = await twinmeter(...words, '--results', file);
    expect(again).toMatchObject({
      code: 2,
      err: `twinmeter: ${file}: is there already; --resume goes on with it\n`,
    });
    const resumed = await twinmeter(...words, '--results', file, '--resume');
    const whole = await twinmeter(...words);
    expect(resumed).toEqual(whole);
    expect(await twinmeter('bench', 'export', file)).toEqual(whole);
    const { out } = await twinmeter('bench', 'export', file, '--format', 'csv');
    expect(out.split('\r\n')).toHaveLength(1 + 12 * 2 + 1);
  });

  it('of a position that was under way are gone on with as well, to the last digit', async () => {
    const file = join(folder, 'begun.sqlite');
    const currents = Array.from({ length: 60 }, (_, n) => `"${n + 1} A"`).join();
    const shifts =
      '[[step]]\ncurrent = ["Itr", "10 Itr"]\nvoltage = 0.9\nshift = true\nlimit_percent = 0.1\n';
    const words = ['bench', 'run', programme('long.toml', 0.2, currents, shifts), '--sensor', 'shunt'];
    await endedAfter(() => begunIn(file) > 0, [...words, '--results', file], file);
    const kept = begunIn(file);
    expect(kept).toBeLessThan(62);
    const resumed = await twinmeter(...words, '--results', file, '--resume');
    expect(resumed.out).toContain(`0 positions are done already, and ${kept} tests of 1 more\n`);
    const { out } = await twinmeter('bench', 'export', file);
    expect(JSON.parse(out)).toEqual(JSON.parse((await twinmeter(...words, '--json')).out));
    expect(begunIn(file)).toBe(0);
  });

  it('of meters that stand elsewhere are refused, and so is going on with nothing', async () => {
    const file = join(folder, 'other.sqlite');
    const words = ['bench', 'run', GOOD, '--results', file];
    expect((await twinmeter(...words)).code).toBe(0);
    const other = await twinmeter(...words, '--resume', '--seed', '2');
    expect(other).toMatchObject({ code: 2, err: `twinmeter: ${file}: position 1 has meter 1\n` });
    const without = await twinmeter('bench', 'run', GOOD, '--resume');
    expect(without).toMatchObject({
      code: 2,
      err: 'twinmeter: --resume: goes on with the file of --results\n',
    });
  });
});

describe('links of a bench', () => {
  const positionsOf = async (...words: string[]): Promise<BenchReport> => {
    const { out, err } = await twinmeter('bench', 'run', GOOD, '--positions', '3', '--json', ...words);
    expect(err).toBe('');
    return JSON.parse(out) as BenchReport;
  };

  it('closed make each position read less than the one before it, isolated ones none', async () => {
    const errors = ({ positions }: BenchReport): number[] =>
      positions.map(({ points }) => points[0].error_percent);
    const closed = await positionsOf('--links', 'closed');
    for (const [n, error] of errors(closed).entries()) expect(error).toBeCloseTo((-(n + 1) / 115) * 100, 0);
    expect(closed.pass).toBe(false);
    const isolated = await positionsOf('--links', 'ict');
    for (const error of errors(isolated)) expect(Math.abs(error)).toBeLessThan(0.05);
    expect(isolated).toMatchObject({ pass: true, links: 'ict', reference: 'analytic energy' });
  });

  it('may be measured against a reference standard, whose uncertainty is in that of the errors', async () => {
    const [plain, against] = [await positionsOf(), await positionsOf('--reference', '4')];
    expect(against.reference).toBe('reference standard 4');
    const of = (report: BenchReport) => report.positions[0].points[0];
    expect(of(against).uncertainty_percent!).toBeGreaterThan(0.02);
    expect(of(plain).uncertainty_percent!).toBeLessThan(0.01);
    expect(Math.abs(of(against).error_percent - of(plain).error_percent)).toBeLessThan(0.02);
    expect(of(against).error_percent).not.toBe(of(plain).error_percent);
  });

  it('that the instruments cannot carry are refused before anything is measured', async () => {
    const three = await twinmeter('bench', 'run', 'r46-class-d', '--links', 'msvt');
    expect(three).toMatchObject({ code: 2, out: '' });
    expect(three.err).toContain('--links msvt: for single-phase meters');
    const heavy = join(folder, 'heavy.toml');
    writeFileSync(heavy, readFileSync(GOOD, 'utf8').replace('[meter]', '[meter]\ncurrent_circuit_mOhm = 12'));
    const burden = await twinmeter('bench', 'run', heavy, '--links', 'ict');
    expect(burden).toMatchObject({ code: 2, out: '' });
    expect(burden.err).toContain('burden too high at Imax 60 A: 12 mOhm, at most 11.666 mOhm');
  });
});

describe('scanning heads of a bench', () => {
  const withHeads = async (...words: string[]): Promise<BenchReport> =>
    JSON.parse((await twinmeter('bench', 'run', GOOD, '--json', ...words)).out) as BenchReport;
  const pulsed = ({ positions }: BenchReport): number => positions[0].points[1].pulse_error_percent!;

  it('within their distance change nothing but the last digits of what the pulses show', async () => {
    const [plain, near] = [await withHeads(), await withHeads('--distance', '100')];
    expect(near).toMatchObject({ pass: true, heads: 'at 100 mm, lamps 0 lx, day 0 lx' });
    expect(pulsed(near)).not.toBe(pulsed(plain));
    expect(Math.abs(pulsed(near) - pulsed(plain))).toBeLessThan(1e-3);
    expect(near.positions[0].points[1].error_percent).toBe(plain.positions[0].points[1].error_percent);
  });

  it.each([
    ['too far', ['--distance', '300'], -100],
    ['in the sun', ['--distance', '20', '--day', '80000'], -100],
  ])('%s see no pulse, and the point fails by its test output', async (_, words, error) => {
    const report = await withHeads(...words);
    expect(report.pass).toBe(false);
    expect(pulsed(report)).toBe(error);
    expect(report.positions[0].points[1].detail).toContain('test output, active');
  });

  it('under lamps too bright for them see pulses that are none', async () => {
    const report = await withHeads('--distance', '20', '--lamps', '2000');
    expect(Math.abs(pulsed(report))).toBeGreaterThan(10);
  });

  it('need to hang somewhere', async () => {
    const { code, err } = await twinmeter('bench', 'run', GOOD, '--lamps', '500');
    expect({ code, err }).toEqual({
      code: 2,
      err: 'twinmeter: --lamps, --day: light on heads, which need --distance\n',
    });
  });
});
