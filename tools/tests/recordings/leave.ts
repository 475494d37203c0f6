// A test that fails leaves the recordings of the meters it had: build/failed, for twinmeter replay.
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { ROOT } from '../../build/paths.ts';
import { letGo, type Held } from '../../meter/recording/held.ts';

export const FAILED_FOLDER = process.env.TWINMETER_FAILED ?? join(ROOT, 'build/failed');
const LONGEST_NAME = 80;

const fileNameOf = (test: string): string => test.replace(/[^A-Za-z0-9]+/g, '-').slice(0, LONGEST_NAME);

/** Gives its path; undefined where there was nothing to write. */
async function written(recording: Held, path: string): Promise<string | undefined> {
  let file: number | undefined;
  await recording.lines((line) => {
    file ??= openSync(path, 'w', 0o600);
    writeSync(file, line);
  });
  if (file === undefined) return undefined;
  closeSync(file);
  return path;
}

afterEach(async ({ task }) => {
  const recordings = letGo();
  if (task.result?.state !== 'fail') return;
  mkdirSync(FAILED_FOLDER, { recursive: true });
  for (const [n, recording] of recordings.entries()) {
    const path = await written(recording, join(FAILED_FOLDER, `${fileNameOf(task.name)}-${n + 1}.twm`));
    if (path !== undefined) console.error(`recorded: npx twinmeter replay ${path}`);
  }
});
