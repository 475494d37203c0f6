// Writes 16-bit registers one after the other, the high byte first, as Modbus sends them; numbers as SunSpec has them.

/** What a point that the meter does not have says (SunSpec Device Information Model). */
const NO_INT16: i32 = -32768;
const INT16_MAX: i64 = 32_767;
export const NO_UINT16: i32 = 0xffff;
const NO_FLOAT32: u32 = 0x7fc00000;
/** A number that is not known. */
export const UNKNOWN: i64 = i64.MIN_VALUE;

const MANTISSA_BITS: i32 = 23;
const EXPONENT_BIAS: i32 = 127;

export function putRegister(at: usize, value: i32): usize {
  store<u16>(at, bswap<u16>(<u16>value));
  return at + 2;
}

export function put32(at: usize, value: u32): usize {
  store<u32>(at, bswap<u32>(value));
  return at + 4;
}

/** Exponent 0..18. */
export function powerOfTen(exponent: i32): i64 {
  let power: i64 = 1;
  for (let i: i32 = 0; i < exponent; i++) power *= 10;
  return power;
}

/**
 * The bits of number / divisor as binary32, rounded half up; the core's module has no floating point. 0 < number < 2^62 and
 * divisor <= 10^9: neither is shifted past bit 62.
 */
function floatBits(number: i64, divisor: i64): u32 {
  let exponent: i32 = MANTISSA_BITS;
  while (number < divisor << MANTISSA_BITS) {
    number <<= 1;
    exponent--;
  }
  while (number >= divisor << (MANTISSA_BITS + 1)) {
    divisor <<= 1;
    exponent++;
  }
  let mantissa = (number + (divisor >> 1)) / divisor;
  if (mantissa >> (MANTISSA_BITS + 1)) {
    mantissa >>= 1;
    exponent++;
  }
  return (<u32>(exponent + EXPONENT_BIAS) << MANTISSA_BITS) | (<u32>mantissa & ((1 << MANTISSA_BITS) - 1));
}

/** number x 10^-decimals as binary32. */
export function putFloat(at: usize, number: i64, decimals: i32): usize {
  if (number == UNKNOWN) return put32(at, NO_FLOAT32);
  if (number == 0) return put32(at, 0);
  const bits = floatBits(number < 0 ? -number : number, powerOfTen(decimals));
  return put32(at, number < 0 ? bits | 0x80000000 : bits);
}

/** number x 10^-decimals in units of 10^scale, rounded: NO_INT16 where it is not known or has no room. */
export function putScaled(at: usize, number: i64, decimals: i32, scale: i32): usize {
  if (number == UNKNOWN) return putRegister(at, NO_INT16);
  const divisor = powerOfTen(decimals + scale);
  const scaled = ((number < 0 ? -number : number) + (divisor >> 1)) / divisor;
  if (scaled > INT16_MAX) return putRegister(at, NO_INT16);
  return putRegister(at, <i32>(number < 0 ? -scaled : scaled));
}

/** A counter of whole units, which goes round at 2^32; what is not counted stays 0. */
export function putCounter(at: usize, number: i64, decimals: i32): usize {
  return put32(at, number == UNKNOWN ? 0 : <u32>(number / powerOfTen(decimals)));
}

/** Text in so many registers, zeros behind it. */
export function putText(at: usize, text: usize, length: i32, registers: i32): usize {
  const room = registers << 1;
  memory.fill(at, 0, room);
  memory.copy(at, text, min(length, room));
  return at + room;
}
