// The 64 bits of a deciphered token: fields from the highest bit down, and a CRC that covers the class too (IEC 62055-41 6.3.7).
import { Carried } from './digits';

const CRC_BITS: u64 = 16;

/** CRC-16 of seven bytes (reflected, polynomial A001, start FFFF), low byte first. */
function crcOf(covered: u64): u16 {
  let crc: u32 = 0xffff;
  for (let shift: i32 = 48; shift >= 0; shift -= 8) {
    crc ^= <u32>(covered >> <u64>shift) & 0xff;
    for (let bit: i32 = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return bswap(<u16>crc);
}

/** True where the CRC is that of class and content. */
export function crcFits(carried: Carried): bool {
  return <u16>carried.block == crcOf((<u64>carried.tokenClass << 48) | (carried.block >> CRC_BITS));
}

/** Bits of a block from one on, counted from its end. */
export function bits(block: u64, from: u64, count: u64): u32 {
  return <u32>((block >> from) & (((<u64>1) << count) - 1));
}

export function subclassOf(block: u64): i32 {
  return <i32>bits(block, 60, 4);
}

/** Minutes since the base date, of tokens that have one. */
export function identifierOf(block: u64): u32 {
  return bits(block, 32, 24);
}

/** The sixteen bits behind the identifier. */
export function valueOf(block: u64): u32 {
  return bits(block, 16, 16);
}
