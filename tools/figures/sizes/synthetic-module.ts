// A module of any size for the memory proof: every function is compiled at load and called by start.
import { ABI, HOST_MODULE } from '../../../shared-protocol/generated/ts/abi.ts';
import { ABI_VERSION, LCD_COLUMNS, PORT_LEGAL } from '../../../shared-protocol/generated/ts/protocol.ts';
import type { Role } from '../../cores/core-runner.ts';
import { moduleFigures } from './wasm-sections.ts';
import { sleb, uleb } from '../../cores/leb128.ts';
import { writeModule, type WrittenFunction } from './wasm-writer.ts';

const OP = {
  call: 0x10,
  get: 0x20,
  store8: 0x3a,
  const: 0x41,
  add: 0x6a,
  mul: 0x6c,
  and: 0x71,
  xor: 0x73,
  shrU: 0x76,
  rotl: 0x77,
} as const;

/** Where the module keeps its buffers and the row it shows. */
const PORT_BUFFER = 1024;
const LINK_BUFFER = 2048;
const ROW = 4096;
const SAMPLES_BUFFER = 8192;
/** How a core of each role shows a row: the import, and its first argument (display row, or port). */
const SHOWS = { metering: ['port_send', PORT_LEGAL], management: ['lcd_write', 0] } as const;
/** Rounds of a function: about 135 bytes of code, as AssemblyScript's cores have. */
const ROUNDS = 10;
export const SYNTHETIC_SEED = 1;

const constant = (value: number) => [OP.const, ...sleb(value | 0)];

/** f(x): rounds of multiply, rotate and exclusive or, with constants that differ from function to function. */
function mixer(number: number, rounds: number): WrittenFunction {
  const body: number[] = [OP.get, 0];
  for (let round = 0; round < rounds; round++) {
    const value = Math.imul(number + 1, 0x9e3779b1) ^ Math.imul(round + 1, 0x85ebca6b);
    body.push(...constant(value | 1), OP.mul, OP.get, 0, OP.xor);
    body.push(...constant((number + round) % 31), OP.rotl);
  }
  return { signature: 'i(i)', body };
}

/** Calls `count` mixers, each with what the one before gave. */
function caller(first: number, count: number): WrittenFunction {
  const body: number[] = [OP.get, 0];
  for (let i = 0; i < count; i++) body.push(OP.call, ...uleb(first + i));
  return { signature: 'i(i)', body };
}

/** Stores one hexadecimal digit of local 0 as a letter of 'A'..'P', which needs no comparison. */
function storeDigit(place: number): number[] {
  const digit = [OP.get, 0, ...constant(28 - 4 * place), OP.shrU, ...constant(15), OP.and];
  return [...constant(ROW + 10 + place), ...digit, ...constant(65), OP.add, OP.store8, 0, 0];
}

function show(where: number, imported: number): WrittenFunction {
  const digits = Array.from({ length: 8 }, (_, place) => storeDigit(place)).flat();
  const write = [...constant(where), ...constant(ROW), ...constant(LCD_COLUMNS), OP.call, ...uleb(imported)];
  return { signature: 'i(i)', body: [...digits, ...write] };
}

const letter = (type: string) => (type === 'void' ? 'v' : type === 'i64' ? 'I' : 'i');
const signatureOf = ({ params, result }: { params: readonly { type: string }[]; result: string }) =>
  `${letter(result)}(${params.map(({ type }) => letter(type)).join('')})`;

function exportedBodies(start: readonly number[]): Record<string, readonly number[]> {
  return {
    abi_version: constant(ABI_VERSION),
    port_buffer: constant(PORT_BUFFER),
    link_buffer: constant(LINK_BUFFER),
    samples_buffer: constant(SAMPLES_BUFFER),
    start,
  };
}

function build(role: Role, mixers: number, rounds: number, before: readonly number[] = []): Uint8Array {
  const { imports: imported, exports, pages } = ABI[role];
  const imports = imported.map((each) => ({ name: each.name, signature: signatureOf(each) }));
  const first = imports.length;
  const functions: WrittenFunction[] = Array.from({ length: mixers }, (_, i) => mixer(i, rounds));
  const stages: number[] = [];
  for (let at = 0; at < mixers; at += 100) {
    stages.push(first + functions.length);
    functions.push(caller(first + at, Math.min(100, mixers - at)));
  }
  const showAt = first + functions.length;
  const [shows, where] = SHOWS[role];
  const showImport = imports.findIndex(({ name }) => name === shows);
  functions.push(show(where, showImport));
  const calls = stages.flatMap((stage) => [OP.call, ...uleb(stage)]);
  const bodies = exportedBodies([...before, ...constant(SYNTHETIC_SEED), ...calls, OP.call, ...uleb(showAt)]);
  const exported = exports.map((each) => ({
    signature: signatureOf(each),
    exported: each.name,
    body: bodies[each.name] ?? constant(0),
  }));
  const row = Buffer.from('SYNTHETIC '.padEnd(LCD_COLUMNS));
  return writeModule({
    imports,
    importModule: HOST_MODULE,
    functions: [...functions, ...exported],
    pages,
    data: [{ address: ROW, bytes: row }],
  });
}

/** A small management module whose start executes these instructions, which leave nothing, before it shows its row. */
export const moduleThatFirst = (instructions: readonly number[]): Uint8Array =>
  build('management', 1, 1, instructions);

export interface SyntheticOptions {
  /** Management by default. */
  readonly role?: Role;
  /** Fewer rounds make it of more and shorter functions: about 13 bytes each a round. */
  readonly rounds?: number;
}

/** A module whose code section has at least `codeBytes` bytes, and little more. */
export function syntheticModule(codeBytes: number, options: SyntheticOptions = {}): Uint8Array {
  const { role = 'management', rounds = ROUNDS } = options;
  const bytesWith = (mixers: number) => moduleFigures(build(role, mixers, rounds)).codeBytes;
  const perMixer = (bytesWith(400) - bytesWith(200)) / 200;
  let mixers = Math.max(1, Math.floor(codeBytes / perMixer) - 8);
  while (bytesWith(mixers) < codeBytes) mixers += 4;
  return build(role, mixers, rounds);
}

/** The smallest one: what the engine takes for a core with nothing in it but its interface. */
export const emptyModule = (role: Role): Uint8Array => build(role, 1, 1);
