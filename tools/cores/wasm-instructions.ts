// How long an instruction of WebAssembly is, for those that the boards' engine runs (MVP, sign extension, saturation, bulk memory).
import { readLeb } from './leb128.ts';

export const OPCODE = {
  unreachable: 0x00,
  loop: 0x03,
  if: 0x04,
  end: 0x0b,
  call: 0x10,
  call_indirect: 0x11,
  global_get: 0x23,
  global_set: 0x24,
  i32_const: 0x41,
  i32_eqz: 0x45,
  i32_sub: 0x6b,
  void_block: 0x40,
} as const;

const BR_TABLE = 0x0e;
const F32_CONST = 0x43;
const F64_CONST = 0x44;
const MORE = 0xfc;

/** LEB128 numbers behind an opcode, by ranges of opcodes: first, last, how many. */
const IMMEDIATES: readonly (readonly [number, number, number])[] = [
  [0x00, 0x01, 0], // unreachable, nop
  [0x02, 0x04, 1], // block, loop, if: the type
  [0x05, 0x05, 0], // else
  [0x0b, 0x0b, 0], // end
  [0x0c, 0x0d, 1], // br, br_if
  [0x0f, 0x0f, 0], // return
  [0x10, 0x10, 1], // call
  [0x11, 0x11, 2], // call_indirect: type, table
  [0x1a, 0x1b, 0], // drop, select
  [0x20, 0x24, 1], // locals and globals
  [0x28, 0x3e, 2], // loads and stores: alignment, offset
  [0x3f, 0x40, 1], // memory.size, memory.grow
  [0x41, 0x42, 1], // i32.const, i64.const
  [0x45, 0xc4, 0], // comparisons, arithmetic, conversions, sign extension
];

/** The same behind 0xfc. */
const IMMEDIATES_MORE: readonly (readonly [number, number, number])[] = [
  [0x00, 0x07, 0], // saturating conversions
  [0x08, 0x08, 2], // memory.init
  [0x09, 0x09, 1], // data.drop
  [0x0a, 0x0a, 2], // memory.copy
  [0x0b, 0x0b, 1], // memory.fill
];

type Ranges = typeof IMMEDIATES;

/** Immediates of every opcode in one table; -1 for one that is unknown. */
const tableOf = (ranges: Ranges): Int8Array => {
  const table = new Int8Array(256).fill(-1);
  for (const [first, last, count] of ranges) table.fill(count, first, last + 1);
  return table;
};

const SINGLE = tableOf(IMMEDIATES);
const BEHIND_MORE = tableOf(IMMEDIATES_MORE);

function skip(bytes: Uint8Array, at: number, count: number): number {
  for (; count > 0; count--) at = readLeb(bytes, at)[1];
  return at;
}

/** Bytes of the instruction at a place of a valid body; undefined when it is none that the boards run. */
export function instructionLength(bytes: Uint8Array, at: number): number | undefined {
  const opcode = bytes[at];
  if (opcode === F32_CONST) return 5;
  if (opcode === F64_CONST) return 9;
  if (opcode === BR_TABLE) {
    const [targets, next] = readLeb(bytes, at + 1);
    return skip(bytes, next, targets + 1) - at;
  }
  if (opcode === MORE) {
    const [sub, next] = readLeb(bytes, at + 1);
    const count = sub < 256 ? BEHIND_MORE[sub] : -1;
    return count < 0 ? undefined : skip(bytes, next, count) - at;
  }
  const count = SINGLE[opcode];
  return count < 0 ? undefined : skip(bytes, at + 1, count) - at;
}
