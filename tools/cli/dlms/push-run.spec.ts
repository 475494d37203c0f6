// A meter that runs pushes to `twinmeter push-listen`: behind its uplink slot by TCP, and at the house's port.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../build/paths.ts';
import { PROGRAM, StartedRun, twinmeter } from '../testing.ts';

const LIMIT_ms = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'twinmeter-push-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A TCP port of loopback that nobody has. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

interface Told {
  readonly time: string | null;
  readonly body: { structure: unknown[] };
}

/** What a listener hears first. */
async function heard(...words: string[]): Promise<Told> {
  const listener = spawn(process.execPath, [PROGRAM, 'push-listen', ...words, '--count', '1', '--json'], {
    cwd: ROOT,
  });
  let out = '';
  let err = '';
  listener.stdout.on('data', (piece) => (out += piece));
  listener.stderr.on('data', (piece) => (err += piece));
  const [code] = (await once(listener, 'close')) as [number];
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as Told;
}

describe('A meter that runs', { timeout: LIMIT_ms }, () => {
  it('pushes by TCP to where it is told, and each five seconds to the household', async () => {
    const port = await freePort();
    const state = join(folder, 'meter');
    const run = new StartedRun([
      ...['--target', 'wasm', '--state', state, '--dlms-tcp', '0', '--push-tcp', String(port)],
      ...['--downlink', 'push-5', '--json'],
    ]);
    try {
      await run.says('"dlms_tcp"');
      const { ports } = run.lastObject() as unknown as { ports: Record<'dlms_tcp' | 'downlink', string> };
      const household = heard('--port', ports.downlink);
      const headEnd = heard('--listen', String(port));
      const at = ['--host', ports.dlms_tcp, '--state', state];
      const destination = Buffer.from(`127.0.0.1:${port}`).toString('hex');
      const value = `{"structure": [{"enum": 0}, {"octet-string": "${destination}"}, {"enum": 0}]}`;
      const set = await twinmeter('set', '40/0-0:25.9.0#3', value, ...at);
      expect(set).toMatchObject({ code: 0, err: '' });
      // Time for the listener to be there: what is pushed before is lost.
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(await twinmeter('action', '40/0-0:25.9.0#1', ...at)).toMatchObject({ code: 0, err: '' });
      expect((await headEnd).body.structure).toHaveLength(7);
      expect((await household).body.structure).toHaveLength(13);
    } finally {
      process.kill(run.pid, 'SIGINT');
      await run.ended();
    }
  });

  it.each([
    ['a port that is none', ['--push-tcp', '0']],
    ['a port that has no number', ['--push-tcp', '70000']],
  ])('is refused %s', async (_, words) => {
    const { code, err } = await twinmeter('run', '--for', '1', ...words);
    expect(code).toBe(2);
    expect(err).toMatch(/--push-tcp/);
  });
});
