// The source map that asc writes beside a module: which line of AssemblyScript an instruction at an offset comes from.

/** From this byte of the module on, until the next one. */
export interface Place {
  readonly offset: number;
  readonly source: string;
  readonly line: number;
}

interface SourceMap {
  readonly sources: readonly string[];
  readonly mappings: string;
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The signed numbers of a segment: five bits a digit, least significant first, the lowest bit of all is the sign. */
function* numbersOf(segment: string): Generator<number> {
  let value = 0;
  let shift = 0;
  for (const digit of segment) {
    const bits = DIGITS.indexOf(digit);
    value += (bits & 31) << shift;
    shift += 5;
    if (bits & 32) continue;
    yield value & 1 ? -(value >> 1) : value >> 1;
    value = shift = 0;
  }
}

/** Places by their offsets, lowest first: a map of WebAssembly has one line, whose columns are bytes of the file. */
export function placesOf(text: string): Place[] {
  const { sources, mappings } = JSON.parse(text) as SourceMap;
  const at = { offset: 0, source: 0, line: 0 };
  const places: Place[] = [];
  for (const segment of mappings.split(',')) {
    const [offset, source = 0, line = 0] = numbersOf(segment);
    at.offset += offset;
    at.source += source;
    at.line += line;
    places.push({ offset: at.offset, source: sources[at.source], line: at.line + 1 });
  }
  return places;
}
