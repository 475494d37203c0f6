// `twinmeter audit` and `twinmeter acknowledge` as people and scripts use them: a meter that runs, its jumper closed or not.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { StartedRun, twinmeter } from './testing.ts';

const LIMIT_ms = 120_000;
const folder = mkdtempSync(join(tmpdir(), 'twinmeter-audit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ports {
  readonly legal: string;
  readonly adjustment: string;
}

/** What is done with a meter that runs. */
async function whileRunning(work: (ports: Ports) => Promise<void>, ...words: string[]): Promise<void> {
  const run = new StartedRun(['--target', 'wasm', '--state', join(folder, 'meter'), '--json', ...words]);
  try {
    await run.says('"legal"');
    await work((run.lastObject() as unknown as { ports: Ports }).ports);
  } finally {
    process.kill(run.pid, 'SIGINT');
    await run.ended();
  }
}

interface Told {
  readonly sources: readonly { readonly source: string; readonly entries: number; readonly quota: number }[];
  readonly entries: readonly { readonly kind: string; readonly who: string }[];
}

async function told(...words: string[]): Promise<Told> {
  const { code, out, err } = await twinmeter('audit', '--json', ...words);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as Told;
}

describe('twinmeter audit', () => {
  it(
    'tells of an empty trail, then of one that was cleared under the seal',
    { timeout: LIMIT_ms },
    async () => {
      await whileRunning(
        async ({ legal, adjustment }) => {
          expect((await told('--port', legal)).entries).toEqual([]);
          expect((await twinmeter('acknowledge', '--port', adjustment, '--clear-audit')).code).toBe(0);
          const { entries, sources } = await told('--port', legal);
          expect(entries.map(({ kind, who }) => [kind, who])).toEqual([['Trail cleared', 'seal']]);
          expect(sources[0]).toEqual({ source: 'Seal', entries: 1, quota: 1024 });
          const nothingLost = await twinmeter('acknowledge', '--port', adjustment);
          expect(nothingLost.code).not.toBe(0);
          expect(nothingLost.err).toMatch(/NOT_FOUND/);
        },
        '--jumper',
        'closed',
      );
      expect((await told('--state', join(folder, 'meter'))).entries).toHaveLength(1);
      const { out } = await twinmeter('audit', '--state', join(folder, 'meter'));
      expect(out).toMatch(/^ +1 .* Trail cleared +seal/);
      expect(out).toMatch(/^Upgrade +0 of 512$/m);
    },
  );

  it('does nothing while the jumper is open', { timeout: LIMIT_ms }, async () => {
    await whileRunning(async ({ adjustment }) => {
      const refused = await twinmeter('acknowledge', '--port', adjustment, '--clear-audit');
      expect(refused.code).not.toBe(0);
      expect(refused.err).toMatch(/SEALED/);
    });
  });

  it('is asked for one meter, by its port or its folder', async () => {
    expect(await twinmeter('audit')).toMatchObject({ code: 2 });
    expect(await twinmeter('audit', '--port', 'x', '--state', 'y')).toMatchObject({ code: 2 });
  });
});
