// Takes bytes one after the other; behind their end it gives zeros and remembers that something was missing.

let at: usize = 0;
let end: usize = 0;
let missing: bool = false;

export function beginReading(pointer: usize, length: i32): void {
  at = pointer;
  end = pointer + <usize>max(length, 0);
  missing = false;
}

/** Nothing that was asked for was missing. */
export function isSound(): bool {
  return !missing;
}

/** Something is wrong with what was read: nothing more is taken. */
export function refuseReading(): void {
  missing = true;
  at = end;
}

/** Bytes that are left. */
export function unread(): i32 {
  return <i32>(end - at);
}

/** Where the next byte stands. */
export function readingAt(): usize {
  return at;
}

/** Address of so many bytes, passed by; 0 where there are less. */
export function takeBytes(length: i32): usize {
  if (length < 0 || length > unread()) {
    refuseReading();
    return 0;
  }
  at += length;
  return at - length;
}

/** So many bytes as a number, the highest first; at most 4. */
export function takeNumber(bytes: i32): u32 {
  const from = takeBytes(bytes);
  if (from == 0) return 0;
  let number: u32 = 0;
  for (let i: i32 = 0; i < bytes; i++) number = (number << 8) | load<u8>(from + i);
  return number;
}

export function takeByte(): i32 {
  return <i32>takeNumber(1);
}

/** The next byte, without passing it by; -1 at the end. */
export function nextByte(): i32 {
  return at < end ? <i32>load<u8>(at) : -1;
}

/** Passes the next byte by if it is this one. */
export function takeIf(byte: i32): bool {
  if (nextByte() != byte) return false;
  at++;
  return true;
}

/** The next byte must be this one. */
export function expectByte(byte: i32): void {
  if (!takeIf(byte)) refuseReading();
}

/** A length as BER and A-XDR have it: below 128 itself, else behind a byte that says in how many bytes; at most 4. */
export function takeLength(): i32 {
  const first = takeByte();
  if (first < 0x80) return first;
  const bytes = first & 0x7f;
  if (bytes < 1 || bytes > 4) {
    refuseReading();
    return 0;
  }
  const length = takeNumber(bytes);
  if (length > 0x7fff_ffff) refuseReading();
  return isSound() ? <i32>length : 0;
}
