// The programmes of the project by name, and any other by the path of its file.
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT } from '../../build/paths.ts';

const FOLDER = join(import.meta.dirname, 'programmes');
const SUFFIX = '.toml';

/** Names of the programmes that come with the project. */
export const shippedNames = (): string[] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => file.slice(0, -SUFFIX.length))
    .sort();

/** Path of a programme: one of the project's, as it lies below the root, or what was given. */
export const programmePath = (nameOrPath: string): string =>
  shippedNames().includes(nameOrPath)
    ? relative(process.cwd(), join(FOLDER, nameOrPath + SUFFIX)) || nameOrPath
    : nameOrPath;

/** Where the project's programmes lie, for a message. */
export const PROGRAMMES_FOLDER = relative(ROOT, FOLDER);
