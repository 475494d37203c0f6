// Reads the specifications in spec/ into one checked model that every generator writes from.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogueOf, checkCatalogue, type RawObject, type RawRange } from './catalogue.ts';
import { mirrorOf, type Mirror, type MirrorSpec } from './mirror.ts';
import { checkModel } from './rules.ts';
import { refuseDuplicates, SpecError } from './spec-error.ts';

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
  /** Of an event: in what its extreme and its limit are told, and what one of that unit is in the record. */
  unit?: string;
  divisor?: number;
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
  /** 1, or entries of a range: E counts up from that of the code. */
  orders: number;
  /** False for a code from the manufacturer-specific values. */
  standard: boolean;
  rule: 'signed' | 'positive' | 'negative';
  unit: string;
  divisor: number;
  readout: { unit: string; divisor: number; digits: number; decimals: number; listed: boolean };
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
  mirror: Mirror;
}

type RawFunction = { name: string; params: string[]; result: string; doc: string };
type RawCore = { pages: number; exports: RawFunction[]; imports: RawFunction[] };
type RawStruct = { doc: string; fields: string[] };

/** The four specifications as they stand in their files. */
export interface Specs {
  abi: { version: number; module: string; cores: Record<string, RawCore>; constants: Constant[] };
  link: { structs: Record<string, RawStruct>; messages: Message[]; constants: Constant[] };
  status: { codes: Constant[] };
  catalogue: { mirror: MirrorSpec; objects: RawObject[]; ranges: RawRange[] };
}

const specFolder = join(import.meta.dirname, '../spec');
const readSpec = (name: string) => JSON.parse(readFileSync(join(specFolder, `${name}.json`), 'utf8'));

function parseField(text: string, offset: number, struct: string): Field {
  const match = /^(\w+): ([ui]\d+)(?:\[(\d+)\])?:\s*(.*)$/.exec(text);
  if (!match || !(match[2] in SCALAR_BYTES))
    throw new SpecError('link.json', struct, `field '${text}' is not 'name: type: unit'`);
  const [, name, type, count, doc] = match;
  if (offset % SCALAR_BYTES[type])
    throw new SpecError('link.json', struct, `field '${name}' at byte ${offset} is not aligned to ${type}`);
  return { name, type, count: Number(count ?? 1), offset, doc };
}

function parseStruct(name: string, raw: RawStruct): Struct {
  const fields: Field[] = [];
  let bytes = 0;
  for (const text of raw.fields) {
    const field = parseField(text, bytes, name);
    fields.push(field);
    bytes += SCALAR_BYTES[field.type] * field.count;
  }
  const named = fields.filter((field) => field.name !== 'reserved').map((field) => field.name);
  refuseDuplicates('link.json', name, 'field', named);
  return { name, doc: raw.doc, fields, bytes };
}

function parseFunction(raw: RawFunction): AbiFunction {
  const params = raw.params.map((text) => {
    const [name, type] = text.split(': ');
    return { name, type };
  });
  return { ...raw, params };
}

function parseCore(raw: RawCore): Core {
  return {
    pages: raw.pages,
    exports: raw.exports.map(parseFunction),
    imports: raw.imports.map(parseFunction),
  };
}

/** The checked model of given specifications. Throws SpecError. */
export function modelOf({ abi, link, status, catalogue }: Specs): Model {
  const version = { name: 'ABI_VERSION', value: abi.version, doc: 'Version of the ABI table.' };
  const model: Model = {
    abiVersion: abi.version,
    hostModule: abi.module,
    cores: Object.fromEntries(Object.entries(abi.cores).map(([name, core]) => [name, parseCore(core)])),
    constants: [version, ...abi.constants, ...link.constants],
    status: status.codes,
    structs: Object.entries(link.structs).map(([name, raw]) => parseStruct(name, raw)),
    messages: link.messages,
    catalogue: catalogueOf(catalogue),
    mirror: { slots: [], inRound: 0, turnsARound: 0, bytes: 0 },
  };
  checkModel(model);
  model.mirror = mirrorOf(model, catalogue.mirror);
  checkCatalogue(model);
  return model;
}

/** The specifications in spec/, unchecked. */
export function readSpecs(): Specs {
  const [abi, link, status, catalogue] = ['abi', 'link', 'status', 'catalogue'].map(readSpec);
  return { abi, link, status, catalogue };
}

/** Loads and checks all specifications. Throws SpecError. */
export const loadModel = (): Model => modelOf(readSpecs());
