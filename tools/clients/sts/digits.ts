// Twenty digits and the 66 bits they stand for: the class of a token lies between the bits of its block (IEC 62055-41 6.4.2).
import { TokenFormatError } from './errors.ts';

const DIGITS = 20;
/** The two bits of the block whose places the class takes; they stand above the block instead. */
const PLACE = 27n;
const BLOCK_BITS = 64n;
const BLOCK = (1n << BLOCK_BITS) - 1n;
const PAIR = 3n;

export interface Carried {
  /** 0 to 3. */
  readonly tokenClass: number;
  /** 64 bits, ciphered or not. */
  readonly block: bigint;
}

export function toDigits({ tokenClass, block }: Carried): string {
  const displaced = (block >> PLACE) & PAIR;
  const rest = block & ~(PAIR << PLACE);
  return String((displaced << BLOCK_BITS) | rest | (BigInt(tokenClass) << PLACE)).padStart(DIGITS, '0');
}

/** Blanks and dashes between the digits are allowed. Throws TokenFormatError. */
export function fromDigits(text: string): Carried {
  const digits = text.replace(/[\s-]/g, '');
  if (!/^\d{20}$/.test(digits)) throw new TokenFormatError(`a token has 20 digits: '${text}'`);
  const value = BigInt(digits);
  if (value >> (BLOCK_BITS + 2n)) throw new TokenFormatError(`a token has 66 bits: '${text}' is more`);
  const displaced = value >> BLOCK_BITS;
  return {
    tokenClass: Number((value >> PLACE) & PAIR),
    block: (value & BLOCK & ~(PAIR << PLACE)) | (displaced << PLACE),
  };
}

/** As a person reads them: five groups of four. */
export const grouped = (digits: string) => digits.replace(/(\d{4})(?=\d)/g, '$1 ');
