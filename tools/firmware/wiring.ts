// The wiring table of a board as Markdown, made from its pins, with those marked that its firmware does not use.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BOARDS_FOLDER, modules, placeOf, type Board, type BoardPin } from './boards.ts';

const DRIVERS = join(BOARDS_FOLDER, 'rp2350');
export const TABLE_HEAD = '| pin | GPIO | wire |\n|---|---|---|';
export const UNUSED = 'unused so far';

/** The C sources of a role's image, all in one text: of the files named after a role, its own. */
function sourcesOf(role: string): string {
  const folders = ['board', 'drivers'].map((name) => join(DRIVERS, name));
  const files = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  const others = ['metering', 'management'].filter((each) => each !== role);
  const own = files.filter(
    (file) => /\.[ch]$/.test(file) && !others.some((other) => file.includes(`/${other}_`)),
  );
  return own.map((file) => readFileSync(file, 'utf8')).join('\n');
}

/** Names of the pins that the firmware of the board touches. */
export function usedPins({ role, pins }: Board): ReadonlySet<string> {
  const words = new Set(sourcesOf(role).match(/\bPIN_[A-Z0-9_]+\b/g));
  return new Set(pins.map(({ name }) => name).filter((name) => words.has(`PIN_${name}`)));
}

/** What a person reads of a wire: with its resistor, and whether anything is there yet. */
export function wireOf({ wire, resistor, name }: BoardPin, used: ReadonlySet<string>): string {
  const held = resistor ? `; ${resistor.ohm} Ohm to ${resistor.to}` : '';
  return `${wire}${held}${used.has(name) ? '' : ` (${UNUSED})`}`;
}

/** One row a pin in the order of GPIO numbers, with its place on the module. */
export function wiringTable(board: Board): string {
  const used = usedPins(board);
  const module = modules()[board.module];
  const rows = [...board.pins]
    .sort((a, b) => a.gpio - b.gpio)
    .map((pin) => `| ${placeOf(module, pin.gpio)} | ${pin.gpio} | ${wireOf(pin, used)} |`);
  return [TABLE_HEAD, ...rows].join('\n');
}

/** The page with its table as the board is now. A page without a table stays as it is. */
export const withTable = (page: string, table: string): string =>
  page.replace(/\| pin \| GPIO \| wire \|\n(\|.*\n?)+/, `${table}\n`);
