// Holds the metering core's generated tables against their designs; `--write` writes them anew. Part of `make check`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filterTables } from './filter-design.ts';
import { flickerTables } from './flicker-design.ts';

/** What each table is made by, by its path below metering-core/. */
const TABLES: readonly [path: string, design: () => string][] = [
  ['assembly/inputs/filter-tables.ts', filterTables],
  ['assembly/flicker/flicker-tables.ts', flickerTables],
];

/** Name of the constant a line belongs to. */
function tableAt(lines: readonly string[], index: number): string {
  const heads = lines.slice(0, index + 1).map((line) => /export const (\w+)/.exec(line)?.[1]);
  return heads.findLast((name) => name !== undefined) ?? 'the head';
}

/** The lines in which a table is not what its design gives, each with its number and the table it stands in. */
export function tableComplaints(committed: string, designed: string): string[] {
  const [found, wanted] = [committed.split('\n'), designed.split('\n')];
  const length = Math.max(found.length, wanted.length);
  return Array.from({ length }, (_, i) => i)
    .filter((i) => found[i] !== wanted[i])
    .map((i) => {
      const table = tableAt(i < wanted.length ? wanted : found, i);
      const shown = (line: string | undefined) => (line === undefined ? 'nothing' : `'${line.trim()}'`);
      return `line ${i + 1}: ${table}: ${shown(found[i])} stands where the design gives ${shown(wanted[i])}`;
    });
}

function main(write: boolean): void {
  for (const [path, design] of TABLES) {
    const file = join(import.meta.dirname, '..', path);
    if (write) {
      writeFileSync(file, design());
      continue;
    }
    const complaints = tableComplaints(readFileSync(file, 'utf8'), design());
    for (const complaint of complaints) console.error(`metering-core/${path}: ${complaint}`);
    if (complaints.length > 0) process.exitCode = 1;
  }
}

if (import.meta.filename === process.argv[1]) main(process.argv.includes('--write'));
