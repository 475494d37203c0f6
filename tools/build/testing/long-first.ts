// The order of the spec files: those that take longest begin first, so that no core waits for one in the end.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { ROOT } from '../paths.ts';

/** Files that took more than ten seconds in a run of all tests on two cores, the longest first. */
export const LONG_FILES = JSON.parse(
  readFileSync(join(import.meta.dirname, 'long-files.json'), 'utf8'),
) as readonly string[];

const paths = LONG_FILES.map((file) => join(ROOT, file));

/** Where a file stands in the list; behind it when it is not there. */
function rank(moduleId: string): number {
  const place = paths.indexOf(moduleId);
  return place < 0 ? paths.length : place;
}

/** The files of the list first, in its order; the others stay as they stand. */
export const longFirst = <T extends { readonly moduleId: string }>(files: readonly T[]): T[] =>
  files.toSorted((one, other) => rank(one.moduleId) - rank(other.moduleId));

/** Vitest's own order, by what it remembers of earlier runs, for all that is not in the list. */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return longFirst(await super.sort(files));
  }
}
