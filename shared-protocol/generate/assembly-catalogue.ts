// Writes the catalogue and the mirror as the byte tables of the management core.
import { fieldsOf, highestOrderAt, pageOrders } from './catalogue.ts';
import { slotsOfObject, type MirrorSlot } from './mirror.ts';
import type { CatalogueObject, Model } from './model.ts';
import { banner, upper } from './text.ts';

const RULES = ['signed', 'positive', 'negative'];
const TYPES = ['u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'u64', 'i64'];

const i32 = (name: string, value: number) => `export const ${name}: i32 = ${value};`;
const lazyData = (name: string, type: string, rows: string[]) =>
  `// @ts-ignore: decorator\n@lazy export const ${name} = memory.data<${type}>([\n${rows.map((r) => `  ${r},\n`).join('')}]);\n`;

const units = (model: Model) => [...new Set(model.catalogue.map((o) => o.readout.unit))];
const divisors = (model: Model) => [...new Set(model.catalogue.map((o) => o.readout.divisor))];

/** Objects of the data block first, so that a readout is the first rows of the table. */
const rowOrder = (model: Model) => [
  ...model.catalogue.filter((o) => o.readout.listed),
  ...model.catalogue.filter((o) => !o.readout.listed),
];

function objectRow(model: Model, object: CatalogueObject): string {
  const { struct, orders, readout } = object;
  const field = model.structs.find((s) => s.name === struct)!.fields.find((f) => f.name === object.field)!;
  const place = [orders, slotsOfObject(model, object)[0], field.offset, TYPES.indexOf(field.type)];
  const shown = [readout.digits, readout.decimals, units(model).indexOf(readout.unit)];
  const divisor = divisors(model).indexOf(readout.divisor);
  return [...fieldsOf(object.obis), ...place, RULES.indexOf(object.rule), ...shown, divisor].join(', ');
}

const unitRow = (unit: string) =>
  [...unit.padEnd(8, '\0')].map((character) => character.charCodeAt(0)).join(', ');

/** The object table. */
export function catalogue(model: Model): string {
  const rows = rowOrder(model).map((object) => objectRow(model, object));
  return [
    banner('//'),
    '// The object catalogue as a byte table. A row: A B C D E F, orders, slot, offset, type, rule, digits, decimals, unit,',
    '// divisor. A row with more than one order stands for an array: E counts up, and so do slots every PAGE_ORDERS; each page has\n// its highest order measured at PAGE_HIGHEST.\n',
    i32('OBJECTS', rows.length),
    i32('LISTED_OBJECTS', model.catalogue.filter((o) => o.readout.listed).length),
    i32('OBJECT_ROW', 15),
    i32('UNIT_ROW', 8),
    i32('PAGE_ORDERS', pageOrders(model)),
    i32('PAGE_HIGHEST', highestOrderAt(model)),
    ...TYPES.map((name, i) => i32(`OBJECT_TYPE_${upper(name)}`, i)),
    ...RULES.map((name, i) => i32(`OBJECT_RULE_${upper(name)}`, i)),
    '',
    lazyData('OBJECT_TABLE', 'u8', rows),
    lazyData('DIVISOR_TABLE', 'i64', [divisors(model).join(', ')]),
    lazyData('UNIT_TABLE', 'u8', units(model).map(unitRow)),
  ].join('\n');
}

function slotRow({ message, payload, replyBytes, echo, offset }: MirrorSlot): string {
  const bytes = [message.code, payload.length, payload[0] ?? 0, payload[1] ?? 0, replyBytes, echo];
  return [...bytes, offset & 0xff, offset >> 8].join(', ');
}

/** The table of the records the management core asks for, and the memory they are kept in. */
export function mirror(model: Model): string {
  const { slots, inRound, turnsARound, bytes } = model.mirror;
  const memory = (name: string, size: number) =>
    `// @ts-ignore: decorator\n@lazy export const ${name} = memory.data(${size}, 8);\n`;
  return [
    banner('//'),
    '// The records of the mirror. A row: message, request bytes, request, reply bytes, where the reply repeats the request,',
    '// u16 place in MIRROR_RECORDS. The first ROUND_SLOTS are asked for in each round, TURNS_A_ROUND of the others in turn.\n',
    i32('SLOTS', slots.length),
    i32('SLOT_ROW', 8),
    i32('ROUND_SLOTS', inRound),
    i32('TURNS_A_ROUND', turnsARound),
    i32('MIRROR_BYTES', bytes),
    '',
    lazyData('SLOT_TABLE', 'u8', slots.map(slotRow)),
    memory('MIRROR_RECORDS', bytes),
    memory('MIRROR_RECEIVED_us', slots.length * 8),
  ].join('\n');
}
