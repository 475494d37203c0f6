// Writes the few parts of a WASM module that a synthetic module needs, straight from the binary format.
import { sleb, uleb } from '../../cores/leb128.ts';

export type ValueType = 'i' | 'I';
const TYPE_CODES: Readonly<Record<ValueType, number>> = { i: 0x7f, I: 0x7e };

const text = (value: string) => [...uleb(value.length), ...Buffer.from(value, 'latin1')];
const vector = (items: readonly (readonly number[])[]) => [...uleb(items.length), ...items.flat()];

/** A signature in the letters of the ABI table, such as `i(Ii)` or `v()`. */
function functionType(signature: string): number[] {
  const [, result, args] = /^([viI])\((.*)\)$/.exec(signature)!;
  const types = (letters: string) => [...letters].map((letter) => [TYPE_CODES[letter as ValueType]]);
  return [0x60, ...vector(types(args)), ...vector(types(result === 'v' ? '' : result))];
}

export interface WrittenFunction {
  readonly signature: string;
  /** Name of the export, where it is one. */
  readonly exported?: string;
  /** Instructions without locals and without the final `end`. */
  readonly body: readonly number[];
}

export interface WrittenModule {
  readonly imports: readonly { readonly name: string; readonly signature: string }[];
  readonly importModule: string;
  readonly functions: readonly WrittenFunction[];
  readonly pages: number;
  readonly data: readonly { readonly address: number; readonly bytes: Uint8Array }[];
}

const section = (id: number, bytes: readonly number[]) => [id, ...uleb(bytes.length), ...bytes];

function codeSection(functions: readonly WrittenFunction[]): number[] {
  const bodies = functions.map(({ body }) => [...uleb(body.length + 2), 0, ...body, 0x0b]);
  return section(10, vector(bodies));
}

/** The module's bytes; imported functions come first in the numbering, then `functions` in their order. */
export function writeModule(module: WrittenModule): Uint8Array {
  const { imports, importModule, functions, pages, data } = module;
  const signatures = [...new Set([...imports, ...functions].map(({ signature }) => signature))];
  const typeOf = (signature: string) => uleb(signatures.indexOf(signature));
  const exported = functions.flatMap(({ exported }, i) =>
    exported ? [[...text(exported), 0, ...uleb(imports.length + i)]] : [],
  );
  const importEntries = imports.map((each) => [
    ...text(importModule),
    ...text(each.name),
    0,
    ...typeOf(each.signature),
  ]);
  const segments = data.map((each) => [
    0,
    0x41,
    ...sleb(each.address),
    0x0b,
    ...uleb(each.bytes.length),
    ...each.bytes,
  ]);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector(signatures.map(functionType))),
    ...section(2, vector(importEntries)),
    ...section(3, vector(functions.map(({ signature }) => typeOf(signature)))),
    ...section(5, [1, 1, ...uleb(pages), ...uleb(pages)]),
    ...section(7, vector([[...text('memory'), 2, 0], ...exported])),
    ...codeSection(functions),
    ...section(11, vector(segments)),
  ]);
}
