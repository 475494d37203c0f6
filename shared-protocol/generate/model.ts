// Reads the specifications in spec/ into one checked model that every generator writes from.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const SCALAR_BYTES: Record<string, number> = {
  u8: 1,
  i8: 1,
  u16: 2,
  i16: 2,
  u32: 4,
  i32: 4,
  u64: 8,
  i64: 8,
};

export interface Constant {
  name: string;
  value: number;
  doc: string;
}
export interface Field {
  name: string;
  type: string;
  count: number;
  offset: number;
  doc: string;
}
export interface Struct {
  name: string;
  doc: string;
  fields: Field[];
  bytes: number;
}
export interface Message {
  name: string;
  code: number;
  request: string | null;
  reply: string;
  doc: string;
}
export interface AbiParam {
  name: string;
  type: string;
}
export interface AbiFunction {
  name: string;
  params: AbiParam[];
  result: string;
  doc: string;
}
export interface Core {
  pages: number;
  exports: AbiFunction[];
  imports: AbiFunction[];
}
export interface CatalogueObject {
  obis: string;
  name: string;
  class: number;
  struct: string;
  scope: number;
  field: string;
  rule: 'signed' | 'positive' | 'negative';
  unit: string;
  divisor: number;
  readout: { unit: string; divisor: number; digits: number; decimals: number };
  access: string;
}
export interface Model {
  abiVersion: number;
  hostModule: string;
  cores: Record<string, Core>;
  constants: Constant[];
  status: Constant[];
  structs: Struct[];
  messages: Message[];
  catalogue: CatalogueObject[];
}

const specFolder = join(import.meta.dirname, '../spec');
const readSpec = (name: string) => JSON.parse(readFileSync(join(specFolder, `${name}.json`), 'utf8'));

function parseField(text: string, offset: number): Field {
  const match = /^(\w+): ([ui]\d+)(?:\[(\d+)\])?:\s*(.*)$/.exec(text);
  if (!match || !(match[2] in SCALAR_BYTES))
    throw new Error(`link.json: field '${text}' is not 'name: type: unit'`);
  const [, name, type, count, doc] = match;
  if (offset % SCALAR_BYTES[type])
    throw new Error(`link.json: field '${name}' at ${offset} is not aligned to ${type}`);
  return { name, type, count: Number(count ?? 1), offset, doc };
}

function parseStruct(name: string, raw: { doc: string; fields: string[] }): Struct {
  const fields: Field[] = [];
  let bytes = 0;
  for (const text of raw.fields) {
    const field = parseField(text, bytes);
    fields.push(field);
    bytes += SCALAR_BYTES[field.type] * field.count;
  }
  return { name, doc: raw.doc, fields, bytes };
}

type RawFunction = { name: string; params: string[]; result: string; doc: string };

function parseFunction(raw: RawFunction): AbiFunction {
  const params = raw.params.map((text) => {
    const [name, type] = text.split(': ');
    return { name, type };
  });
  return { ...raw, params };
}

function parseCore(raw: { pages: number; exports: RawFunction[]; imports: RawFunction[] }): Core {
  return {
    pages: raw.pages,
    exports: raw.exports.map(parseFunction),
    imports: raw.imports.map(parseFunction),
  };
}

function checkCatalogue(model: Model): void {
  for (const object of model.catalogue) {
    if (!/^\d+-\d+:\d+\.\d+\.\d+\.\d+$/.test(object.obis))
      throw new Error(`catalogue.json: '${object.obis}' lacks six fields`);
    const struct = model.structs.find((s) => s.name === object.struct);
    if (!struct?.fields.some((f) => f.name === object.field))
      throw new Error(`catalogue.json: ${object.obis}: no field '${object.field}' in '${object.struct}'`);
  }
  const codes = model.catalogue.map((object) => object.obis);
  if (new Set(codes).size !== codes.length) throw new Error('catalogue.json: an OBIS code stands twice');
}

/** Loads and checks all specifications. Throws an Error naming the file and entry that is wrong. */
export function loadModel(): Model {
  const [abi, link, status, catalogue] = ['abi', 'link', 'status', 'catalogue'].map(readSpec);
  const cores = Object.entries(abi.cores as Record<string, never>).map(([name, core]) => [
    name,
    parseCore(core),
  ]);
  const structs = Object.entries(link.structs as Record<string, never>).map(([name, raw]) =>
    parseStruct(name, raw),
  );
  const model: Model = {
    abiVersion: abi.version,
    hostModule: abi.module,
    cores: Object.fromEntries(cores),
    constants: [
      { name: 'ABI_VERSION', value: abi.version, doc: 'Version of the ABI table.' },
      ...abi.constants,
      ...link.constants,
    ],
    status: status.codes,
    structs,
    messages: link.messages,
    catalogue: catalogue.objects,
  };
  checkCatalogue(model);
  return model;
}
