// The generated tables of the metering core: a changed tap is found and named, and what stands there is what was designed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filterTables } from './filter-design.ts';
import { flickerTables } from './flicker-design.ts';
import { tableComplaints } from './tables.ts';

const committed = (path: string) => readFileSync(join(import.meta.dirname, '../assembly', path), 'utf8');
const FILTER = committed('inputs/filter-tables.ts');

describe('A generated table', () => {
  it.each([
    ['inputs/filter-tables.ts', filterTables],
    ['flicker/flicker-tables.ts', flickerTables],
  ])('%s is what its design gives', (path, design) => {
    expect(tableComplaints(committed(path), design())).toEqual([]);
  });

  it('with one changed tap is refused by line, table and both rows', () => {
    const changed = FILTER.replace('  417488946, ', '  417488947, ');
    const line = changed.split('\n').findIndex((text) => text.includes('417488947')) + 1;
    const complaints = tableComplaints(changed, FILTER);
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toMatch(
      new RegExp(`^line ${line}: SINC3: '417488947, .*' stands where the design gives '417488946, `),
    );
  });

  it('with a missing last row or one too many is refused', () => {
    expect(tableComplaints('export const A = [\n', 'export const A = [\n  1,\n')).toEqual([
      "line 2: A: '' stands where the design gives '1,'",
      "line 3: A: nothing stands where the design gives ''",
    ]);
    expect(tableComplaints('export const A = [\n  1,', 'export const A = [')).toEqual([
      "line 2: A: '1,' stands where the design gives nothing",
    ]);
  });
});
