// The list of an association: which objects there are, and what may be done with each (IEC 62056-6-2, class 15).
import type { Data } from './axdr.ts';
import { encodeData } from './axdr.ts';
import { ApduError } from './errors.ts';
import { obisText, type Target } from './xdlms.ts';

export interface AttributeRight {
  readonly id: number;
  readonly mode: number;
  /** Selectors that may be used. */
  readonly selectors: readonly number[];
}

export interface MethodRight {
  readonly id: number;
  readonly mode: number;
}

export interface ListedObject {
  readonly class: number;
  readonly version: number;
  readonly obis: string;
  readonly attributes: readonly AttributeRight[];
  readonly methods: readonly MethodRight[];
}

export const OBJECT_LIST: Target = { class: 15, obis: '0-0:40.0.0.255', id: 2 };
/** From this version of the class on, modes are bits. */
const MODES_ARE_BITS = 3;

function refuse(what: string, data: Data): never {
  throw new ApduError(`object list: ${what}`, encodeData(data).subarray(0, 64));
}

const partsOf = (data: Data, count?: number): readonly Data[] => {
  if (data.type !== 'array' && data.type !== 'structure') return refuse('no list', data);
  return count === undefined || data.of.length === count ? data.of : refuse(`not ${count} parts`, data);
};

const integer = (data: Data): number => ('value' in data ? Number(data.value) : refuse('no number', data));

function nameOf(data: Data): string {
  if (data.type !== 'octet-string' || data.bytes.length !== 6) return refuse('no logical name', data);
  return obisText(data.bytes);
}

function attributeOf(data: Data): AttributeRight {
  const [id, mode, selectors] = partsOf(data, 3);
  const some = selectors.type === 'null' ? [] : partsOf(selectors).map(integer);
  return { id: integer(id), mode: integer(mode), selectors: some };
}

function methodOf(data: Data): MethodRight {
  const [id, mode] = partsOf(data, 2);
  return { id: integer(id), mode: integer(mode) };
}

function objectOf(data: Data): ListedObject {
  const [of, version, name, rights] = partsOf(data, 4);
  const [attributes, methods] = partsOf(rights, 2);
  return {
    class: integer(of),
    version: integer(version),
    obis: nameOf(name),
    attributes: partsOf(attributes).map(attributeOf),
    methods: partsOf(methods).map(methodOf),
  };
}

/** Throws ApduError for what is no object list. */
export const objectList = (data: Data): readonly ListedObject[] => partsOf(data).map(objectOf);

/** Version of the association's class in its own list; 0 where it is not there. */
export const associationVersion = (list: readonly ListedObject[]): number =>
  list.find((each) => each.class === 15 && each.obis === OBJECT_LIST.obis)?.version ?? 0;

/** What a mode allows, by the version of class 15 whose list it stands in. */
export function rightsOf(mode: number, version: number): { readonly read: boolean; readonly write: boolean } {
  if (version >= MODES_ARE_BITS) return { read: (mode & 1) !== 0, write: (mode & 2) !== 0 };
  return { read: [1, 3, 4, 6].includes(mode), write: [2, 3, 5, 6].includes(mode) };
}

export const mayCall = (mode: number, version: number): boolean =>
  version >= MODES_ARE_BITS ? (mode & 1) !== 0 : mode !== 0;
