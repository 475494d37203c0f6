// The list of long spec files names what there is, and they are the first to run.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../paths.ts';
import { LONG_FILES, longFirst } from './long-first.ts';

describe('The order of the spec files', () => {
  it('knows only files that are there, each once', () => {
    expect(LONG_FILES.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
    expect(new Set(LONG_FILES).size).toBe(LONG_FILES.length);
  });

  it('begins with the long ones, the longest first, and leaves the others as they stand', () => {
    const [first, second] = LONG_FILES as [string, string];
    const files = ['tools/b.spec.ts', second, 'tools/a.spec.ts', first];
    const sorted = longFirst(files.map((file) => ({ moduleId: join(ROOT, file) })));
    const expected = [first, second, 'tools/b.spec.ts', 'tools/a.spec.ts'];
    expect(sorted.map(({ moduleId }) => moduleId)).toEqual(expected.map((file) => join(ROOT, file)));
  });
});
