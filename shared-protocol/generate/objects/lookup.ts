// The order of the rows and the search in it, as the cores do it: a table in which a code is not found is refused.
import { SpecError } from '../spec-error.ts';
import { codesOf, fieldsOf, GROUPS } from './codes.ts';
import type { Row } from './rows.ts';

/** Phases follow each other by 20 in C, the total before them (IEC 62056-6-1): C ranges count by this. */
const PHASE_STEP = 20;
const PHASES = 3;

/** By code, then by class. */
export function byCode(a: Row, b: Row): number {
  const [first, second] = [a, b].map(({ code, template }) => [...code, template.class]);
  const differs = first.findIndex((field, i) => field !== second[i]);
  return differs < 0 ? 0 : first[differs] - second[differs];
}

/** Entry of a row a code is, -1 for none. */
export function entryIn(row: Row, code: readonly number[]): number {
  const differs = code.findIndex((field, i) => field !== row.code[i] && i !== row.group);
  if (differs >= 0) return -1;
  const distance = row.group ? code[row.group] - row.code[row.group] : 0;
  if (row.group === 0) return 0;
  const entry = distance / row.step;
  return Number.isInteger(entry) && entry >= 0 && entry < row.span ? entry : -1;
}

/** Last row that stands not behind a code; rows are in order. */
function predecessor(rows: readonly Row[], code: readonly number[]): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const differs = code.findIndex((field, i) => field !== rows[middle].code[i]);
    if (differs < 0 || rows[middle].code[differs] < code[differs]) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Row and entry of a code. */
export function find(rows: readonly Row[], obis: string): { row: number; entry: number } | undefined {
  const code = fieldsOf(obis);
  for (let phase = 0; phase <= PHASES && code[2] >= phase * PHASE_STEP; phase++) {
    const first = code.with(2, code[2] - phase * PHASE_STEP);
    const row = predecessor(rows, first);
    const entry = row < 0 ? -1 : entryIn(rows[row], code);
    if (entry >= 0) return { row, entry };
  }
  return undefined;
}

/** Throws SpecError where the search does not lead to a row by each of its codes. */
export function checkLookup(rows: readonly Row[]): void {
  rows.forEach((row, index) => {
    if (row.group === GROUPS.C && row.step !== PHASE_STEP)
      throw new SpecError(row.file, row.raw.obis, `a range of C counts phases, by ${PHASE_STEP}`);
    if (row.group === GROUPS.C && row.span > PHASES + 1)
      throw new SpecError(row.file, row.raw.obis, `a range of C has at most ${PHASES + 1} entries`);
    codesOf(row.raw).forEach((code, entry) => {
      const found = find(rows, code);
      if (found?.row !== index || found.entry !== entry)
        throw new SpecError(
          row.file,
          row.raw.obis,
          `its code '${code}' cannot be found among its neighbours`,
        );
    });
  });
}
