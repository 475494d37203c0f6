// The compiled form of a program, compiled again when a source has changed: starting TypeScript costs a second each time.
import {
  accessSync,
  constants,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The system's words for a folder that is somebody else's to write. */
const NOT_OURS = ['EACCES', 'EPERM', 'EROFS'];

/** What tells a changed file; 0 for one that is gone. */
const stampOf = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** What the last compilation noted; undefined where there is none that can be read. */
function noted(note) {
  try {
    return JSON.parse(readFileSync(note, 'utf8'));
  } catch {
    return undefined;
  }
}

const isCurrent = (folder, { entry, stamps }) =>
  stampOf(join(folder, entry)) > 0 &&
  Object.entries(stamps).every(([path, stamp]) => stampOf(path) === stamp);

/** What no file is stamped with: a source that was written while the compiler read is compiled again at the next start. */
const UNSURE = -1;

/** Modules of an older compilation are kept that long: a program that is running may still load one. */
const KEPT_ms = 24 * 3600 * 1000;

function removeOld(folder, outputs) {
  const now_ms = Date.now();
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (!outputs.includes(name) && stampOf(path) < now_ms - KEPT_ms) rmSync(path, { force: true });
  }
}

async function compiled(source, folder, note) {
  mkdirSync(folder, { recursive: true });
  accessSync(folder, constants.W_OK);
  const { compile } = await import('./compile.mjs');
  const began_ms = Date.now();
  const { entry, inputs, outputs } = await compile(source, folder);
  const stamp = (path) => (stampOf(path) < began_ms ? stampOf(path) : UNSURE);
  const stamps = Object.fromEntries(inputs.map((path) => [path, stamp(path)]));
  const whole = `${note}.${process.pid}`;
  writeFileSync(whole, JSON.stringify({ entry, stamps }));
  renameSync(whole, note);
  removeOld(folder, [...outputs, basename(note)]);
  return { entry };
}

/**
 * URL of the module that starts the program of this source, compiled into the folder. Two starts at once do no harm:
 * files are named after their content, and the note of what is current is put in place whole. Throws what the compiler
 * says. Undefined where the project is somebody else's to write: its source has to be run as it stands.
 */
export async function currentProgram(source, folder) {
  const note = join(folder, 'current.json');
  const last = noted(note);
  try {
    const { entry } = last && isCurrent(folder, last) ? last : await compiled(source, folder, note);
    return pathToFileURL(join(folder, entry)).href;
  } catch (error) {
    if (NOT_OURS.includes(error.code)) return undefined;
    throw error;
  }
}
