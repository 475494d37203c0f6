// Sizes counted by hand: which are refused, with a line that names them, and what is no size.
import { describe, expect, it } from 'vitest';
import { countedSizes } from './memory-sizes.ts';

describe('A size of static memory', () => {
  it.each([
    ['of rows', '@lazy const CHANNELS = memory.data(INPUTS * offsetof<Channel>(), 8);\n'],
    ['of a generated layout', '@lazy export const RECORD = memory.data(NETWORK_BYTES, 8);\n'],
    ['of one word', 'const WORD = memory.data(8, 8);\n'],
    ['of values that stand there', 'const TABLE = memory.data<i32>([1, 2, 3, 4, 5]);\n'],
    ['in a comment', '// memory.data(1456, 8)\n/* memory.data(1456, 8) */\n'],
    ['of a fill by its name', 'memory.fill(CHANNELS, 0, CHANNELS_BYTES);\n'],
  ])('as an expression, %s, meets no complaint', (_, text) => {
    expect(countedSizes(text)).toEqual([]);
  });

  it('counted by hand is refused by line and name', () => {
    expect(countedSizes('// Channels.\n\n@lazy const CHANNELS = memory.data(1456, 8);\n')).toEqual([
      'line 3: CHANNELS: 1456 bytes counted by hand; write the size as an expression of what it holds',
    ]);
  });

  it('is found without alignment, over lines and with separators', () => {
    expect(
      countedSizes('const A = memory.data(64);\nconst B: usize = memory.data(\n  8_472,\n  8\n);\n'),
    ).toEqual([
      'line 1: A: 64 bytes counted by hand; write the size as an expression of what it holds',
      'line 2: B: 8472 bytes counted by hand; write the size as an expression of what it holds',
    ]);
  });

  it('of a fill, copy or comparison counted by hand is refused as well', () => {
    expect(countedSizes('  memory.fill(SUMS, 0, 80);\n  memory.copy(to(1), from, 256);\n')).toEqual([
      'line 1: memory.fill(SUMS, 0, 80): 80 bytes counted by hand; write the size as an expression of what it covers',
      'line 2: memory.copy(to(1), from, 256): 256 bytes counted by hand; write the size as an expression of what it covers',
    ]);
  });
});
