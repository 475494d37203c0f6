// CRC-32 against its check value, and against every single bit of its input.
import { crc32 } from '../crc';

const BYTES = memory.data<u8>([49, 50, 51, 52, 53, 54, 55, 56, 57]); // "123456789"

describe('CRC-32', () => {
  test('gives the check value of the standard for "123456789"', () => {
    expect(crc32(BYTES, 9)).toBe(0xcbf43926);
  });

  test('gives zero for no bytes', () => {
    expect(crc32(BYTES, 0)).toBe(0);
  });

  test('can be continued from where it stopped', () => {
    expect(crc32(BYTES + 4, 5, crc32(BYTES, 4))).toBe(0xcbf43926);
  });

  test('changes with every single bit of its input', () => {
    for (let bit = 0; bit < 72; bit++) {
      const at = BYTES + (bit >> 3);
      store<u8>(at, load<u8>(at) ^ <u8>(<i32>1 << (bit & 7)));
      expect(crc32(BYTES, 9)).not.toBe(0xcbf43926);
      store<u8>(at, load<u8>(at) ^ <u8>(<i32>1 << (bit & 7)));
    }
  });
});
