// Compiles the emulator's native part when a source is newer: `node --import tsx tools/rp2350/build-native.ts`.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NATIVE_PATH, NATIVE_SOURCES } from './paths.ts';

const FLAGS = ['-std=gnu11', '-O2', '-Wall', '-Wextra', '-Werror', '-shared', '-fPIC'];

function isCurrent(): boolean {
  if (!existsSync(NATIVE_PATH)) return false;
  const built = statSync(NATIVE_PATH).mtimeMs;
  return readdirSync(NATIVE_SOURCES).every((file) => statSync(join(NATIVE_SOURCES, file)).mtimeMs <= built);
}

/** Compiles if needed and returns the library's path; throws when gcc is missing or fails. */
export function buildNative(): string {
  if (isCurrent()) return NATIVE_PATH;
  mkdirSync(dirname(NATIVE_PATH), { recursive: true });
  const sources = readdirSync(NATIVE_SOURCES).filter((file) => file.endsWith('.c'));
  const temporary = `${NATIVE_PATH}.${process.pid}`;
  execFileSync('gcc', [
    ...FLAGS,
    '-o',
    temporary,
    ...sources.map((file) => join(NATIVE_SOURCES, file)),
    '-ldl',
    '-lm',
  ]);
  renameSync(temporary, NATIVE_PATH);
  return NATIVE_PATH;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(buildNative());
