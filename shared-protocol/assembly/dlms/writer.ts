// Writes bytes in front of an address that it gives back moved on: heads of APDUs, all of a length known beforehand.

export function putByte(at: usize, byte: i32): usize {
  store<u8>(at, <u8>byte);
  return at + 1;
}

/** The lowest bytes of a number, the highest of them first. */
export function putNumber(at: usize, number: u32, bytes: i32): usize {
  for (let i: i32 = 0; i < bytes; i++) store<u8>(at + i, <u8>(number >> ((bytes - 1 - i) << 3)));
  return at + bytes;
}

export function putBytes(at: usize, from: usize, length: i32): usize {
  for (let i: i32 = 0; i < length; i++) store<u8>(at + i, load<u8>(from + i));
  return at + length;
}

/** Bytes of a length as BER and A-XDR have it, below 65,536. */
export function lengthBytes(length: i32): i32 {
  if (length < 0x80) return 1;
  return length < 0x100 ? 2 : 3;
}

export function putLength(at: usize, length: i32): usize {
  const bytes = lengthBytes(length);
  if (bytes == 1) return putByte(at, length);
  return putNumber(putByte(at, 0x7f + bytes), length, bytes - 1);
}
