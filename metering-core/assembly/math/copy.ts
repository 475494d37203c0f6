// Copies bytes, in place of the standard library's copy of 1.5 kB: the cores' WASM has no instruction for it.
// Legally relevant (IR46). Changes alter the software identification.

/** Bytes copied in one round of the loop: four words, since the round costs as much as two of them. */
const ROUND: usize = 32;

/**
 * Copies upward, by rounds and then the rest, word by word: both must lie apart, or the target below its source. What calls
 * itself the compiler leaves where it is, instead of putting a copy of it into each of its two dozen callers.
 */
export function copyBytes(to: usize, from: usize, bytes: usize): void {
  if (bytes < 8) {
    for (const end = from + bytes; from < end; from++) store<u8>(to++, load<u8>(from));
    return;
  }
  for (const end = from + (bytes & ~(ROUND - 1)); from < end; from += ROUND) {
    store<u64>(to, load<u64>(from));
    store<u64>(to, load<u64>(from, 8), 8);
    store<u64>(to, load<u64>(from, 16), 16);
    store<u64>(to, load<u64>(from, 24), 24);
    to += ROUND;
  }
  for (const end = from + (bytes & (ROUND - 8)); from < end; from += 8) {
    store<u64>(to, load<u64>(from));
    to += 8;
  }
  if (bytes & 7) copyBytes(to, from, bytes & 7);
}
