// `twinmeter token enter` at a meter that runs: the standard's word for what became of a token, and the exit code.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import vectors from '../clients/vectors/sts.json' with { type: 'json' };
import { StartedRun, twinmeter } from './testing.ts';

const LIMIT_ms = 120_000;
const folder = mkdtempSync(join(tmpdir(), 'twinmeter-token-enter-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ports {
  readonly optical: string;
  readonly downlink: string;
}

async function whileRunning(work: (ports: Ports) => Promise<void>): Promise<void> {
  const run = new StartedRun(['--target', 'wasm', '--state', join(folder, 'meter'), '--json']);
  try {
    await run.says('"optical"');
    await work((run.lastObject() as unknown as { ports: Ports }).ports);
  } finally {
    process.kill(run.pid, 'SIGINT');
    await run.ended();
  }
}

describe('twinmeter token enter', () => {
  it('tells what became of a token, and of a test that every meter takes', { timeout: LIMIT_ms }, () =>
    whileRunning(async ({ optical: port, downlink }) => {
      const test = await twinmeter('token', 'enter', vectors.tests[1].two, '--port', port, '--json');
      expect(test).toMatchObject({ code: 0, err: '' });
      expect(JSON.parse(test.out)).toMatchObject({ result: 1, words: { result: 'Accept', state: 'off' } });
      // As a keypad in the slot towards the premises brings it; nothing else is written there.
      const keypad = await twinmeter('token', 'enter', vectors.tests[2].two, '--port', downlink, '--json');
      expect(keypad).toMatchObject({ code: 0, err: '' });
      expect((await twinmeter('program', 'optical-mode', 'a', '--port', downlink)).err).toContain('ER03');
      // A meter as it is made has no key.
      const { digits } = vectors.tokens[0];
      const refused = await twinmeter('token', 'enter', digits, '--port', port);
      expect(refused.code).toBe(1);
      expect(refused.out).toBe('5938 6323 4721 3742 6967  NotStored: prepayment is off\n');
    }),
  );

  it.each([
    ['without a port', ['59386323472137426967'], /--port PATH is missing/],
    ['without a token', ['--port', '/dev/null'], /--token DIGITS is missing/],
    ['of nineteen digits', ['5938632347213742696', '--port', '/dev/null'], /20 digits/],
    [
      'at a port that is not there',
      ['59386323472137426967', '--port', join(folder, 'tty')],
      /does not exist/,
    ],
  ])('refuses one %s', async (_, words, complaint) => {
    const { code, err } = await twinmeter('token', 'enter', ...words);
    expect(code).toBe(2);
    expect(err).toMatch(complaint);
  });
});
