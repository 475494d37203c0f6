// Plain text in static memory: characters and decimal numbers, each function returning the address behind what it wrote.

/** Writes one character. */
export function putCharacter(at: usize, character: i32): usize {
  store<u8>(at, <u8>character);
  return at + 1;
}

/** True for what a serial number and an address of IEC 62056-21 consist of. */
export function isLetterOrDigit(character: u32): bool {
  return character - 0x30 < 10 || (character | 0x20) - 0x61 < 26;
}

/** Writes value (not negative) with exactly digits digits; higher digits are cut off, as a counter rolls over. */
export function putDigits(at: usize, value: i64, digits: i32): usize {
  let rest = value;
  for (let i = digits - 1; i >= 0; i--) {
    store<u8>(at + i, <u8>(48 + <i32>(rest % 10)));
    rest /= 10;
  }
  return at + digits;
}

/** Writes value (not negative) without leading zeros. */
export function putNumber(at: usize, value: i64): usize {
  let digits: i32 = 1;
  for (let rest = value / 10; rest > 0; rest /= 10) digits++;
  return putDigits(at, value, digits);
}

/** Writes bytes as hexadecimal digits. */
export function putHexadecimal(at: usize, bytes: usize, length: i32): usize {
  for (let i: i32 = 0; i < length; i++) {
    const byte = <i32>load<u8>(bytes + i);
    at = putCharacter(at, hexDigit(byte >> 4));
    at = putCharacter(at, hexDigit(byte & 15));
  }
  return at;
}

function hexDigit(value: i32): i32 {
  return value < 10 ? 48 + value : 87 + value;
}

/** Copies bytes. */
export function putBytes(at: usize, bytes: usize, length: i32): usize {
  memory.copy(at, bytes, length);
  return at + length;
}

/** Copies bytes up to the first NUL, at most length. */
export function putTerminated(at: usize, bytes: usize, length: i32): usize {
  for (let i: i32 = 0; i < length && load<u8>(bytes + i); i++) at = putCharacter(at, load<u8>(bytes + i));
  return at;
}

/** Fills with blanks up to end. */
export function putBlanks(at: usize, end: usize): usize {
  while (at < end) at = putCharacter(at, 32);
  return at;
}
