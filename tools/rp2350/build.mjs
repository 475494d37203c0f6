// Builds the emulator's native part into build/emulator/ when a source is newer; `node tools/rp2350/build.mjs`.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const sources = join(here, 'native');
const target = join(here, '..', '..', 'build', 'emulator', 'emulator-native.so');
const flags = ['-std=gnu11', '-O2', '-Wall', '-Wextra', '-Werror', '-shared', '-fPIC'];

function isCurrent() {
  if (!existsSync(target)) return false;
  const built = statSync(target).mtimeMs;
  return readdirSync(sources).every((file) => statSync(join(sources, file)).mtimeMs <= built);
}

/** Compiles if needed and returns the library's path; throws when gcc is missing or fails. */
export function buildNative() {
  if (isCurrent()) return target;
  mkdirSync(dirname(target), { recursive: true });
  const files = readdirSync(sources).filter((file) => file.endsWith('.c'));
  const temporary = `${target}.${process.pid}`;
  execFileSync('gcc', [...flags, '-o', temporary, ...files.map((file) => join(sources, file)), '-ldl']);
  renameSync(temporary, target);
  return target;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(buildNative());
