// Computes the block check character (BCC) of IEC 62056-21: the XOR of a run of characters.

/** XOR of `length` bytes; for a whole message the run starts after SOH or STX and includes ETX. */
export function blockCheck(pointer: usize, length: i32, start: u8 = 0): u8 {
  let check = start;
  for (let index = 0; index < length; index++) check ^= load<u8>(pointer + index);
  return check;
}
