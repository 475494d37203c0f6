// A second implementation of A-XDR, for the proof: values to bytes and back, sharing nothing with the encoder under test.
export type Axdr =
  | { tag: 'array' | 'structure'; of: Axdr[] }
  | { tag: 'number'; code: number; value: bigint }
  | { tag: 'bytes'; code: number; bytes: Buffer }
  | { tag: 'bits'; bits: number; bytes: Buffer }
  | { tag: 'null' };

/** Bytes by tag; negative for signed types. */
const NUMBERS: Record<number, number> = { 5: -4, 6: 4, 15: -1, 16: -2, 17: 1, 18: 2, 20: -8, 21: 8, 22: 1 };

function lengthBytes(length: number): Buffer {
  if (length < 128) return Buffer.from([length]);
  if (length < 256) return Buffer.from([0x81, length]);
  return Buffer.from([0x82, length >> 8, length & 255]);
}

export const number = (code: number, value: bigint | number): Axdr => ({
  tag: 'number',
  code,
  value: BigInt(value),
});
export const bytes = (code: number, value: Buffer): Axdr => ({ tag: 'bytes', code, bytes: value });
export const array = (of: Axdr[]): Axdr => ({ tag: 'array', of });
export const structure = (of: Axdr[]): Axdr => ({ tag: 'structure', of });
export const NULL: Axdr = { tag: 'null' };

/** Bytes of a value. */
export function toBytes(value: Axdr): Buffer {
  switch (value.tag) {
    case 'null':
      return Buffer.from([0]);
    case 'bytes':
      return Buffer.concat([Buffer.from([value.code]), lengthBytes(value.bytes.length), value.bytes]);
    case 'bits':
      return Buffer.concat([Buffer.from([4]), lengthBytes(value.bits), value.bytes]);
    case 'number': {
      const count = Math.abs(NUMBERS[value.code]);
      const hex = BigInt.asUintN(count * 8, value.value)
        .toString(16)
        .padStart(count * 2, '0');
      return Buffer.from(value.code.toString(16).padStart(2, '0') + hex, 'hex');
    }
    default: {
      const head = Buffer.concat([
        Buffer.from([value.tag === 'array' ? 1 : 2]),
        lengthBytes(value.of.length),
      ]);
      return Buffer.concat([head, ...value.of.map(toBytes)]);
    }
  }
}
