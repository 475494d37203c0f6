// The check of HDLC frames: CRC-16 of X.25, the lowest byte first on the line (IEC 62056-46, 6.4.2).

export const FCS_FIRST: i32 = 0xffff;
/** What stands in the register behind a sound check. */
export const FCS_GOOD: i32 = 0xf0b8;

/** The register behind one more byte. Polynomial x^16 + x^12 + x^5 + 1, reflected: 8408. */
export function fcsOf(register: i32, byte: i32): i32 {
  let x = (register ^ byte) & 0xff;
  x ^= (x << 4) & 0xff;
  return (register >> 8) ^ (x << 8) ^ (x << 3) ^ (x >> 4);
}

/** The register behind so many bytes. */
export function fcsOver(at: usize, length: i32): i32 {
  let register = FCS_FIRST;
  for (let i: i32 = 0; i < length; i++) register = fcsOf(register, load<u8>(at + i));
  return register;
}

/** Writes the check of so many bytes behind them; gives the address behind it. */
export function putFcs(at: usize, length: i32): usize {
  store<u16>(at + length, <u16>(fcsOver(at, length) ^ 0xffff));
  return at + length + 2;
}
