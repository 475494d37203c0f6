// Reads the specifications in spec/ into one checked model that every generator writes from.
import {
  boundaryOf,
  derivedConstants,
  derivedExports,
  type Boundary,
  type RawBoundary,
} from './boundary/boundary.ts';
import type { Dlt645Spec } from './dlt645.ts';
import { eventLogsOf, type EventLogsSpec } from './event-logs.ts';
import { mirrorOf, type Mirror, type MirrorSpec } from './mirror.ts';
import { deviceOf, type Device } from './objects/device.ts';
import { objectsOf, type Objects } from './objects/index.ts';
import type { ObjectSpecs } from './objects/spec.ts';
import { refuse, asFaults } from './schema/faults.ts';
import { referenceFaults } from './schema/references.ts';
import { allSchemaFaults } from './schema/schema.ts';
import { answerFaults, sourcesOf, type Sources } from './services/answers.ts';
import { storageFaults } from './storage/storage.ts';
import { p1Of, type P1, type P1Spec } from './p1.ts';
import { programmingOf, type Programming, type ProgrammingSpec } from './programming.ts';
import { provisionOf, type Provision, type RawProvision } from './provision.ts';
import { readSpecs } from './read-specs.ts';
import { checkModel } from './rules.ts';
import { checkTexts, type TemplateText } from './texts.ts';
import { storageConstants, storageOf, type RawStorage, type Storage } from './storage/storage.ts';
import { parseStruct, type RawStruct } from './structs.ts';

export interface Constant {
  name: string;
  value: number;
  doc: string;
  /** Of an event: in what its extreme and its limit are told, and what one of that unit is in the record. */
  unit?: string;
  divisor?: number;
  /** Of an event: what a display calls it. */
  text?: string;
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
  /** Its last field, an array of bytes, may be cut short on the wire: what is left out is zero. */
  cut?: true;
}
export interface Message {
  name: string;
  code: number;
  request: string | null;
  reply: string;
  /** Who may ask. */
  ports: ('link' | 'legal' | 'adjustment')[];
  /** Who answers: a function of this file of the metering core's `answers/`, by the message's name or another. */
  file: string;
  answer?: string;
  /** It calls the list of answers itself, so that it cannot stand in it: `reply.ts` comes to it first. */
  around?: true;
  doc: string;
}
export interface AbiParam {
  name: string;
  type: string;
  /** Of an address: what the host does with the bytes there, and the parameter or number that says how many. */
  access?: 'in' | 'out';
  bytes?: string;
}
export interface AbiFunction {
  name: string;
  params: AbiParam[];
  result: string;
  doc: string;
  /** Of an import: the host does it, not the board; it ends the running call; it is a record of the slice. */
  by?: 'host';
  ends?: boolean;
  record?: string;
  /** The struct of link.json that its bytes are. */
  carries?: string;
}
export interface Core {
  pages: number;
  exports: AbiFunction[];
  imports: AbiFunction[];
}
export interface Model {
  abiVersion: number;
  hostModule: string;
  cores: Record<string, Core>;
  constants: Constant[];
  status: Constant[];
  structs: Struct[];
  messages: Message[];
  mirror: Mirror;
  objects: Objects;
  /** Logical device 16: the objects of the metering core's own server. */
  device: Device;
  boundary: Boundary;
  storage: Storage;
  texts: TemplateText[];
  dlt645: Dlt645Spec;
  /** What the provisioning image is asked. */
  provision: Provision;
  /** Programming mode of IEC 62056-21. */
  programming: Programming;
  /** Telegrams of P1. */
  p1: P1;
  /** Event logs of the management core. */
  eventLogs: EventLogsSpec;
}

type RawFunction = Omit<AbiFunction, 'params'> & { params: string[] };
type RawCore = { pages: number; exports: RawFunction[]; imports: RawFunction[] };

/** The specifications as they stand in their files. */
export interface Specs extends ObjectSpecs {
  abi: {
    version: number;
    module: string;
    cores: Record<string, RawCore>;
    constants: Constant[];
  } & RawBoundary;
  link: { structs: Record<string, RawStruct>; messages: Message[]; constants: Constant[] };
  status: { codes: Constant[] };
  storage: RawStorage;
  mirror: MirrorSpec;
  texts: { texts: TemplateText[] };
  dlt645: Dlt645Spec;
  provision: RawProvision;
  programming: ProgrammingSpec;
  p1: P1Spec;
  'event-logs': EventLogsSpec;
}

/** `name: i32`, or of an address `name: in(length)`, `name: out(32)`. */
function parseParam(text: string): AbiParam {
  const [name, type] = text.split(': ');
  const [, access, bytes] = /^(in|out)\((\w+)\)$/.exec(type ?? '') ?? [];
  return access ? { name, type: 'i32', access: access as 'in' | 'out', bytes } : { name, type };
}

const parseFunction = (raw: RawFunction): AbiFunction => ({ ...raw, params: raw.params.map(parseParam) });

function parseCore(name: string, raw: RawCore, boundary: Boundary): Core {
  return {
    pages: raw.pages,
    exports: [...raw.exports.map(parseFunction), ...derivedExports(boundary, name)],
    imports: raw.imports.map(parseFunction),
  };
}

/** The checked model of given specifications. Throws SpecError. */
export function modelOf(specs: Specs): Model {
  const { abi, link, status } = specs;
  const version = { name: 'ABI_VERSION', value: abi.version, doc: 'Version of the ABI table.' };
  const boundary = boundaryOf(abi);
  const model = {
    abiVersion: abi.version,
    hostModule: abi.module,
    cores: Object.fromEntries(
      Object.entries(abi.cores).map(([name, core]) => [name, parseCore(name, core, boundary)]),
    ),
    constants: [
      version,
      ...abi.constants,
      ...derivedConstants(boundary, abi.constants),
      ...link.constants,
      ...storageConstants(specs.storage),
    ],
    status: status.codes,
    structs: Object.entries(link.structs).map(([name, raw]) => parseStruct(name, raw)),
    messages: link.messages,
    texts: specs.texts.texts,
    dlt645: specs.dlt645,
    provision: provisionOf(specs.provision, link.messages),
    boundary,
  } as Model;
  model.storage = storageOf(specs.storage, model.structs, model.constants);
  checkModel(model);
  checkTexts(model.texts);
  model.mirror = mirrorOf(model, specs.mirror);
  model.objects = objectsOf(model, specs);
  model.device = deviceOf(model, specs);
  const levels = specs.rights.associations.map(({ level }) => level);
  model.programming = programmingOf(specs.programming, model, levels);
  model.p1 = p1Of(specs.p1, model);
  model.eventLogs = eventLogsOf(specs['event-logs'], model);
  return model;
}

/** The checked model of whole files, held against their schemas and the source of the metering core. */
export function checkedModel(specs: Specs, sources: Sources): Model {
  refuse(allSchemaFaults(specs));
  const model = modelOf(specs);
  refuse([
    ...referenceFaults(model),
    ...asFaults('storage.json', storageFaults(model.storage)),
    ...asFaults('link.json', answerFaults(model, sources)),
  ]);
  return model;
}

/** Loads and checks all specifications. Throws SpecFaults or SpecError. */
export const loadModel = (): Model => checkedModel(readSpecs(), sourcesOf('metering'));
