// Numbers in BCD as DL/T 645-2007 carries them: two digits a byte, the lowest first; the sign of some in their top bit.
// Legally relevant (IR46). Changes alter the software identification.
/** No value: all bits are set. */
export const NO_VALUE: i64 = i64.MIN_VALUE;
/** There is no such data. */
export const NO_DATA: i64 = i64.MIN_VALUE + 1;

/** How a number is written. */
export namespace Format {
  export const UNSIGNED: i32 = 0;
  export const SIGNED: i32 = 1;
  export const BINARY: i32 = 2;
}

/** The lowest digits of a number; those beyond are cut, as a register rolls over. */
export function putBcd(to: usize, value: i64, bytes: i32): void {
  for (let i: i32 = 0; i < bytes; i++) {
    const pair = <i32>(value % 100);
    store<u8>(to + i, <u8>(((pair / 10) << 4) | (pair % 10)));
    value /= 100;
  }
}

/** Number of some bytes; -1 where one of their halves is no digit. */
export function takeBcd(from: usize, bytes: i32): i64 {
  let value: i64 = 0;
  for (let i = bytes - 1; i >= 0; i--) {
    const byte = <i32>load<u8>(from + i);
    if ((byte & 15) > 9 || byte > 0x99) return -1;
    value = value * 100 + (byte >> 4) * 10 + (byte & 15);
  }
  return value;
}

/** The most that so many bytes show: all nines, and with a sign 7 in front. */
function most(bytes: i32, format: i32): i64 {
  let value: i64 = format == Format.SIGNED ? 80 : 100;
  for (let i: i32 = 1; i < bytes; i++) value *= 100;
  return value - 1;
}

/** Writes a number in its format; what does not fit stands at its most. */
export function putNumber(to: usize, value: i64, bytes: i32, format: i32): void {
  if (value == NO_VALUE) return memory.fill(to, 0xff, bytes);
  if (format == Format.BINARY) {
    for (let i: i32 = 0; i < bytes; i++) store<u8>(to + i, <u8>(value >> (i << 3)));
    return;
  }
  const size = value < 0 ? -value : value;
  putBcd(to, min(size, most(bytes, format)), bytes);
  const last = to + bytes - 1;
  if (value < 0 && format == Format.SIGNED) store<u8>(last, load<u8>(last) | 0x80);
}
