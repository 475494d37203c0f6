// Twenty digits and the 66 bits they stand for: the class of a token lies between the bits of its block (IEC 62055-41 6.4.2).
import { TOKEN_DIGITS } from '../../../../../shared-protocol/generated/assembly/protocol';

/** What a token carries. */
@unmanaged
export class Carried {
  block: u64;
  /** 0 to 3. */
  tokenClass: i32;
}

const ZERO: i32 = 48;
/** The two bits of the block whose places the class takes; they stand above the block instead. */
const PLACE: u64 = 27;
const PAIR: u64 = 3;
const LOW: u64 = 0xffffffff;

/** Reads twenty characters. Returns false for what is no digit, and for a number of more than 66 bits. */
export function readDigits(digits: usize, carried: Carried): bool {
  let high: u64 = 0; // bits 32 and above: at most 35 bits, since 10^20 is less than 2^67
  let low: u64 = 0;
  for (let i: i32 = 0; i < TOKEN_DIGITS; i++) {
    const digit = <i32>load<u8>(digits + i) - ZERO;
    if (digit < 0 || digit > 9) return false;
    low = low * 10 + digit;
    high = high * 10 + (low >> 32);
    low &= LOW;
  }
  if (high >> 34 != 0) return false;
  const displaced = high >> 32;
  const value = (high << 32) | low;
  carried.tokenClass = <i32>((value >> PLACE) & PAIR);
  carried.block = (value & ~(PAIR << PLACE)) | (displaced << PLACE);
  return true;
}
