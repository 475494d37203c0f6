// A step of the build as a person sees it: nothing when it was quick, the end of its log when it failed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ROOT } from './paths.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinmeter-step-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const step = (command: string, environment: NodeJS.ProcessEnv = {}) =>
  spawnSync(join(ROOT, 'tools/build/step.sh'), ['name', 'a thing', 'sh', '-c', command], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, V: '', ...environment },
  });

describe('A step of the build', () => {
  it('keeps what it prints in a log, and says nothing when it was quick', () => {
    expect(step('echo many; echo lines')).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(readFileSync(join(folder, 'build/log/name.log'), 'utf8')).toBe('many\nlines\n');
  });

  it('that took its time is one line with the seconds', () => {
    expect(step('sleep 3.2; echo x')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^a thing: [3-9] s\n$/),
    });
  });

  it('that fails shows the end of its log, says where that is, and hands its code on', () => {
    const { status, stderr, stdout } = step('seq 100; echo wrong >&2; exit 7');
    expect({ status, stdout }).toEqual({ status: 7, stdout: '' });
    const lines = stderr.trim().split('\n');
    expect(lines[0]).toMatch(/^a thing: failed after \d+ s; the end of build\/log\/name\.log:$/);
    expect(lines.slice(-2)).toEqual(['100', 'wrong']);
    expect(lines).toHaveLength(21);
  });

  it('shows everything as it comes with V=1', () => {
    expect(step('echo shown', { V: '1' })).toMatchObject({ status: 0, stdout: 'shown\n' });
  });
});
