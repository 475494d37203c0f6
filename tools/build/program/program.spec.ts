// A program that is started from its compiled form: it is always the one that its sources say.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROOT } from '../paths.ts';

const CURRENT = pathToFileURL(join(ROOT, 'tools/build/program/current.mjs')).href;

let folder: string;
const source = () => join(folder, 'main.ts');
const compiledFiles = () => readdirSync(join(folder, 'out')).filter((name) => name.endsWith('.mjs'));

/** Writes a source as if a minute ago, so that no clock's grain hides what came after. */
function write(name: string, text: string, age_s: number): void {
  writeFileSync(join(folder, name), text);
  const then_s = Date.now() / 1000 - age_s;
  utimesSync(join(folder, name), then_s, then_s);
}

/** Starts the program as `bin/twinmeter.mjs` does. */
function start() {
  const program = `import { currentProgram } from '${CURRENT}';
    await import(await currentProgram('${source()}', '${join(folder, 'out')}'));`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
}

describe('A program compiled when it was changed', () => {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'twinmeter-program-'));
    write('word.ts', "export const WORD: string = 'first';", 60);
    write('main.ts', "import { WORD } from './word.ts'; console.log(WORD, import.meta.dirname);", 60);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('runs as its source would, which still knows where it lies', () => {
    expect(start().stdout).toBe(`first ${folder}\n`);
  });

  it('is not compiled again while nothing has changed', () => {
    start();
    for (const name of compiledFiles()) write(`out/${name}`, "console.log('as it lay there');", 30);
    expect(start().stdout).toBe('as it lay there\n');
  });

  it('follows a change of any file that it imports', () => {
    start();
    write('word.ts', "export const WORD: string = 'second';", 30);
    expect(start().stdout).toBe(`second ${folder}\n`);
  });

  it('is compiled again when what was compiled is gone', () => {
    start();
    for (const name of compiledFiles()) rmSync(join(folder, 'out', name));
    expect(start().stdout).toBe(`first ${folder}\n`);
  });

  it('that cannot be compiled says in which file, and the one before is not run in its place', () => {
    start();
    write('word.ts', 'export const WORD: = ;', 30);
    const { stdout, stderr, status } = start();
    expect(status).not.toBe(0);
    expect(stdout).toBe('');
    expect(stderr).toContain('word.ts');
  });

  it('loads what it imports by itself only when that is asked for', () => {
    write(
      'main.ts',
      "if (process.env.NEVER) console.log(await import('./word.ts')); console.log('alone');",
      30,
    );
    expect(start().stdout).toBe('alone\n');
    expect(compiledFiles().some((name) => name.startsWith('word-'))).toBe(true);
  });
});
