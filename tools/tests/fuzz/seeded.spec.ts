// The faults that the fuzzer is to find can be put in: each text they replace stands in the sources, once.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../build/paths.ts';
import type { Mutation } from '../mutation/mutant.ts';

const FAULTS = JSON.parse(readFileSync(join(import.meta.dirname, 'seeded.json'), 'utf8')) as (Mutation & {
  name: string;
})[];

describe('The faults put in on purpose', () => {
  it.each(FAULTS)('$name: its text stands in $file once', ({ file, from }) => {
    expect(readFileSync(join(ROOT, file), 'utf8').split(from)).toHaveLength(2);
  });
});
