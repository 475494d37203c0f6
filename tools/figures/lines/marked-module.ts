// Puts a constant that nobody takes before the first instruction of each line: through wasm2c it tells where that line begins.
import { asSection, firstInstruction, sectionsOf } from '../../cores/fuel.ts';
import { concat, readLeb, sleb, uleb } from '../../cores/leb128.ts';
import { instructionLength, OPCODE } from '../../cores/wasm-instructions.ts';
import type { Place } from './source-map.ts';

const CODE_SECTION = 10;
const HEADER_BYTES = 8;
const DROP = 0x1a;
/** The first mark; each place has the next number. */
export const FIRST_MARK = 0x6c00_0000;

const mark = (number: number): number[] => [OPCODE.i32_const, ...sleb(FIRST_MARK + number), DROP];

/** `offset`: of the body's first byte within the module. */
function markedBody(body: Uint8Array, offset: number, marks: ReadonlyMap<number, number>): Uint8Array {
  const pieces: (Uint8Array | number[])[] = [];
  let copied = 0;
  for (let at = firstInstruction(body); at < body.length; at += instructionLength(body, at)!) {
    const number = marks.get(offset + at);
    if (number === undefined) continue;
    pieces.push(body.subarray(copied, at), mark(number));
    copied = at;
  }
  return concat([...pieces, body.subarray(copied)]);
}

function markedCode(code: Uint8Array, offset: number, marks: ReadonlyMap<number, number>): Uint8Array {
  const [count, start] = readLeb(code, 0);
  const bodies: (Uint8Array | number[])[] = [uleb(count)];
  for (let n = 0, at = start; n < count; n++) {
    const [size, from] = readLeb(code, at);
    const body = markedBody(code.subarray(from, from + size), offset + from, marks);
    bodies.push(uleb(body.length), body);
    at = from + size;
  }
  return concat(bodies);
}

/** The module with a mark before the instruction of every place; it does the same, and costs nothing once it is optimized C. */
export function markedModule(module: Uint8Array, places: readonly Place[]): Uint8Array {
  const marks = new Map(places.map(({ offset }, number) => [offset, number]));
  const sections = [...sectionsOf(module)].map(({ id, payload }) => {
    const offset = payload.byteOffset - module.byteOffset;
    return { id, payload: id === CODE_SECTION ? markedCode(payload, offset, marks) : payload };
  });
  return concat([module.subarray(0, HEADER_BYTES), ...sections.map(asSection)]);
}

/** The code section of a module: what it does, whatever names and maps stand beside it. */
export const codeOf = (module: Uint8Array): Uint8Array =>
  [...sectionsOf(module)].find(({ id }) => id === CODE_SECTION)!.payload;
