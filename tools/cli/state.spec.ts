// `twinmeter run --state DIR`: one meter that goes on from run to run, whatever runs its modules and however a run ended.
import { existsSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { imageFile } from '../firmware/firmware-image.ts';
import { allEnd, StartedRun, twinmeter } from './testing.ts';

const LIMIT_ms = 240_000;
/** 6,900 W in three phases. */
const LOAD = ['--volts', '230', '--amps', '10', '--pf', '1'];
const LOAD_W = 6900;
const folder = mkdtempSync(join(tmpdir(), 'twinmeter-state-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const runToEnd = (...words: string[]) => twinmeter('run', ...words);

interface Report {
  metering: { starts: number };
  registers: Record<string, { count: string }>;
}

async function energyAfter(state: string, seconds: number, ...words: string[]) {
  const { code, out, err } = await runToEnd(
    ...[...LOAD, '--state', state, '--for', String(seconds), '--speed', 'max', '--json', ...words],
  );
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const { metering, registers } = JSON.parse(out.trim().split('\n').at(-1)!) as Report;
  return { starts: metering.starts, energy_Ws: Number(registers['1-0:1.8.0.255'].count) / 1000 };
}

const PLACES: [string, string[]][] = [
  ['processes', ['--target', 'host']],
  ['V8', ['--target', 'wasm']],
  ['wasm3 in process', ['--target', 'wasm', '--engine', 'wasm3']],
  ['processes once more', ['--target', 'host']],
];
if (existsSync(imageFile('metering', 'wasm3')))
  PLACES.splice(3, 0, ['emulated boards', ['--target', 'emulated']]);

describe('A meter of --state', () => {
  it('goes on from each target to the next', { timeout: LIMIT_ms }, async () => {
    const state = join(folder, 'everywhere');
    let before = 0;
    for (const [at, [, words]] of PLACES.entries()) {
      const { starts, energy_Ws } = await energyAfter(state, 2.5, ...words);
      expect(starts).toBe(at + 1);
      // The hot record is written each second: what came after it is lost with the supply.
      expect(energy_Ws).toBeGreaterThan(before + 1.4 * LOAD_W);
      expect(energy_Ws).toBeLessThan(before + 2.6 * LOAD_W);
      before = energy_Ws;
    }
  });

  it(
    'loses at most a second when its run is killed, and lets no second run in meanwhile',
    { timeout: LIMIT_ms },
    async () => {
      const state = join(folder, 'killed');
      const run = new StartedRun(['--target', 'host', ...LOAD, '--state', state, '--json']);
      await run.says('"time_s":3');
      const { cores } = run;
      const second = await runToEnd(...LOAD, '--state', state, '--for', '1', '--speed', 'max');
      expect(second).toEqual({
        code: 2,
        out: '',
        err: `twinmeter: --state ${state}: another run is using it\n`,
      });
      process.kill(run.pid, 'SIGKILL');
      expect(await allEnd(cores)).toBe(true);
      const { starts, energy_Ws } = await energyAfter(state, 1, '--target', 'wasm');
      expect(starts).toBe(2);
      expect(energy_Ws).toBeGreaterThan(2.9 * LOAD_W);
    },
  );

  it('is refused in one line with code 2 where it cannot be', async () => {
    const taken = join(folder, 'taken');
    writeFileSync(taken, '');
    for (const [state, reason] of [
      [taken, 'is no folder'],
      [join(folder, 'a/b'), 'there is no such folder to make it in'],
    ]) {
      const result = await runToEnd('--state', state, '--for', '1', '--speed', 'max');
      expect(result).toEqual({ code: 2, out: '', err: `twinmeter: --state ${state}: ${reason}\n` });
    }
  });

  it('is refused in one line when a chip of it is cut short, and stays as it is', async () => {
    const state = join(folder, 'short');
    await energyAfter(state, 0.5, '--target', 'wasm');
    const fram = join(state, 'storage/metering.fram');
    truncateSync(fram, 4096);
    const { code, err } = await runToEnd('--state', state, '--for', '1', '--speed', 'max');
    expect(code).toBe(2);
    expect(err).toBe(`twinmeter: --state ${fram}: has 4096 bytes, a FRAM has 262144\n`);
    expect(readdirSync(state).sort()).toEqual(['development-keys', 'lock', 'public-key.pem', 'storage']);
  });
});
