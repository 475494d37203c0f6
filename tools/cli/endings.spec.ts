// How a run ends, however it is ended: reported where it can be, and nothing of it is left.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ROOT } from '../build/paths.ts';
import { allEnd, lives, PROGRAM, StartedRun } from './testing.ts';

const started: StartedRun[] = [];
const folders: string[] = [];

afterEach(() => {
  for (const { pid } of started.splice(0)) if (lives(pid)) process.kill(-pid, 'SIGKILL');
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A run on two processes that has metered a second, with its own folder for temporary files. */
async function running(...words: string[]): Promise<{ run: StartedRun; cores: number[]; scratch: string }> {
  const scratch = mkdtempSync(join(tmpdir(), 'twinmeter-endings-'));
  folders.push(scratch);
  const run = new StartedRun(['--target', 'host', ...words], { TMPDIR: scratch });
  started.push(run);
  await run.says(words.includes('--json') ? '"time_s":1' : /^1\.\d s/m);
  const { cores } = run;
  expect(cores).toHaveLength(2);
  return { run, cores, scratch };
}

/** Files of a run in its folder; the compiler of the tools keeps a cache of its own there. */
const left = (scratch: string): string[] => readdirSync(scratch).filter((name) => !name.startsWith('tsx'));

describe('A run', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'ends with its report when its whole group is given %s, and leaves nothing',
    async (signal) => {
      const { run, cores, scratch } = await running('--json');
      process.kill(-run.pid, signal);
      const { code, last } = await run.ended();
      expect({ code, err: run.err }).toEqual({ code: 0, err: '' });
      expect(JSON.parse(last)).toMatchObject({ final: true, metering: { restarts: 0 }, faults: [] });
      expect(await allEnd(cores)).toBe(true);
      expect(left(scratch)).toEqual([]);
    },
  );

  /** A mount of its own needs leave of the system, which not every machine gives. */
  const apart = (words: string) =>
    spawnSync('unshare', ['-rm', 'sh', '-c', words], { cwd: ROOT, encoding: 'utf8' });
  it.skipIf(apart('mount --bind /dev/null /dev/ptmx').status !== 0).each(['wasm', 'host'])(
    'on a system without pseudo-terminals ends with exit code 2 and one line that says so (%s)',
    (target) => {
      const run = `exec '${process.execPath}' '${PROGRAM}' run --target ${target} --for 1`;
      const { status, stderr } = apart(`mount --bind /dev/null /dev/ptmx && ${run}`);
      expect([status, stderr]).toEqual([
        2,
        'twinmeter: no pseudo-terminal to be had for a port: grantpt: invalid argument\n',
      ]);
    },
  );

  it('that is killed leaves no process and no file', async () => {
    const { run, cores, scratch } = await running('--json');
    process.kill(run.pid, 'SIGKILL');
    expect(await allEnd(cores)).toBe(true);
    expect(left(scratch)).toEqual([]);
  });

  it('ends quietly when its reader goes away', async () => {
    const { run, cores, scratch } = await running('--json');
    run.child.stdout!.destroy();
    expect((await run.ended()).code).toBe(141);
    expect(run.err).toBe('');
    expect(await allEnd(cores)).toBe(true);
    expect(left(scratch)).toEqual([]);
  });

  it('ends at once at the second Ctrl-C', async () => {
    const { run, cores } = await running('--json');
    process.kill(cores[0], 'SIGSTOP');
    process.kill(run.pid, 'SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 100));
    process.kill(run.pid, 'SIGINT');
    expect((await run.ended()).code).toBe(130);
    expect(await allEnd(cores)).toBe(true);
  });

  it('whose metering core is stopped ends at Ctrl-C with what the core had stored', async () => {
    const { run, cores } = await running('--json');
    process.kill(cores[0], 'SIGSTOP');
    process.kill(run.pid, 'SIGINT');
    const { code, last } = await run.ended();
    expect(code).toBe(0);
    expect(JSON.parse(last)).toMatchObject({ final: true, metering: { restarts: 1 } });
    expect(await allEnd(cores)).toBe(true);
  });
});

describe('A management process that is stopped', () => {
  it('holds up neither metering nor Ctrl-C, and is shown; it goes on where it was', async () => {
    const { run, cores } = await running('--json');
    const [, management] = cores;
    process.kill(management, 'SIGSTOP');
    await run.says(/"silent_s":[1-9]/);
    const silent = run.lastObject();
    expect(silent.link.requests).toBe(silent.link.replies);
    await run.says(new RegExp(`"time_s":${Math.floor(silent.time_s) + 2}`));
    process.kill(management, 'SIGCONT');
    const said = run.out.length;
    await run.says('"silent_s":0}', said);
    process.kill(run.pid, 'SIGINT');
    const { last } = await run.ended();
    const final = JSON.parse(last);
    expect(final).toMatchObject({ final: true, faults: [], management: { restarts: 0 } });
    expect(final.metering.missed_samples).toBe(0);
  });

  it('is ended with the run', async () => {
    const { run, cores } = await running('--json');
    process.kill(cores[1], 'SIGSTOP');
    await run.says(/"silent_s":[1-9]/);
    process.kill(run.pid, 'SIGINT');
    const { code, last } = await run.ended();
    expect({ code, final: JSON.parse(last).final }).toEqual({ code: 0, final: true });
    expect(await allEnd(cores)).toBe(true);
  });
});

/** A file system of so many kilobytes, while something is tried; undefined where none may be mounted. */
function withSmallDisk<T>(kilobytes: number, attempt: (folder: string) => T): T | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'twinmeter-disk-'));
  folders.push(folder);
  const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder]);
  if (mount.status !== 0) return undefined;
  try {
    return attempt(folder);
  } finally {
    execFileSync('umount', [folder]);
  }
}

const attempted = (words: string[], env: NodeJS.ProcessEnv = {}) => {
  const { status, stderr } = spawnSync(process.execPath, [PROGRAM, ...words], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { status, lines: stderr.trim().split('\n') };
};

describe('A disk that is full', () => {
  it('is told in one line, exit code 2, when the output goes there', () => {
    const { status, stderr } = spawnSync(
      'sh',
      [
        '-c',
        `exec "$0" "$1" run --target wasm --for 1 --speed max --json >/dev/full`,
        process.execPath,
        PROGRAM,
      ],
      { cwd: ROOT, encoding: 'utf8' },
    );
    expect(status).toBe(2);
    expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(/standard output: ENOSPC/)]);
  });

  it('is told likewise when temporary files lie there, and nothing is left of the run', () => {
    const outcome = withSmallDisk(128, (folder) => ({
      ...attempted(['run', '--target', 'host', '--for', '1', '--speed', 'max'], { TMPDIR: folder }),
      left: left(folder),
    }));
    if (outcome === undefined) return;
    expect(outcome).toMatchObject({ status: 2, left: [] });
    expect(outcome.lines).toEqual([expect.stringMatching(/temporary files .*: ENOSPC: no space left/)]);
  });
});
