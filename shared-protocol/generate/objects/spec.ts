// The specifications of the object model as they stand in their files.

/** A shape: a type by name, or tags in pre-order; see spec/cosem.json. */
export type RawShape = string | string[];

export interface RawClass {
  class: number;
  version: number;
  name: string;
  attributes: { id: number; name: string; shape?: string; source?: 'logical_name' | 'scaler_unit' }[];
  methods: { id: number; name: string; parameter: string; result: string }[];
}

/** spec/cosem.json: types by A-XDR tag, units by code, shapes by name, interface classes. */
export interface CosemSpec {
  types: Record<string, number>;
  units: Record<string, number>;
  shapes: Record<string, string[]>;
  classes: RawClass[];
}

/** A function of a room's file. */
export interface ProviderSource {
  room: string;
  provider: string;
}

export interface TextForm {
  style?: 'digits' | 'hexadecimal' | 'characters';
  unit?: string;
  digits: number;
  decimals?: number;
}

export interface RawAttribute {
  id: number;
  type: RawShape;
  /** The field of the row, another field of the same record, or a provider. */
  source: 'field' | { field: string } | ProviderSource;
  scaler?: number;
  unit?: string;
  divisor?: number;
  rights?: string;
  text?: TextForm;
}

export interface RawTemplate {
  class: number;
  version: number;
  rights: string;
  attributes: RawAttribute[];
  /** Parameter and result as the class has them, or of the instance's own shapes. */
  methods?: ({
    id: number;
    rights?: string;
    parameter?: RawAttribute['type'];
    result?: RawAttribute['type'];
  } & ProviderSource)[];
}

/** Further codes of a row: group C, E or F counts up by step, count times or once for each name of `of`. */
export interface RawRange {
  group: 'C' | 'E' | 'F';
  step: number;
  count?: number;
  of?: string[];
}

export interface RawRow {
  obis: string;
  name: string;
  range?: RawRange;
  template: string;
  record?: string;
  scope?: number;
  field?: string;
  rule?: string;
  /** Lists its codes stand at the end of; where the place matters the list names them. */
  lists?: string[];
  /** False for a code from the manufacturer-specific values. */
  standard?: boolean;
}

export interface RightsSpec {
  access: Record<string, number>;
  /** A client of COSEM, or an access level at a port. */
  associations: { name: string; client?: number; level?: number }[];
  classes: Record<string, Record<string, string[]>>;
}

export interface RawProvider {
  name: string;
  /** It has entries of its own number: a count is asked for. */
  entries?: boolean;
  /** It takes values through a staging area. */
  write?: boolean;
  /** It takes one short value, which its core stages for it: `commit` alone is its own. */
  staged?: boolean;
  /** A method that gives nothing back: there is no value to put. */
  act?: boolean;
  /** The struct of link.json that its bytes are. */
  carries?: string;
}

export interface ProvidersSpec {
  rooms: { name: string; file: string; providers: RawProvider[] }[];
}

export interface RawList {
  association: string;
  codes?: string[];
  pages?: string[][];
}

/** A row of the live panel: a title and the objects beside it. */
export interface PanelRow {
  title: string;
  codes: (string | null)[];
  minus?: string[];
}

export interface ListsSpec {
  lists: Record<string, RawList>;
  panel: {
    table: PanelRow[];
    distortion: PanelRow[];
    quality: PanelRow[];
    sequence: string;
    energy: string[];
    line: Record<string, string>;
  };
}

/** Templates, rights and providers of one server, and its rows by their file. */
export interface ServerSpecs {
  templates: { templates: Record<string, RawTemplate> };
  rights: RightsSpec;
  providers: ProvidersSpec;
  objects: Record<string, { rows: RawRow[] }>;
}

/** Folder of what logical device 16 has for itself. */
export const DEVICE = 'device-16';

/** What logical device 16 has for itself, beside the rows that both cores serve (spec/device-16). */
export interface DeviceSpecs extends Omit<ServerSpecs, 'objects'> {
  objects: { rows: RawRow[] };
}

/** All of them; rows by their file in spec/objects. */
export interface ObjectSpecs extends ServerSpecs {
  cosem: CosemSpec;
  lists: ListsSpec;
  device: DeviceSpecs;
}
