// The lines of a text file, piece by piece, whatever its encoding and its ends of line.
import type { Bytes } from '../bytes.ts';

const PIECE_BYTES = 1 << 20;

/** UTF-16 by its mark or by its zero bytes, UTF-8 where it is valid, else the code page of old instruments. */
export function encodingOf(head: Uint8Array): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  if (head[0] !== 0 && head[1] === 0 && head[3] === 0) return 'utf-16le';
  if (head[0] === 0 && head[1] !== 0 && head[2] === 0) return 'utf-16be';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

/** Ctrl-Z ended files once; some instruments still write it, alone or in rows. */
const withoutEnd = (line: string): string => (line.includes('\u001a') ? line.split('\u001a', 1)[0] : line);

/** Every line, blank ones included so that they can be counted; CR LF, LF, CR and CR CR LF all end one. */
export function* linesOf(bytes: Bytes): Generator<string> {
  const decoder = new TextDecoder(encodingOf(bytes.read(0, 65536)));
  let rest = '';
  for (let at = 0; at < bytes.size; at += PIECE_BYTES) {
    rest += decoder.decode(bytes.read(at, PIECE_BYTES), { stream: true });
    // A CR at the end may be half of a CR LF: it waits for the next piece.
    const held = /\r*$/.exec(rest)![0];
    const lines = rest.slice(0, rest.length - held.length).split(/\r*\n|\r/);
    rest = lines.pop()! + held;
    for (const line of lines) yield withoutEnd(line);
  }
  const last = rest + decoder.decode();
  if (last !== '')
    yield* last
      .replace(/\r+$/, '')
      .split(/\r*\n|\r/)
      .map(withoutEnd);
}
