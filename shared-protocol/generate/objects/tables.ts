// Writes the object model as the byte tables a core searches and reads; layouts of the rows: assembly/objects/rows.ts.
import type { Model } from '../model.ts';
import { banner, upper } from '../text.ts';
import type { Objects } from './index.ts';
import { UNLISTED } from './rights.ts';
import { FIELD_TYPES, RULES, type Row } from './rows.ts';
import { SOURCES, STYLES, UNIT_CHARACTERS, type Attribute, type Format } from './templates.ts';

const ROW_BYTES = 24;
const ATTRIBUTE_BYTES = 8;
const UNIT_BYTES = UNIT_CHARACTERS + 1;

const u16 = (value: number) => [value & 0xff, value >> 8];
const u32 = (value: number) => [...u16(value & 0xffff), ...u16(value >>> 16)];
const byte = (value: number) => value & 0xff;

export const i32 = (name: string, value: number) => `export const ${name}: i32 = ${value};`;

export function table(name: string, doc: string, rows: readonly (readonly number[])[]): string {
  const lines = rows.map((row) => `  ${row.join(', ')},\n`).join('');
  return `/** ${doc} */\n// @ts-ignore: decorator\n@lazy export const ${name} = memory.data<u8>([\n${lines}]);\n`;
}

function rowBytes(objects: Objects, row: Row): number[] {
  const { code, template, group, step, span, visibility, slot, offset, type, rule, perRecord, highestAt } =
    row;
  const list = objects.templates.indexOf(template);
  const head = [...code, ...u16(template.class), template.version, list, group, step];
  return [
    ...head,
    ...u16(span),
    ...u16(visibility),
    ...u16(slot),
    ...u16(offset),
    type,
    rule,
    perRecord,
    highestAt,
  ];
}

const attributeBytes = ({ id, source, shape, rights, format, room, provider }: Attribute) => [
  id,
  SOURCES.indexOf(source),
  shape,
  rights,
  format,
  room,
  ...u16(provider),
];

function formatBytes(units: readonly string[], format: Format): number[] {
  const { divisor, scaler, unit, style, digits, decimals, textScaler, textUnit } = format;
  const text = [style, digits, decimals, byte(textScaler), units.indexOf(textUnit), 0];
  return [...u32(divisor), byte(scaler), unit, ...text];
}

/** Where each list of variable length begins, and how long it is. */
function spans(lengths: readonly number[]): number[][] {
  let first = 0;
  return lengths.map((length) => {
    const span = [...u16(first), length, 0];
    first += length;
    return span;
  });
}

/** Where a record says at which sample it stands and how far it can be trusted; 255: it does not. */
function stampBytes(model: Pick<Model, 'structs'>, reply: string): number[] {
  const place = (name: string) =>
    model.structs.find((s) => s.name === reply)!.fields.find((f) => f.name === name)?.offset ?? 255;
  return [place('sample_index'), place('flags')];
}

const unitBytes = (unit: string) => [...unit.padEnd(UNIT_BYTES, '\0')].map((c) => c.charCodeAt(0));

const constants = (prefix: string, names: readonly string[]) =>
  names.map((name, i) => i32(`${prefix}_${upper(name)}`, i));

/** Numbers that every table of objects is written with: read by the code that both cores share. */
export function vocabulary(objects: Objects): string {
  return [
    banner('//'),
    '// Numbers of the object tables: sources, types of fields, sign rules, styles of text.\n',
    ...constants('SOURCE', SOURCES),
    ...constants('FIELD', FIELD_TYPES),
    ...constants('RULE', RULES),
    ...constants('STYLE', STYLES),
    ...constants('ASSOCIATION', objects.rights.associations),
    i32('ROW_BYTES', ROW_BYTES),
    i32('ATTRIBUTE_BYTES', ATTRIBUTE_BYTES),
    i32('FORMAT_BYTES', 12),
    i32('UNIT_BYTES', UNIT_BYTES),
    i32('ASSOCIATIONS', objects.rights.associations.length),
    i32('UNLISTED', UNLISTED),
    '',
  ].join('\n');
}

/** Nodes of the shape that a core makes for itself: rows of a profile with some of their columns. */
export const CHOSEN_NODES = 64;

/**
 * The tables of a core: of the objects of a model, over its records; with room behind its shapes where it makes one for
 * itself.
 */
export function objectTables(
  model: Pick<Model, 'objects' | 'structs' | 'mirror'>,
  { chosenNodes = 0 } = {},
): string {
  const { objects } = model;
  const { rows, templates, formats, shapes, rights } = objects;
  const units = [...new Set(formats.map(({ textUnit }) => textUnit))];
  const lists = templates.map(({ attributes }) => attributes);
  return [
    banner('//'),
    '// The objects as byte tables, in the order of their codes and then their classes.\n',
    i32('OBJECTS', rows.length),
    ...(chosenNodes ? [i32('CHOSEN_SHAPE', shapes.length), i32('CHOSEN_NODES', chosenNodes)] : []),
    '',
    table(
      'OBJECT_ROWS',
      'ObjectRow',
      rows.map((row) => rowBytes(objects, row)),
    ),
    table(
      'TEMPLATES',
      'For each template: u16 first attribute, attributes, 0.',
      spans(lists.map(({ length }) => length)),
    ),
    table('ATTRIBUTES', 'AttributeRow', lists.flat().map(attributeBytes)),
    table(
      'FORMATS',
      'FormatRow',
      formats.map((format) => formatBytes(units, format)),
    ),
    table(
      'SHAPES',
      'For each shape: u16 first node, nodes, 0.',
      spans([...shapes.map(({ length }) => length), ...(chosenNodes ? [0] : [])]),
    ),
    table('SHAPE_NODES', 'Tag, argument.', [
      ...shapes.flat().map(({ tag, argument }) => [tag, argument]),
      ...Array<number[]>(chosenNodes).fill([0, 0]),
    ]),
    table('UNITS', 'Units of texts, padded with NUL.', units.map(unitBytes)),
    table('RIGHTS', 'Access byte by class of rights and association.', rights.bytes),
    table('CLIENTS', 'Client of COSEM by association, 0 for none.', [rights.clients]),
    table(
      'STAMPS',
      'For each record: where its sample index and its flags stand.',
      model.mirror.slots.map(({ message }) => stampBytes(model, message.reply)),
    ),
  ].join('\n');
}

/** The lists as tables: u16 row, entry, attribute of its template. */
export function listTables({ lists }: Objects): string {
  const text = lists.flatMap(({ name, entries, perPage, association }) => [
    i32(`${upper(name)}_ROWS`, entries.length),
    ...(perPage ? [i32(`${upper(name)}_ON_PAGE`, perPage)] : []),
    i32(`${upper(name)}_ASSOCIATION`, association),
    table(
      upper(name),
      'ListRow',
      entries.map(({ row, entry, attribute }) => [...u16(row), entry, attribute]),
    ),
  ]);
  return [banner('//'), '// Lists of objects: what is shown where.\n', ...text].join('\n');
}

/** Tags of the A-XDR types. */
export function tags(types: Record<string, number>): string {
  const rows = Object.entries(types).map(([name, tag]) =>
    i32(`TAG_${upper(name.replaceAll('-', '_'))}`, tag),
  );
  return [
    banner('//'),
    '// A-XDR tags of the COSEM data types (IEC 62056-6-2).\n',
    ...rows,
    '/** Of a leaf whose type the value itself tells; no tag on a wire. */',
    i32('TAG_CHOICE', 254),
    '',
  ].join('\n');
}
