// The set of tokens that gives a meter another key: two for a key of 64 bits, four for one of 128 (IEC 62055-41 6.2.7, 6.2.8).
import type { Cipher } from './cipher.ts';
import { TokenRangeError } from './errors.ts';
import { makeToken } from './tokens.ts';

export interface NewKey {
  readonly key: Uint8Array;
  readonly krn: number;
  readonly kt: number;
  readonly ti: number;
  /** Key expiry number, 0 to 255. */
  readonly ken: number;
  /** With it the meter forgets the identifiers it knows: the new key goes with a new base date. */
  readonly rollover: boolean;
  /** Told by a set of four alone. */
  readonly sgc: number;
}

/** The tokens in their order, ciphered under the key the meter has. */
export function keyChange(next: NewKey, present: Cipher): string[] {
  const bytes = Buffer.from(next.key);
  if (bytes.length !== 8 && bytes.length !== 16) throw new TokenRangeError('a decoder key has 8 or 16 bytes');
  const word = (index: number) => bytes.readUInt32BE(index * 4);
  const [ken_high, ken_low] = [next.ken >> 4, next.ken & 15];
  const { krn, kt, ti, sgc } = next;
  const rollover = next.rollover ? 1 : 0;
  const pair = [
    makeToken('key_1st', { ken_high, krn, rollover, reserved: 0, kt, key: word(0) }, present),
    makeToken('key_2nd', { ken_low, ti, key: word(bytes.length / 4 - 1) }, present),
  ];
  if (bytes.length === 8) return pair;
  return [
    ...pair,
    makeToken('key_3rd', { sgc_low: sgc & 0xfff, key: word(1) }, present),
    makeToken('key_4th', { sgc_high: sgc >> 12, key: word(2) }, present),
  ];
}
