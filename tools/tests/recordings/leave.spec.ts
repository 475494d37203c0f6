// A scenario that fails leaves a recording that replays to the same, and one that passes leaves none.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { builtFile, ROOT } from '../../build/paths.ts';
import { replayFile } from '../../meter/replay/replay.ts';

const LIMIT_ms = 120_000;
const folder = mkdtempSync(join(tmpdir(), 'twinmeter-failed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const vitest = (): Promise<string> =>
  new Promise((resolve) => {
    const words = ['run', '--config', 'tools/tests/recordings/testing/fails.config.ts'];
    const environment = { ...process.env, TWINMETER_FAILED: folder, VITEST: undefined };
    execFile('node_modules/.bin/vitest', words, { cwd: ROOT, env: environment }, (_, out, err) =>
      resolve(out + err),
    );
  });

describe('A scenario that fails', { timeout: LIMIT_ms }, () => {
  it('leaves a recording under its name, says so, and is had again from it', async () => {
    const said = await vitest();
    const [file, ...others] = readdirSync(folder);
    expect({ file, others }, said).toEqual({ file: 'fails-on-purpose-1.twm', others: [] });
    const path = join(folder, file);
    expect(said).toContain(`npx twinmeter replay ${path}`);
    const modules = {
      metering: builtFile('metering-core.wasm'),
      management: builtFile('management-core.wasm'),
    };
    const { differences, registers, samples } = await replayFile(path, modules);
    expect({ differences, samples }).toEqual({ differences: [], samples: 8000 });
    // 230 V x 5 A for two seconds.
    expect(Number(registers![0].active_import_mWs) / 2_300_000).toBeCloseTo(1, 2);
  });
});
