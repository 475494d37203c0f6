// Identifiers of DL/T 645 (dlt645.json): the table the metering core searches, and the catalogue of the tools.
import type { Model } from './model.ts';
import { SCALAR_BYTES } from './scalars.ts';
import { SpecError } from './spec-error.ts';
import { banner, upper } from './text.ts';

/** A row of dlt645.json. */
export interface Dlt645Row {
  /** DI3 DI2 DI1 DI0 in hexadecimal, each one byte or a range. */
  di: string;
  name: string;
  source: 'registers' | 'instantaneous' | 'number' | 'bytes' | 'freeze' | 'record' | 'event' | 'load';
  /** Bytes of one value, 0 where it depends. */
  bytes: number;
  type: 'bcd' | 'signed' | 'binary' | 'digits' | 'bcds' | 'ascii' | 'octets';
  decimals?: number;
  unit?: string;
  /** Of digits: what they are. */
  shape?: string;
  /** Of several numbers: bytes of each. */
  each?: number;
  /** Bytes of the identifier, 1 or 0, that may be FF: all values of their range one behind the other. */
  blocks?: number[];
  /** Energy of the phases stands 14H further each. */
  phases?: true;
  /** The manufacturer's own, not the standard's. */
  own?: true;
  registers?: number[];
  field?: string;
  divisor?: number;
  provider?: string;
  parameter?: number;
  event?: string;
  ring?: string;
}

export interface Dlt645Spec {
  about: string;
  rows: Dlt645Row[];
}

/** First and last of each byte, DI3 first. */
type Ranges = [number, number][];

/** A row as it stands in the tables: one for each phase, with what the core needs in numbers. */
export interface Dlt645Entry extends Dlt645Row {
  ranges: Ranges;
  phase: number;
  argument: number;
}

const SOURCES = [
  'registers',
  'instantaneous',
  'number',
  'bytes',
  'freeze',
  'record',
  'event',
  'load',
] as const;
/** How the core writes a number. */
const FORMATS: Record<string, number> = { bcd: 0, digits: 0, signed: 1, binary: 2 };
const PHASE_STEP = 0x14;
/** An answer has 200 bytes, four of them the identifier. */
const BLOCK_MOST = 196;
const SCOPE_SHIFT = 13;
const HIGHEST_REGISTER = 12;

const fail = (row: Dlt645Row, reason: string): never => {
  throw new SpecError('dlt645.json', `${row.di} ${row.name}`, reason);
};

function rangesOf(row: Dlt645Row): Ranges {
  const parts = row.di.split(' ').map((part): [number, number] => {
    const [first, last = first] = part.split('-').map((digits) => Number.parseInt(digits, 16));
    if (!(first <= last)) fail(row, `'${part}' is no byte and no range`);
    return [first, last];
  });
  if (parts.length !== 4 || parts[0][0] !== parts[0][1])
    fail(row, 'has not four bytes, the first of them one');
  return parts;
}

const bitsOf = (row: Dlt645Row) =>
  (row.registers ?? []).reduce((bits, register) => {
    if (register > HIGHEST_REGISTER) fail(row, `no register ${register}`);
    return bits | (1 << register);
  }, 0);

const constantOf = (model: Model, row: Dlt645Row, name: string) =>
  model.constants.find((constant) => constant.name === name)?.value ?? fail(row, `no constant ${name}`);

function parameterOf(model: Model, row: Dlt645Row): number {
  if (row.event) return constantOf(model, row, `EVENT_${row.event}`);
  return row.ring ? constantOf(model, row, `RING_${row.ring}`) : (row.parameter ?? 0);
}

/** Names of what is worked out by a function of the core, in the order of their first row. */
export const providersOf = (rows: readonly Dlt645Row[], source: 'number' | 'bytes'): string[] => [
  ...new Set(rows.filter((row) => row.source === source).map((row) => row.provider!)),
];

function argumentOf(model: Model, rows: readonly Dlt645Row[], row: Dlt645Row, phase: number): number {
  if (row.source === 'registers') return bitsOf(row) | (phase << SCOPE_SHIFT);
  if (row.source === 'freeze') return bitsOf(row);
  if (row.source === 'number' || row.source === 'bytes')
    return providersOf(rows, row.source).indexOf(row.provider!) | (parameterOf(model, row) << 8);
  if (row.source !== 'instantaneous') return 0;
  const field = model.structs
    .find(({ name }) => name === 'instantaneous')!
    .fields.find((f) => f.name === row.field);
  if (!field || SCALAR_BYTES[field.type] !== 4) return fail(row, `no field '${row.field}' of four bytes`);
  return field.offset | (field.type === 'i32' ? 0x8000 : 0);
}

const PHASES = ['', ' L1', ' L2', ' L3'];

/** All entries in their order. Throws SpecError. */
export function entriesOf(model: Model, { rows }: Dlt645Spec): Dlt645Entry[] {
  const entries = rows.flatMap((row) =>
    (row.phases ? [0, 1, 2, 3] : [0]).map((phase): Dlt645Entry => {
      const ranges = rangesOf(row);
      ranges[1] = [ranges[1][0] + phase * PHASE_STEP, ranges[1][1] + phase * PHASE_STEP];
      const argument = argumentOf(model, rows, row, phase);
      return { ...row, name: row.name + PHASES[phase], ranges, phase, argument };
    }),
  );
  for (const entry of entries) checkEntry(entries, entry);
  return entries;
}

const overlap = (a: Ranges, b: Ranges) => a.every(([first, last], i) => first <= b[i][1] && b[i][0] <= last);

function checkEntry(entries: readonly Dlt645Entry[], entry: Dlt645Entry): void {
  const other = entries.find((e) => e !== entry && overlap(e.ranges, entry.ranges));
  if (other) fail(entry, `is ${other.di} ${other.name} as well`);
  const together = entries.filter(
    (e) =>
      entry.blocks?.includes(1) &&
      e.blocks?.includes(1) &&
      e.ranges[0][0] === entry.ranges[0][0] &&
      overlap([e.ranges[1]], [entry.ranges[1]]),
  );
  const count = ([first, last]: [number, number]) => last - first + 1;
  const bytes = together.reduce((sum, e) => sum + e.bytes * count(e.ranges[2]), 0);
  const inner = entry.blocks?.includes(0) ? entry.bytes * count(entry.ranges[3]) : 0;
  if (Math.max(bytes, inner) > BLOCK_MOST) fail(entry, 'is a block that does not fit an answer');
}

/** Bytes of a row of the core's table: eight of ranges and blocks, then source, bytes, format, argument, divisor. */
function rowBytes(
  { ranges, blocks = [], source, bytes, type, argument, divisor = 1, ring }: Dlt645Entry,
  model: Model,
): number[] {
  const [[di3], di2, di1, di0] = ranges;
  const bits = blocks.reduce((sum, byte) => sum | (1 << byte), 0);
  const freeze =
    source === 'freeze' ? model.constants.find(({ name }) => name === `RING_${ring}`)!.value : divisor;
  const two = (value: number) => [value & 0xff, value >> 8];
  return [
    di3,
    ...di2,
    ...di1,
    ...di0,
    bits,
    SOURCES.indexOf(source),
    bytes,
    FORMATS[type] ?? 0,
    0,
    ...two(argument),
    ...two(freeze),
  ].slice(0, 16);
}

const namespaceOf = (name: string, doc: string, values: readonly string[]) =>
  `/** ${doc} */\nexport namespace ${name} {\n${values.map((value, at) => `  export const ${upper(value)}: i32 = ${at};\n`).join('')}}\n`;

function assemblyText(model: Model, spec: Dlt645Spec): string {
  const entries = entriesOf(model, spec);
  const rows = entries.map((entry) => `  ${rowBytes(entry, model).join(', ')}, // ${entry.di} ${entry.name}`);
  return [
    banner('//'),
    '// Identifiers of DL/T 645 that the metering core answers.',
    namespaceOf('Source645', 'Where the value of a row comes from.', SOURCES),
    namespaceOf('Number645', 'Numbers that are worked out.', providersOf(spec.rows, 'number')),
    namespaceOf('Bytes645', 'Bytes that are written.', providersOf(spec.rows, 'bytes')),
    `export const ROWS_645: i32 = ${entries.length};`,
    '/** DI3; first and last DI2, DI1, DI0; blocks; source; bytes; format; 0; argument; divisor (two bytes each). */',
    '// prettier-ignore\n// @ts-ignore: decorator',
    `@lazy export const TABLE_645 = memory.data<u8>([\n${rows.join('\n')}\n]);\n`,
  ].join('\n');
}

const ENTRY_TYPE = `export interface Entry645 {
  /** First and last of DI3, DI2, DI1 and DI0. */
  readonly ranges: readonly (readonly [number, number])[];
  readonly name: string;
  readonly source: string;
  /** Bytes of one value, 0 where it depends. */
  readonly bytes: number;
  readonly type: 'bcd' | 'signed' | 'binary' | 'digits' | 'bcds' | 'ascii' | 'octets';
  readonly decimals: number;
  readonly unit: string;
  /** Of digits: what they are. */
  readonly shape: string;
  /** Of several numbers: bytes of each. */
  readonly each: number;
  /** Bytes of the identifier, 1 or 0, that may be FF. */
  readonly blocks: readonly number[];
  /** The manufacturer's own. */
  readonly own: boolean;
}
`;

function typescriptText(model: Model, spec: Dlt645Spec): string {
  const entries = entriesOf(model, spec).map(
    ({
      ranges,
      name,
      source,
      bytes,
      type,
      decimals = 0,
      unit = '',
      shape = '',
      each = 0,
      blocks = [],
      own = false,
    }) =>
      `  ${JSON.stringify({ ranges, name, source, bytes, type, decimals, unit, shape, each, blocks, own })},`,
  );
  return [
    banner('//'),
    '// Identifiers of DL/T 645 that the metering core answers: what each says, and how.',
    ENTRY_TYPE,
    `export const IDENTIFIERS_645: readonly Entry645[] = [\n${entries.join('\n')}\n];\n`,
  ].join('\n');
}

/** A format as the standard writes it: XXXXXX.XX. */
function formatOf({ type, bytes, decimals = 0, shape, each }: Dlt645Entry): string {
  if (shape) return shape;
  if (type === 'bcds') return `${bytes / each!} x ${'X'.repeat(2 * each!)}`;
  if (type !== 'bcd' && type !== 'signed') return bytes ? `${type}, ${bytes} bytes` : type;
  const digits = 'X'.repeat(2 * bytes - decimals);
  return `${type === 'signed' ? '± ' : ''}${digits}${decimals ? `.${'X'.repeat(decimals)}` : ''}`;
}

function documentText(model: Model, spec: Dlt645Spec): string {
  const hex = (byte: number) => byte.toString(16).toUpperCase().padStart(2, '0');
  const rows = entriesOf(model, spec).map((entry) => {
    const di = entry.ranges.map(([first, last], i) => {
      const block = entry.blocks?.includes(3 - i) ? ', FF' : '';
      return `${hex(first)}${last > first ? `-${hex(last)}` : ''}${block}`;
    });
    return `| ${di.join(' \\| ')} | ${entry.name}${entry.own ? ' *' : ''} | ${formatOf(entry)} | ${entry.unit ?? ''} |`;
  });
  return `<!-- Generated by \`make gen\` from shared-protocol/spec/. Do not edit. -->
# Identifiers of DL/T 645

DI3 to DI0; FF: all values of the range one behind the other. \`*\`: the manufacturer's own. A number without a value is FF in all bytes.

| DI3 \\| DI2 \\| DI1 \\| DI0 | what | format | unit |
|---|---|---|---|
${rows.join('\n')}
`;
}

/** The files by path from the project root. */
export const dlt645Files = (model: Model): Record<string, string> => ({
  'shared-protocol/generated/assembly/dlt645.ts': assemblyText(model, model.dlt645),
  'shared-protocol/generated/ts/dlt645.ts': typescriptText(model, model.dlt645),
  'shared-protocol/generated/dlt645.md': documentText(model, model.dlt645),
});
