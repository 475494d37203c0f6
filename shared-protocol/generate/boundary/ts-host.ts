// Writes the host of a core in JavaScript: which export takes an event, and the check of every pointer an import gets.
import type { AbiFunction, Model } from '../model.ts';
import { banner, camel } from '../text.ts';
import { argumentsOf, type Boundary, type BoundaryEvent, type BoundaryRecord } from './boundary.ts';
import { tsName } from './ts-names.ts';

/** A function two cores have is the same in both (checked): each stands once. */
const onceEach = (functions: AbiFunction[]) =>
  functions.filter((f, i) => functions.findIndex(({ name }) => name === f.name) === i);

const coreFunctions = (model: Model, kind: 'imports' | 'exports') =>
  onceEach(['metering', 'management'].flatMap((core) => model.cores[core][kind]));

const jsType = (wasm: string) => (wasm === 'i64' ? 'bigint' : wasm === 'void' ? 'void' : 'number');
const paramList = (f: AbiFunction) => f.params.map((p) => `${tsName(p.name)}: ${jsType(p.type)}`).join(', ');

const exportsType = (model: Model) => [
  '/** What a core exports; each role has its own part of it. */',
  'export interface CoreExports {',
  '  memory: WebAssembly.Memory;',
  ...coreFunctions(model, 'exports').map((f) => `  ${f.name}(${paramList(f)}): ${jsType(f.result)};`),
  '}\n',
];

/** Lines that put an event's bytes into the core's buffer, and how many the export is told. */
function bytesLines({ name, bytes }: BoundaryEvent): string[] {
  if (!bytes) return [];
  const given = `input.${tsName(bytes.name)}`;
  const most = `P.${bytes.max}${bytes.words ? ` * P.${bytes.words}` : ''}`;
  return [
    `      if (${given}.length > ${most}) throw new RangeError(\`\${${given}.length} are too many for ${name}\`);`,
    `      put(exports, exports.${bytes.buffer}_buffer(), ${given});`,
  ];
}

function argument({ fields, bytes }: BoundaryEvent, name: string, type: string): string {
  if (name === bytes?.counted) {
    const length = `input.${tsName(bytes.name)}.length${bytes.words ? ` / P.${bytes.words}` : ''}`;
    const unless = bytes.unless && `input.${tsName(bytes.unless)}`;
    return unless ? `${unless} < 0 ? ${unless} : ${length}` : length;
  }
  const value = `input.${tsName(name)}`;
  if (type === 'i64') return `BigInt(${value})`;
  return fields.find((field) => field.name === name)!.type === 'bool' ? `Number(${value})` : value;
}

function answerLines(event: BoundaryEvent, records: BoundaryRecord[]): string[] {
  const { answer, bytes } = event;
  if (!answer) return ['      return;'];
  const record = records.find(({ name }) => name === answer.record)!;
  return [
    `      if (result > 0) board.outputs.push({ type: '${tsName(record.name)}', ${tsName(record.bytes!.name)}: got(exports, exports.${bytes!.buffer}_buffer(), result) });`,
    '      return;',
  ];
}

function eventCase(event: BoundaryEvent, { records }: Boundary): string[] {
  const type = tsName(event.name);
  if (!event.export) return [`    case '${type}':`, `      return board.${type}(input);`];
  const given = argumentsOf(event).map((p) => argument(event, p.name, p.type));
  const call = `exports.${event.export.name}(${given.join(', ')});`;
  return [
    `    case '${type}': {`,
    ...bytesLines(event),
    `      ${event.answer ? 'const result = ' : ''}${call}`,
    ...answerLines(event, records),
    '    }',
  ];
}

function eventPart({ boundary }: Model): string[] {
  const own = boundary.events.filter((event) => !event.export);
  return [
    '/** The board around a core: what the events that concern it alone do, and where its records go. */',
    'export interface EventBoard {',
    '  outputs: SliceOutput[];',
    ...own.map(
      ({ name, doc }) =>
        `  /** ${doc} */\n  ${tsName(name)}(input: Extract<SliceInput, { type: '${tsName(name)}' }>): void;`,
    ),
    '}\n',
    'function put(exports: CoreExports, address: number, values: Uint8Array | Int32Array): void {',
    '  const to = values instanceof Uint8Array ? new Uint8Array(exports.memory.buffer) : new Int32Array(exports.memory.buffer);',
    '  to.set(values, address / to.BYTES_PER_ELEMENT);',
    '}\n',
    'const got = (exports: CoreExports, address: number, length: number) =>',
    '  new Uint8Array(exports.memory.buffer).slice(address, address + length);\n',
    '/** Hands one event to the core. Throws RangeError for more bytes than its buffer holds. */',
    'export function handleEvent(exports: CoreExports, board: EventBoard, input: SliceInput): void {',
    '  switch (input.type) {',
    ...boundary.events.flatMap((event) => eventCase(event, boundary)),
    '  }',
    '}\n',
  ];
}

/** Parameters of what an import does: pointers are bytes, and their lengths go with them. */
const behaviourParams = (f: AbiFunction) =>
  f.params.filter((p) => !f.params.some((pointer) => pointer.access && pointer.bytes === p.name));

const behaviourType = (f: AbiFunction) =>
  behaviourParams(f)
    .map((p) => `${p.access ? 'bytes: Uint8Array' : `${tsName(p.name)}: ${jsType(p.type)}`}`)
    .join(', ');

function behaviours(functions: AbiFunction[]): string[] {
  const members = functions
    .filter((f) => !f.record)
    .map((f) => `  /** ${f.doc} */\n  ${camel(f.name)}(${behaviourType(f)}): ${jsType(f.result)};`);
  return [
    '/** What the imports do, their pointers checked: bytes given are a copy, bytes to fill lie in the memory of the core. */',
    'export interface HostBehaviour {',
    ...members,
    '  /** An import that is a record takes the way of all records. */',
    '  emit(output: SliceOutput): void;',
    '}\n',
  ];
}

function recordCall(f: AbiFunction, { records }: Boundary): string {
  const record = records.find(({ name }) => name === f.record)!;
  const fields = record.fields.map(({ name }) => {
    const wide = f.params.find((p) => p.name === name)!.type === 'i64';
    return `${tsName(name)}: ${wide ? `Number(${tsName(name)})` : tsName(name)}`;
  });
  const emit = `behaviour.emit({ type: '${tsName(record.name)}', ${fields.join(', ')} })`;
  return f.result === 'void' ? `${emit};` : `${emit};\n      return Status.OK;`;
}

function importLines(f: AbiFunction, boundary: Boundary, typed: boolean): string {
  const pointer = f.params.find((p) => p.access);
  const params = typed ? paramList(f) : f.params.map((p) => tsName(p.name)).join(', ');
  const length = pointer && (/^\d+$/.test(pointer.bytes!) ? pointer.bytes : tsName(pointer.bytes!));
  const check = pointer
    ? [
        `      const bytes = span(memory(), ${tsName(pointer.name)}, ${length});`,
        '      if (!bytes) return Status.BAD_POINTER;',
      ]
    : [];
  const given = behaviourParams(f).map((p) =>
    p.access ? (p.access === 'in' ? 'bytes.slice()' : 'bytes') : tsName(p.name),
  );
  const call = f.record ? recordCall(f, boundary) : `return behaviour.${camel(f.name)}(${given.join(', ')});`;
  return `    ${f.name}: (${params}) => {\n${[...check, `      ${call}`].join('\n')}\n    },`;
}

function importPart(model: Model, typed: boolean): string[] {
  const t = (text: string) => (typed ? text : '');
  return [
    '/** Bytes of a module, or undefined when they do not lie inside its memory: addresses are unsigned, lengths are not. */',
    `function span(memory${t(': Uint8Array')}, pointer${t(': number')}, length${t(': number')})${t(': Uint8Array | undefined')} {`,
    '  const start = pointer >>> 0;',
    '  return length < 0 || start + length > memory.length ? undefined : memory.subarray(start, start + length);',
    '}\n',
    '/** The import object of either core; a module sees only what it imports. */',
    `export function hostImports(memory${t(': () => Uint8Array')}, behaviour${t(': HostBehaviour')})${t(': Record<string, CallableFunction>')} {`,
    '  return {',
    ...coreFunctions(model, 'imports').map((f) => importLines(f, model.boundary, typed)),
    '  };',
    '}\n',
  ];
}

/** The host in TypeScript, and its imports once more in plain JavaScript for the specs of the cores. */
export function jsHostFiles(model: Model): Record<string, string> {
  const badPointer = model.status.find(({ name }) => name === 'BAD_POINTER')?.value;
  const typescript = [
    banner('//'),
    "import * as P from './protocol.ts';\nimport { Status } from './protocol.ts';\nimport type { SliceInput, SliceOutput } from './slices.ts';\n",
    ...exportsType(model),
    ...eventPart(model),
    ...behaviours(coreFunctions(model, 'imports')),
    ...importPart(model, true),
  ];
  const plain = [
    banner('//'),
    `const Status = { OK: 0, BAD_POINTER: ${badPointer} };\n`,
    ...importPart(model, false),
  ];
  return {
    'shared-protocol/generated/ts/host.ts': typescript.join('\n'),
    'tools/build/aspect/host-imports.mjs': plain.join('\n'),
  };
}
