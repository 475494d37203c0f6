// Writes the AssemblyScript view: constants, statuses, message layouts and each core's host.ts.
import { mirror } from './assembly-mirror.ts';
import type { AbiFunction, AbiParam, Field, Model, Struct } from './model.ts';
import { banner, camel, pascal, upper } from './text.ts';

const constant = (name: string, value: number, doc: string) =>
  `/** ${doc} */\nexport const ${name}: ${value > 0x7fffffff ? 'u32' : 'i32'} = ${value};\n`;

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

const asType = ({ type, access }: AbiParam) => (access ? 'usize' : type);

function hostFunction(hostModule: string, f: AbiFunction): string {
  const params = f.params.map((p) => `${p.name}: ${asType(p)}`).join(', ');
  return `/** ${f.doc} */\n// @ts-ignore: decorator\n@external("${hostModule}", "${f.name}")\nexport declare function ${camel(f.name)}(${params}): ${f.result};\n`;
}

const host = (model: Model, core: string) =>
  [
    banner('//'),
    `// What the ${core} core may call: nothing else crosses to the host.\n`,
    ...model.cores[core].imports.map((f) => hostFunction(model.hostModule, f)),
  ].join('\n');

/** Which server answers on which port of the management core, unless a setting names one of the others; numbered in the order of their names here. */
function bindings(model: Model): string {
  const ports = model.boundary.ports.management;
  const servers = [...new Set(['none', ...ports.flatMap(({ server, also = [] }) => [server, ...also])])];
  const rows = ports.map(({ name, server }) => {
    const port = `PORT_${upper(name)}`;
    return `  ${port}, SERVER_${upper(server)}, ${port}_BAUD, ${port}_FORMAT,\n`;
  });
  const used = ports.flatMap(({ name }) =>
    ['', '_BAUD', '_FORMAT'].map((end) => `PORT_${upper(name)}${end}`),
  );
  return [
    banner('//'),
    '// Which server answers on which port, and how the port is set at power-on.',
    `import { ${used.join(', ')} } from '../../../shared-protocol/generated/assembly/protocol';\n`,
    ...servers.map((server, i) => `export const SERVER_${upper(server)}: i32 = ${i};`),
    `export const PORTS: i32 = ${ports.length};`,
    'export const PORT_ROW: i32 = 16;\n',
    '/** A row: number of the port, server, baud, PORT_FORMAT_*. */',
    '// @ts-ignore: decorator',
    `@lazy export const PORT_TABLE = memory.data<i32>([\n${rows.join('')}]);\n`,
  ].join('\n');
}

/** The files of the AssemblyScript view by path from the project root. */
export function assemblyFiles(model: Model): Record<string, string> {
  return {
    'shared-protocol/generated/assembly/protocol.ts': constants(model),
    'shared-protocol/generated/assembly/layouts.ts': structs(model),
    'shared-protocol/generated/assembly/mirror.ts': mirror(model),
    'metering-core/assembly/host.ts': host(model, 'metering'),
    'management-core/assembly/host.ts': host(model, 'management'),
    'management-core/assembly/ports/bindings.ts': bindings(model),
  };
}
