// Writes the slice codec of the tools: the types of what goes in and comes out, and how each is laid out.
import type { Model } from '../model.ts';
import { banner, upper } from '../text.ts';
import { fixedBytes, type BoundaryEvent, type BoundaryField, type BoundaryRecord } from './boundary.ts';
import { inputUnion, outputUnion, tsName } from './ts-names.ts';

const WRITER = `/** Where a slice is written to. */
export interface SliceWriter {
  header(type: number, channel: number, value: number, length: number): void;
  u32(value: number): void;
  u64(value: number): void;
  bytes(bytes: Uint8Array): void;
  /** Words of which so many belong together. */
  words(words: Int32Array, group: number): void;
}
`;

const inputField = (field: BoundaryField) => {
  const name = `input.${tsName(field.name)}`;
  if (field.type === 'bool') return `Number(${name})`;
  return field.type === 'i32' && field.where === 'payload' ? `${name} >>> 0` : name;
};

const headerPart = (fields: BoundaryField[], where: string) => {
  const field = fields.find((f) => f.where === where);
  return field ? inputField(field) : '0';
};

function lengthOf(event: BoundaryEvent): string {
  const fixed = fixedBytes(event);
  const { bytes } = event;
  return bytes ? `${fixed} + input.${tsName(bytes.name)}.byteLength` : String(fixed);
}

function putCase(event: BoundaryEvent): string[] {
  const { name, fields, bytes } = event;
  const words = fields
    .filter(({ where }) => where === 'payload')
    .map((field) => `      to.${field.type === 'u64' ? 'u64' : 'u32'}(${inputField(field)});`);
  const tail = !bytes
    ? []
    : bytes.of === 'u8'
      ? [`      to.bytes(input.${tsName(bytes.name)});`]
      : [`      to.words(input.${tsName(bytes.name)}, ${bytes.words ? `P.${bytes.words}` : 1});`];
  return [
    `    case '${tsName(name)}':`,
    `      to.header(P.SLICE_${upper(name)}, ${headerPart(fields, 'channel')}, ${headerPart(fields, 'value')}, ${lengthOf(event)});`,
    ...words,
    ...tail,
    '      return;',
  ];
}

const lengthCase = (event: BoundaryEvent) => [
  `    case '${tsName(event.name)}':`,
  `      return ${lengthOf(event)};`,
];

function outputField(field: BoundaryField): string {
  if (field.where !== 'payload') return field.where;
  if (field.type === 'u64') return `u64(payload, ${field.offset})`;
  const word = `payload.read${field.type === 'i32' ? 'Int32LE' : 'UInt32LE'}(${field.offset})`;
  return field.type === 'bool' ? `${word} === 1` : word;
}

function outputBytes(record: BoundaryRecord): string[] {
  const { bytes } = record;
  if (!bytes) return [];
  const from = fixedBytes(record);
  const end = bytes.length ? `, ${from ? `${from} + ` : ''}P.${bytes.length}` : '';
  const name = tsName(bytes.name);
  if (bytes.as === 'bytes') return [`${name}: Uint8Array.from(payload.subarray(${from}${end}))`];
  return [`${name}: payload.toString('${bytes.as}', ${from}${end})`];
}

function decodeCase(record: BoundaryRecord): string[] {
  const fields = record.fields.map((field) => `${tsName(field.name)}: ${outputField(field)}`);
  const all = [`type: '${tsName(record.name)}'`, ...fields, ...outputBytes(record)];
  return [`    case P.SLICE_${upper(record.name)}:`, `      return { ${all.join(', ')} };`];
}

function leastRow(record: BoundaryRecord): string {
  const fixed = fixedBytes(record);
  const length = record.bytes?.length;
  return `  [P.SLICE_${upper(record.name)}]: ${length ? `${fixed ? `${fixed} + ` : ''}P.${length}` : fixed},`;
}

const switchOn = (subject: string, cases: string[]) => [`  switch (${subject}) {`, ...cases, '  }'];

/** The codec by path from the project root. */
export function tsSliceFiles({ boundary: { events, records } }: Model): Record<string, string> {
  const text = [
    banner('//'),
    "import * as P from './protocol.ts';\n",
    inputUnion(events),
    outputUnion(records),
    WRITER,
    '/** Bytes behind the header of an input. */',
    'export function payloadBytes(input: SliceInput): number {',
    ...switchOn('input.type', events.flatMap(lengthCase)),
    '}\n',
    '/** Writes an input as a record. */',
    'export function putInput(to: SliceWriter, input: SliceInput): void {',
    ...switchOn('input.type', events.flatMap(putCase)),
    '}\n',
    '/** Least payload bytes by type of record; a shorter one is damaged, and a type that is not here unknown. */',
    'export const LEAST_PAYLOAD: Readonly<Record<number, number>> = {',
    ...records.map(leastRow),
    '};\n',
    'const u64 = (payload: Buffer, at: number) => payload.readUInt32LE(at) + payload.readUInt32LE(at + 4) * 2 ** 32;\n',
    '/** Reads a record that is long enough; what it gives owns its bytes. Throws RangeError for an unknown type. */',
    'export function decodeRecord(type: number, channel: number, value: number, payload: Buffer): SliceOutput {',
    ...switchOn('type', records.flatMap(decodeCase)),
    '  throw new RangeError(`record type ${type}`);',
    '}\n',
  ];
  return { 'shared-protocol/generated/ts/slices.ts': text.join('\n') };
}
