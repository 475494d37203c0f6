// Reading ELF files: what is loaded, and one clear error for each kind of wrong file.
import { describe, expect, it } from 'vitest';
import { ElfError, parseElf } from './elf.ts';

/** A minimal ARM executable with one loadable segment of 4 bytes and an empty .bss segment. */
function smallElf(): Uint8Array {
  const file = new Uint8Array(52 + 64 + 4);
  const view = new DataView(file.buffer);
  file.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
  view.setUint16(16, 2, true);
  view.setUint16(18, 40, true);
  view.setUint32(24, 0x10000101, true);
  view.setUint32(28, 52, true);
  view.setUint16(42, 32, true);
  view.setUint16(44, 2, true);
  for (const [i, fields] of [
    [1, 116, 0x10000000, 0x10000000, 4, 4],
    [1, 120, 0x20000000, 0x20000000, 0, 64],
  ].entries())
    fields.forEach((value, k) => view.setUint32(52 + 32 * i + 4 * k, value, true));
  file.set([1, 2, 3, 4], 116);
  return file;
}

function patched(change: (view: DataView) => void): Uint8Array {
  const file = smallElf();
  change(new DataView(file.buffer));
  return file;
}

describe('ELF files', () => {
  it('gives the segments that have bytes, by load address', () => {
    const { segments, entry } = parseElf(smallElf());
    expect(segments).toEqual([{ address: 0x10000000, bytes: Uint8Array.of(1, 2, 3, 4) }]);
    expect(entry).toBe(0x10000101);
  });

  it.each([
    ['an empty file', new Uint8Array(0), /0 bytes are too short/],
    ['another kind of file', new Uint8Array(100), /does not begin with 7F 45 4C 46/],
    ['a 64-bit file', patched((v) => v.setUint8(4, 2)), /not a 32-bit file/],
    ['a big-endian file', patched((v) => v.setUint8(5, 2)), /not little-endian/],
    ['an object file', patched((v) => v.setUint16(16, 1, true)), /not a linked executable/],
    ['a file for another processor', patched((v) => v.setUint16(18, 243, true)), /not for ARM/],
    ['a file cut in its headers', smallElf().subarray(0, 80), /truncated in its program headers/],
    ['a file cut in a segment', smallElf().subarray(0, 118), /truncated in segment 0/],
    [
      'a file cut in its section headers',
      patched((v) => {
        v.setUint32(32, 100, true);
        v.setUint16(48, 1, true);
      }),
      /truncated in its section headers/,
    ],
    ['a file without segments', patched((v) => v.setUint16(44, 0, true)), /nothing to load/],
  ])('refuses %s', (_, file, message) => {
    expect(() => parseElf(file)).toThrow(ElfError);
    expect(() => parseElf(file)).toThrow(message);
  });
});
