// Makes line directives of the marks in the C that wasm2c wrote: a compiler's line table then speaks of AssemblyScript.
import { FIRST_MARK } from './marked-module.ts';
import type { Place } from './source-map.ts';

/** How wasm2c writes a constant that is pushed. */
const PUSHED = /^\s*w2c_i\d+ = (\d+)u;$/;
const END_OF_FUNCTION = '}';

/** One directive before each line of C, since a directive counts on. */
export function withLines(c: string, places: readonly Place[]): string {
  const lines: string[] = [];
  let place: Place | undefined;
  for (const [at, text] of c.split('\n').entries()) {
    const number = Number(PUSHED.exec(text)?.[1]) - FIRST_MARK;
    if (places[number]) place = places[number];
    else {
      if (place) lines.push(`#line ${place.line} "${place.source}"`);
      lines.push(text);
    }
    if (text !== END_OF_FUNCTION || !place) continue;
    place = undefined;
    lines.push(`#line ${at + 2} "core.c"`);
  }
  return lines.join('\n');
}
