// The line to type in another terminal, in whatever folder, to read a meter that runs here with this very checkout.
import { join } from 'node:path';
import { ROOT } from '../build/paths.ts';

const PROGRAM = join(ROOT, 'tools/bin/twinmeter.mjs');

/** As it is where every shell takes it for one word, else in quotes. */
const quoted = (word: string): string =>
  /^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** Reads the meter at a port. The program starts by itself, with the Node.js that is found where it is typed. */
export const readCommand = (port: string): string => `${quoted(PROGRAM)} read --port ${quoted(port)}`;

/** The forms of the command, that of any folder first; behind it that of the project's, where the run was started there. */
export function readCommands(port: string, folder = process.cwd()): string[] {
  return folder === ROOT
    ? [readCommand(port), `npx twinmeter read --port ${quoted(port)}`]
    : [readCommand(port)];
}

const TITLE = 'read it with: ';

/** The line a person copies: the first form that fits a row, else the first one whole, on rows a shell takes for one. */
export function readLines(commands: readonly string[], columns: number): string[] {
  if (commands.length === 0) return [];
  const fitting = commands.find((command) => TITLE.length + command.length <= columns);
  return rowsOf(TITLE + (fitting ?? commands[0]), columns);
}

/** Broken before a word where one ends early enough, else within it: a shell joins rows at a backslash. */
function rowsOf(text: string, columns: number): string[] {
  // Within quotes a backslash is a backslash, and from a terminal as narrow nobody copies a line.
  if (text.length <= columns || text.includes("'") || columns < 2 * TITLE.length) return [text];
  const gap = text.lastIndexOf(' ', columns - 2);
  const end = gap < TITLE.length ? columns - 1 : gap + 1;
  return [`${text.slice(0, end)}\\`, ...rowsOf(text.slice(end), columns)];
}
