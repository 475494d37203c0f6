// Bytes as hexadecimal digits, both ways: how values stand in messages of seven-bit characters.
import { ZERO } from './characters';

/** Writes bytes as capital digits; returns the address behind them. */
export function putDigits16(at: usize, bytes: usize, length: i32): usize {
  for (let i: i32 = 0; i < length; i++) {
    const byte = load<u8>(bytes + i);
    store<u8>(at, digit(byte >> 4));
    store<u8>(at, digit(byte & 15), 1);
    at += 2;
  }
  return at;
}

function digit(value: u8): u8 {
  return value < 10 ? ZERO + value : 55 + value;
}

/** Value of a digit, capital or not; -1 for what is none. */
export function valueOfDigit(character: u8): i32 {
  const decimal = <u32>(character - ZERO);
  if (decimal < 10) return <i32>decimal;
  const letter = <u32>((character | 0x20) - 0x61);
  return letter < 6 ? <i32>letter + 10 : -1;
}

/** Takes pairs of digits as bytes; returns how many, -1 for what are none. Digits and bytes may lie at the same address. */
export function takeDigits16(digits: usize, length: i32, bytes: usize): i32 {
  if (length & 1) return -1;
  for (let i: i32 = 0; i < length; i += 2) {
    const high = valueOfDigit(load<u8>(digits + i));
    const low = valueOfDigit(load<u8>(digits + i + 1));
    if (high < 0 || low < 0) return -1;
    store<u8>(bytes + (i >> 1), <u8>((high << 4) | low));
  }
  return length >> 1;
}
