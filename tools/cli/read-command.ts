// The line to type in another terminal, in whatever folder, to read a meter that runs here with this very checkout.
import { join } from 'node:path';
import { ROOT } from '../build/paths.ts';

const PROGRAM = join(ROOT, 'tools/bin/twinmeter.mjs');

/** As it is where every shell takes it for one word, else in quotes. */
const quoted = (word: string): string =>
  /^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** Reads the meter at a port. The program starts by itself, with the Node.js that is found where it is typed. */
export const readCommand = (port: string): string => `${quoted(PROGRAM)} read --port ${quoted(port)}`;
