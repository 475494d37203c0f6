// A meter that runs while the specs of a file do: a process with a folder of its own, where commands keep their counters too.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { StartedRun } from '../testing.ts';

/** Starts it before all, with these options of `twinmeter run`; `at` is where one of its ports is, once it has said so. */
export function runningMeter(words: readonly string[], port: string, limit_ms: number) {
  const folder = mkdtempSync(join(tmpdir(), 'twinmeter-running-'));
  const before = process.env.XDG_STATE_HOME;
  const meter = { state: join(folder, 'meter'), at: '' };
  let run: StartedRun;

  beforeAll(async () => {
    process.env.XDG_STATE_HOME = folder;
    run = new StartedRun(['--target', 'wasm', '--state', meter.state, ...words, '--json']);
    await run.says(`"${port}"`);
    meter.at = (run.lastObject() as unknown as { ports: Record<string, string> }).ports[port];
  }, limit_ms);

  afterAll(async () => {
    process.kill(run.pid, 'SIGINT');
    await run.ended();
    if (before === undefined) delete process.env.XDG_STATE_HOME;
    else process.env.XDG_STATE_HOME = before;
    rmSync(folder, { recursive: true, force: true });
  }, limit_ms);

  return meter;
}
