// The watchdog of cores in a library: what becomes of its program when it leaves an event, and once it is unloaded.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../tools/build/paths.ts';

const SOURCES = join(ROOT, 'boards/host');
const folder = mkdtempSync(join(tmpdir(), 'twinmeter-guard-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FLAGS = ['-std=c11', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Werror'];
const compile = (...words: readonly string[]): void => void execFileSync('gcc', [...FLAGS, ...words]);

/** What becomes of a program. */
function end(program: string, ...words: string[]) {
  const { status, signal, stdout } = spawnSync(program, words, { encoding: 'utf8' });
  return { status, signal, stdout };
}

/** What becomes of a program that unloads a library with this watchdog in it while its timer runs. */
function afterUnloading(guard: string): ReturnType<typeof end> {
  const [source, library, program] = ['guard.c', 'guard.so', 'unload'].map((name) => join(folder, name));
  writeFileSync(source, guard);
  compile('-shared', '-fPIC', `-I${SOURCES}/src`, '-o', library, source);
  compile('-o', program, join(SOURCES, 'testing/unload.c'), '-ldl');
  return end(program, library);
}

/** What becomes of a program that leaves a loop three times and uses memory of its own after each. */
function afterLeaving(guard: string): ReturnType<typeof end> {
  const [source, program] = ['guard.c', 'overdue'].map((name) => join(folder, name));
  writeFileSync(source, guard);
  compile(`-I${SOURCES}/src`, '-o', program, join(SOURCES, 'testing/overdue.c'), source);
  return end(program);
}

const GUARD = readFileSync(join(SOURCES, 'src/guard.c'), 'utf8');

describe("A library's watchdog", () => {
  it('leaves a loop, again and again, and the program has its memory as before', () => {
    expect(afterLeaving(GUARD)).toEqual({ status: 0, signal: null, stdout: 'left 3 times\n' });
  });

  it('finds nobody once the library is unloaded, and the program goes on', () => {
    expect(afterUnloading(GUARD)).toEqual({ status: 0, signal: null, stdout: 'went on\n' });
  });

  it('would end the program if it went on listening', () => {
    const mutant = GUARD.replace('__attribute__((destructor)) static', 'void listen_no_more(void);\n');
    expect(mutant).not.toBe(GUARD);
    expect(afterUnloading(mutant).signal).not.toBeNull();
  });
});
