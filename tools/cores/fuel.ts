// Gives a module fuel: a counter that every loop and call uses up, so that one that never comes back traps in the end.
import { ModuleError } from './module-check.ts';
import type { Role } from './core-runner.ts';
import { instructionLength, OPCODE } from './wasm-instructions.ts';
import { concat, readLeb, sleb, uleb } from './leb128.ts';

/** Name under which the counter is exported. */
export const FUEL_EXPORT = 'fuel';

const SECTION = { import: 2, global: 6, export: 7, code: 10 } as const;
const HEADER_BYTES = 8;
const I32 = 0x7f;
const MUTABLE = 1;
const GLOBAL_KIND = 3;

export interface Section {
  readonly id: number;
  readonly payload: Uint8Array;
}

export function* sectionsOf(module: Uint8Array): Generator<Section> {
  for (let at = HEADER_BYTES; at < module.length; ) {
    const id = module[at];
    const [size, start] = readLeb(module, at + 1);
    yield { id, payload: module.subarray(start, start + size) };
    at = start + size;
  }
}

export const asSection = ({ id, payload }: Section): Uint8Array =>
  concat([[id], uleb(payload.length), payload]);

/** A vector with one item more. */
function appended(vector: Uint8Array | undefined, item: Uint8Array): Uint8Array {
  const [count, start] = vector ? readLeb(vector, 0) : [0, 0];
  return concat([uleb(count + 1), vector?.subarray(start) ?? [], item]);
}

const countOf = (vector: Uint8Array | undefined): number => (vector ? readLeb(vector, 0)[0] : 0);

/** A core imports functions only (module-check.ts), so globals are counted from those it has itself. */
export function withFuel(role: Role, module: Uint8Array, budget: number): Uint8Array {
  const sections = [...sectionsOf(module)];
  const payloadOf = (id: number) => sections.find((section) => section.id === id)?.payload;
  const index = countOf(payloadOf(SECTION.global));
  const counter = concat([[I32, MUTABLE, OPCODE.i32_const], sleb(budget), [OPCODE.end]]);
  const name = new TextEncoder().encode(FUEL_EXPORT);
  const changed = new Map([
    [SECTION.global, appended(payloadOf(SECTION.global), counter)],
    [
      SECTION.export,
      appended(payloadOf(SECTION.export), concat([uleb(name.length), name, [GLOBAL_KIND], uleb(index)])),
    ],
    [SECTION.code, burningCode(role, payloadOf(SECTION.code)!, index)],
  ] as [number, Uint8Array][]);
  const kept = sections.map(({ id, payload }) => ({ id, payload: changed.get(id) ?? payload }));
  if (!payloadOf(SECTION.global)) {
    const before = kept.findIndex(({ id }) => id === SECTION.export);
    kept.splice(before, 0, { id: SECTION.global, payload: changed.get(SECTION.global)! });
  }
  return concat([module.subarray(0, HEADER_BYTES), ...kept.map(asSection)]);
}

/** Traps on an empty tank, else takes one from it. */
const burn = (index: number): Uint8Array =>
  concat([
    [
      OPCODE.global_get,
      ...uleb(index),
      OPCODE.i32_eqz,
      OPCODE.if,
      OPCODE.void_block,
      OPCODE.unreachable,
      OPCODE.end,
    ],
    [
      OPCODE.global_get,
      ...uleb(index),
      OPCODE.i32_const,
      1,
      OPCODE.i32_sub,
      OPCODE.global_set,
      ...uleb(index),
    ],
  ]);

function burningCode(role: Role, code: Uint8Array, index: number): Uint8Array {
  const [count, start] = readLeb(code, 0);
  const bodies: (Uint8Array | number[])[] = [uleb(count)];
  const burned = burn(index);
  for (let n = 0, at = start; n < count; n++) {
    const [size, from] = readLeb(code, at);
    const body = burningBody(role, code.subarray(from, from + size), burned);
    bodies.push(uleb(body.length), body);
    at = from + size;
  }
  return concat(bodies);
}

/** Where the instructions of a body begin: behind its locals. */
export function firstInstruction(body: Uint8Array): number {
  let [groups, at] = readLeb(body, 0);
  for (; groups > 0; groups--) at = readLeb(body, at)[1] + 1;
  return at;
}

/** One for each turn of a loop; and for each call of a function that calls on, since recursion needs no loop. */
function burningBody(role: Role, body: Uint8Array, burned: Uint8Array): Uint8Array {
  const first = firstInstruction(body);
  const pieces: Uint8Array[] = [];
  let callsOn = false;
  let copied = first;
  for (let at = first; at < body.length; ) {
    const opcode = body[at];
    const length = instructionLength(body, at);
    if (length === undefined)
      throw new ModuleError(role, `has an instruction (0x${opcode.toString(16)}) that no board runs`);
    at += length;
    callsOn ||= opcode === OPCODE.call || opcode === OPCODE.call_indirect;
    if (opcode !== OPCODE.loop) continue;
    pieces.push(body.subarray(copied, at), burned);
    copied = at;
  }
  return concat([body.subarray(0, first), callsOn ? burned : [], ...pieces, body.subarray(copied)]);
}
