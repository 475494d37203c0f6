// Writes the AssemblyScript view: constants, statuses, message layouts, the object table and each core's host.ts.
import type { AbiFunction, CatalogueObject, Field, Model, Struct } from './model.ts';
import { banner, camel, pascal, upper } from './text.ts';

const constant = (name: string, value: number, doc: string) =>
  `/** ${doc} */\nexport const ${name}: i32 = ${value};\n`;

function constants(model: Model): string {
  const lines = model.constants.map((c) => constant(c.name, c.value, c.doc));
  const codes = model.messages.map((m) => constant(`MESSAGE_${upper(m.name)}`, m.code, m.doc));
  const statuses = model.status.map((s) => `  /** ${s.doc} */\n  ${s.name} = ${s.value},\n`);
  const status = `/** Result of a fallible function: 0 done, positive a count, negative one of these. */\nexport const enum Status {\n${statuses.join('')}}\n`;
  return [banner('//'), status, ...lines, ...codes].join('\n');
}

/** An array becomes numbered fields, so that an @unmanaged class has the same layout as the wire. */
function fieldLines(field: Field): string[] {
  if (field.count === 1) return [`  ${field.name}: ${field.type};${field.doc ? ` // ${field.doc}` : ''}`];
  return Array.from({ length: field.count }, (_, i) => `  ${field.name}_${i}: ${field.type};`);
}

function struct(s: Struct): string {
  const size = `/** Bytes of \`${s.name}\`. */\nexport const ${upper(s.name)}_BYTES: i32 = ${s.bytes};\n`;
  const arrays = s.fields.filter((f) => f.count > 1 && f.name !== 'reserved');
  const offsets = arrays.map((f) => `export const ${upper(s.name)}_${f.name}: i32 = ${f.offset};\n`);
  return `${size}${offsets.join('')}/** ${s.doc} */\n@unmanaged\nexport class ${pascal(s.name)} {\n${s.fields.flatMap(fieldLines).join('\n')}\n}\n`;
}

const structs = (model: Model) => [banner('//'), ...model.structs.map(struct)].join('\n');

const asType = (name: string, type: string) => (name === 'pointer' ? 'usize' : type);

function hostFunction(hostModule: string, f: AbiFunction): string {
  const params = f.params.map((p) => `${p.name}: ${asType(p.name, p.type)}`).join(', ');
  return `/** ${f.doc} */\n// @ts-ignore: decorator\n@external("${hostModule}", "${f.name}")\nexport declare function ${camel(f.name)}(${params}): ${f.result};\n`;
}

const host = (model: Model, core: string) =>
  [
    banner('//'),
    `// What the ${core} core may call: nothing else crosses to the host.\n`,
    ...model.cores[core].imports.map((f) => hostFunction(model.hostModule, f)),
  ].join('\n');

const RULES = ['signed', 'positive', 'negative'];

function objectRow(model: Model, object: CatalogueObject): string {
  const [medium, channel, c, d, e, f] = object.obis.split(/[-:.]/).map(Number);
  const s = model.structs.find((x) => x.name === object.struct)!;
  const field = s.fields.find((x) => x.name === object.field)!;
  const head = [medium, channel, c, d, e, f, model.structs.indexOf(s), object.scope];
  const tail = [
    field.offset,
    'u8 i8 u16 i16 u32 i32 u64 i64'.split(' ').indexOf(field.type),
    RULES.indexOf(object.rule),
  ];
  const shown = [object.readout.digits, object.readout.decimals, units(model).indexOf(object.readout.unit)];
  return [...head, ...tail, ...shown].join(', ');
}

const units = (model: Model) => [...new Set(model.catalogue.map((o) => o.readout.unit))];

/** Divisor of the readout as a power of ten times 36 to a power, kept as i64 beside the byte table. */
function catalogue(model: Model): string {
  const rows = model.catalogue.map((o) => `  ${objectRow(model, o)},`);
  const texts = units(model).map((u) =>
    u
      .padEnd(8, '\0')
      .split('')
      .map((ch) => ch.charCodeAt(0))
      .join(', '),
  );
  const structIndex = model.structs.map((s, i) => `export const OBJECT_STRUCT_${upper(s.name)}: i32 = ${i};`);
  const types = Object.entries({ u8: 0, i8: 1, u16: 2, i16: 3, u32: 4, i32: 5, u64: 6, i64: 7 });
  return [
    banner('//'),
    '// The object catalogue as a byte table. A row: A B C D E F, struct, scope, offset, type, rule, digits, decimals, unit.\n',
    `export const OBJECTS: i32 = ${model.catalogue.length};\nexport const OBJECT_ROW: i32 = 14;\nexport const UNIT_ROW: i32 = 8;\n`,
    structIndex.join('\n'),
    types.map(([name, i]) => `export const OBJECT_TYPE_${upper(name)}: i32 = ${i};`).join('\n'),
    RULES.map((name, i) => `export const OBJECT_RULE_${upper(name)}: i32 = ${i};`).join('\n'),
    `\n// @ts-ignore: decorator\n@lazy export const OBJECT_TABLE = memory.data<u8>([\n${rows.join('\n')}\n]);\n`,
    `// @ts-ignore: decorator\n@lazy export const OBJECT_DIVISORS = memory.data<i64>([\n  ${model.catalogue.map((o) => o.readout.divisor).join(', ')},\n]);\n`,
    `// @ts-ignore: decorator\n@lazy export const UNIT_TABLE = memory.data<u8>([\n  ${texts.join(',\n  ')},\n]);\n`,
  ].join('\n');
}

/** The files of the AssemblyScript view by path from the project root. */
export function assemblyFiles(model: Model): Record<string, string> {
  return {
    'shared-protocol/generated/assembly/protocol.ts': constants(model),
    'shared-protocol/generated/assembly/layouts.ts': structs(model),
    'shared-protocol/generated/assembly/catalogue.ts': catalogue(model),
    'metering-core/assembly/host.ts': host(model, 'metering'),
    'management-core/assembly/host.ts': host(model, 'management'),
  };
}
