// Copies bytes, in place of the standard library's copy of 1.5 kB: the cores' WASM has no instruction for it.
// Legally relevant (IR46). Changes alter the software identification.

/**
 * Copies upward, by words and then the rest: both must lie apart, or the target below its source. What calls itself the
 * compiler leaves where it is, instead of putting a copy of it into each of its two dozen callers.
 */
export function copyBytes(to: usize, from: usize, bytes: usize): void {
  if (bytes < 8) {
    for (const end = from + bytes; from < end; from++) store<u8>(to++, load<u8>(from));
    return;
  }
  for (const end = from + (bytes & ~7); from < end; from += 8) {
    store<u64>(to, load<u64>(from));
    to += 8;
  }
  if (bytes & 7) copyBytes(to, from, bytes & 7);
}
