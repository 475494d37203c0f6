// Invocation counters of a client whose keys another program used meanwhile: the meter tells which one it awaits.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { StartedRun, twinmeter } from '../testing.ts';

const LIMIT_ms = 60_000;
/** Further ahead than this program sets counters aside. */
const ELSEWHERE = '1000000';
const folder = mkdtempSync(join(tmpdir(), 'twinmeter-counters-'));
const before = process.env.XDG_STATE_HOME;
afterAll(() => {
  if (before === undefined) delete process.env.XDG_STATE_HOME;
  else process.env.XDG_STATE_HOME = before;
  rmSync(folder, { recursive: true, force: true });
});

describe('A client with keys', { timeout: LIMIT_ms }, () => {
  it.each([1, 3])('%i goes on where another program with its keys left off', async (client) => {
    const state = join(folder, `meter-${client}`);
    const run = new StartedRun(['--target', 'wasm', '--state', state, '--dlms-tcp', '0', '--json']);
    try {
      await run.says('"dlms_tcp"');
      const { ports } = run.lastObject() as unknown as { ports: Record<'dlms_tcp', string> };
      const words = ['--protocol', 'dlms', '--host', ports.dlms_tcp, '--state', state, '--object', '1.8.0'];
      const read = async (program: string, ...more: string[]) => {
        process.env.XDG_STATE_HOME = join(folder, program);
        const { code, err } = await twinmeter('read', ...words, '--client', String(client), ...more);
        return { code, err };
      };
      expect(await read('ours')).toEqual({ code: 0, err: '' });
      expect(await read('another', '--counter', ELSEWHERE)).toEqual({ code: 0, err: '' });
      expect(await read('ours')).toEqual({ code: 0, err: '' });
    } finally {
      process.kill(run.pid, 'SIGINT');
      await run.ended();
    }
  });
});
