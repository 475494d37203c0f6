// The profile by line: a small program's loop is the hot line, and lines leave the code of the module as it is.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { builtPath } from '../../build/paths.ts';
import { itInLongForm } from '../../build/testing/long-form.ts';
import { buildNative } from '../../rp2350/build-native.ts';
import { missingForPrograms } from '../../rp2350/chip/test-program.ts';
import { ChipBuild } from '../yardstick/chip-build.ts';
import { SubjectChip } from '../yardstick/subject-chip.ts';
import { functionOf } from './functions-of-source.ts';
import { countLines } from './line-profile.ts';
import { linedModule } from './lined-program.ts';
import { placesOf } from './source-map.ts';

const LOOPS = 'tools/figures/lines/testing/assembly/loops.ts';
const LIMIT_ms = 300_000;
const lineOf = (text: string) =>
  readFileSync(LOOPS, 'utf8')
    .split('\n')
    .findIndex((line) => line.includes(text)) + 1;

/** The bytes of an object's code, without what is written beside them. */
function codeOf(object: string): string {
  const options = { encoding: 'utf8', maxBuffer: 1 << 28 } as const;
  const listing = execFileSync('arm-none-eabi-objdump', ['-d', '--no-addresses', object], options);
  return listing.split('\n').slice(3).join('\n');
}

describe.skipIf(missingForPrograms())('the profile by line', () => {
  beforeAll(() => void buildNative());

  it(
    'finds the line with the loop, through inlining, by its AssemblyScript',
    () => {
      const { build, object } = linedModule('loops', LOOPS, '--disable', 'bulk-memory');
      const subject = build.compile(join(import.meta.dirname, 'testing/subject_loops.c'));
      const elf = build.link([object, subject]);
      const { chip, ...rest } = runBlocks(elf, 20);
      const lines = countLines(chip, join(build.folder, 'program.elf'), build.folder);
      const counted = (text: string) => lines.find(({ line }) => line === lineOf(text))?.instructions ?? 0;
      const long = ['value >> 11', 'value * 3', 'n < 1000'].map(counted);
      const all = lines.filter(({ source }) => source === LOOPS).reduce((sum, l) => sum + l.instructions, 0);
      for (const instructions of long) expect(instructions).toBeGreaterThan(20 * 1000);
      expect(long.reduce((sum, n) => sum + n) / all).toBeGreaterThan(0.95);
      expect(counted('sum >> 7')).toBeGreaterThan(0);
      expect(counted('sum >> 7') * 20).toBeLessThan(long[0]);
      expect(functionOf(LOOPS, lineOf('value * 3'))).toBe('mixed');
      expect(all / rest.instructions).toBeGreaterThan(0.95);
      expect(all).toBeLessThanOrEqual(rest.instructions);
    },
    LIMIT_ms,
  );

  function runBlocks(elf: Uint8Array, blocks: number) {
    const subject = new SubjectChip(elf, () => {});
    subject.chip.startProfile();
    let instructions = 0;
    for (let n = 0; n < blocks; n++) instructions += subject.meter(new Int32Array(8)).instructions;
    return { chip: subject.chip, instructions };
  }

  itInLongForm(
    'compiles the metering module to the very same code as without lines',
    () => {
      const lined = linedModule('lined', 'metering-core/assembly/index.ts');
      const plain = new ChipBuild('plain').translate(builtPath('metering-core.wasm'));
      expect(codeOf(lined.object) === codeOf(plain)).toBe(true);
      expect(codeOf(plain).length).toBeGreaterThan(100_000);
    },
    LIMIT_ms,
  );

  it('reads a source map’s signed and long numbers', () => {
    const map = { sources: ['a.ts', 'b.ts'], mappings: 'wBAAA,EACA,gCCDA' };
    expect(placesOf(JSON.stringify(map))).toEqual([
      { offset: 24, source: 'a.ts', line: 1 },
      { offset: 26, source: 'a.ts', line: 2 },
      { offset: 58, source: 'b.ts', line: 1 },
    ]);
  });
});
