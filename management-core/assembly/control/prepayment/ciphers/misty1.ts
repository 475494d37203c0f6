// MISTY1 (RFC 2994) in the direction a meter needs, encryption algorithm 11: a block of 64 bits deciphered under 128.
import { S7, S9 } from './misty1-tables';

const WORDS: i32 = 8;
const ROUNDS: i32 = 8;

/** The words of the key, then those that are mixed from them (RFC 2994 2.1). */
// @ts-ignore: decorator
@lazy const SCHEDULE = memory.data(2 * 8 * 2, 8);

function word(index: i32): u32 {
  return load<u16>(SCHEDULE + ((index & 7) << 1));
}

function mixed(index: i32): u32 {
  return load<u16>(SCHEDULE + ((index & 7) << 1), 16);
}

function s9(index: u32): u32 {
  return load<u16>(S9 + (index << 1));
}

/** RFC 2994 2.2.3. Sixteen bits in and out. */
function fi(input: u32, key: u32): u32 {
  let nine = s9(input >> 7) ^ (input & 0x7f);
  const seven = <u32>load<u8>(S7 + (input & 0x7f)) ^ (nine & 0x7f) ^ (key >> 9);
  nine = s9(nine ^ (key & 0x1ff)) ^ seven;
  return (seven << 9) | nine;
}

function expand(key: usize): void {
  for (let i: i32 = 0; i < WORDS; i++) store<u16>(SCHEDULE + (i << 1), bswap(load<u16>(key + (i << 1))));
  for (let i: i32 = 0; i < WORDS; i++) store<u16>(SCHEDULE + (i << 1), <u16>fi(word(i), word(i + 1)), 16);
}

/** RFC 2994 2.2.2. */
function fo(input: u32, round: i32): u32 {
  let left = input >> 16;
  let right = input & 0xffff;
  left = fi(left ^ word(round), mixed(round + 5)) ^ right;
  right = fi(right ^ word(round + 2), mixed(round + 1)) ^ left;
  left = fi(left ^ word(round + 7), mixed(round + 3)) ^ right;
  return ((right ^ word(round + 4)) << 16) | left;
}

/** The inverse of FL (RFC 2994 2.2.4). */
function inverseFl(input: u32, layer: i32): u32 {
  const pair = layer >> 1;
  const and = layer & 1 ? mixed(pair + 2) : word(pair);
  const or = layer & 1 ? word(pair + 4) : mixed(pair + 6);
  const left = (input >> 16) ^ ((input & 0xffff) | or);
  return (left << 16) | ((input & 0xffff) ^ (left & and));
}

/** The block under the 16 bytes of a key; nothing of the key stays behind. */
export function decipherMisty1(key: usize, block: u64): u64 {
  expand(key);
  let left = inverseFl(<u32>block, ROUNDS);
  let right = inverseFl(<u32>(block >> 32), ROUNDS + 1);
  for (let round: i32 = ROUNDS - 2; round >= 0; round -= 2) {
    left ^= fo(right, round + 1);
    right = inverseFl(right ^ fo(left, round), round + 1);
    left = inverseFl(left, round);
  }
  memory.fill(SCHEDULE, 0, 2 * WORDS * 2);
  return (<u64>left << 32) | <u64>right;
}
