// The lines of a file one after the other, without holding all of it: an export of 35 days has 18 MB.
import { closeSync, openSync, readSync } from 'node:fs';

const CHUNK_BYTES = 1 << 16;
const EOL_BYTES = 1;

/** A line without its end, its number from 1, and the bytes of the file up to and with it. A last one without an end is none. */
export function* linesOf(path: string): Generator<{ text: string; line: number; end: number }> {
  const file = openSync(path, 'r');
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    let rest = Buffer.alloc(0);
    let line = 0;
    let end = 0;
    for (let got = readSync(file, chunk); got > 0; got = readSync(file, chunk)) {
      rest = Buffer.concat([rest, chunk.subarray(0, got)]);
      let from = 0;
      for (let at = rest.indexOf(10); at >= 0; at = rest.indexOf(10, from)) {
        end += at + EOL_BYTES - from;
        yield { text: rest.toString('latin1', from, at), line: ++line, end };
        from = at + EOL_BYTES;
      }
      rest = Buffer.from(rest.subarray(from));
    }
  } finally {
    closeSync(file);
  }
}
