// COSEM data as A-XDR: values with their types, to bytes and back (IEC 62056-5-3, 7.3; IEC 61334-6).
import { Bytes, lengthBytes, number } from './bytes.ts';

/** Types of whole numbers: tag, bytes, sign. */
export const NUMBERS = {
  'double-long': [5, 4, true],
  'double-long-unsigned': [6, 4, false],
  bcd: [13, 1, true],
  integer: [15, 1, true],
  long: [16, 2, true],
  unsigned: [17, 1, false],
  'long-unsigned': [18, 2, false],
  long64: [20, 8, true],
  'long64-unsigned': [21, 8, false],
  enum: [22, 1, false],
  boolean: [3, 1, false],
  'delta-integer': [28, 1, true],
  'delta-long': [29, 2, true],
  'delta-double-long': [30, 4, true],
  'delta-unsigned': [31, 1, false],
  'delta-long-unsigned': [32, 2, false],
  'delta-double-long-unsigned': [33, 4, false],
} as const satisfies Record<string, readonly [number, number, boolean]>;
export type NumberType = keyof typeof NUMBERS;

export const STRINGS = { 'octet-string': 9, 'visible-string': 10, 'utf8-string': 12 } as const;
export type StringType = keyof typeof STRINGS;

/** Moments of a fixed length. */
export const MOMENTS = { 'date-time': [25, 12], date: [26, 5], time: [27, 4] } as const;
export type MomentType = keyof typeof MOMENTS;

export const FLOATS = { float32: [23, 4], float64: [24, 8] } as const;
export type FloatType = keyof typeof FLOATS;

export type Data =
  | { type: 'null' | 'dont-care' }
  | { type: 'array' | 'structure'; of: Data[] }
  | { type: NumberType; value: bigint }
  | { type: FloatType; number: number }
  | { type: StringType | MomentType; bytes: Uint8Array }
  | { type: 'bit-string'; bits: number; bytes: Uint8Array }
  | { type: 'compact-array'; description: Description; of: Data[] };

/** What each entry of a compact array is. */
export type Description =
  | { type: Exclude<Data['type'], 'array' | 'structure' | 'compact-array'> }
  | { type: 'array'; count: number; each: Description }
  | { type: 'structure'; of: Description[] };

export const LISTS = { array: 1, structure: 2 } as const;
const BIT_STRING = 4;
const COMPACT_ARRAY = 19;
const EMPTY = { null: 0, 'dont-care': 255 } as const;

export const NULL: Data = { type: 'null' };
export const structure = (...of: Data[]): Data => ({ type: 'structure', of });
export const array = (...of: Data[]): Data => ({ type: 'array', of });
export const numberOf = (type: NumberType, value: number | bigint): Data => ({ type, value: BigInt(value) });
export const octets = (bytes: Uint8Array): Data => ({ type: 'octet-string', bytes });

const has = <T extends object>(table: T, name: PropertyKey): name is keyof T => Object.hasOwn(table, name);

/** The tag of a type. */
export function tagOf(type: Data['type']): number {
  if (has(NUMBERS, type)) return NUMBERS[type][0];
  if (has(FLOATS, type)) return FLOATS[type][0];
  if (has(MOMENTS, type)) return MOMENTS[type][0];
  if (has(STRINGS, type)) return STRINGS[type];
  if (has(LISTS, type)) return LISTS[type];
  return has(EMPTY, type) ? EMPTY[type] : type === 'bit-string' ? BIT_STRING : COMPACT_ARRAY;
}

function numberBytes(type: NumberType, value: bigint): Buffer {
  const bytes = NUMBERS[type][1];
  const hex = BigInt.asUintN(8 * bytes, value)
    .toString(16)
    .padStart(2 * bytes, '0');
  return Buffer.from(hex, 'hex');
}

function floatBytes(type: FloatType, value: number): Buffer {
  const bytes = Buffer.alloc(FLOATS[type][1]);
  if (type === 'float32') bytes.writeFloatBE(value);
  else bytes.writeDoubleBE(value);
  return bytes;
}

const headed = (length: number, ...content: Uint8Array[]) => Buffer.concat([lengthBytes(length), ...content]);

function descriptionBytes(description: Description): Buffer {
  const tag = Buffer.from([tagOf(description.type)]);
  if (description.type === 'array')
    return Buffer.concat([tag, number(description.count, 2), descriptionBytes(description.each)]);
  if (description.type !== 'structure') return tag;
  return Buffer.concat([tag, headed(description.of.length, ...description.of.map(descriptionBytes))]);
}

/** Entries of a compact array: no tags, and no counts that the description tells. */
function bareBytes(data: Data): Buffer {
  return data.type === 'array' || data.type === 'structure'
    ? Buffer.concat(data.of.map(bareBytes))
    : contentBytes(data);
}

function compactBytes(description: Description, of: readonly Data[]): Buffer {
  const contents = Buffer.concat(of.map(bareBytes));
  return Buffer.concat([descriptionBytes(description), headed(contents.length, contents)]);
}

/** What stands behind the tag. */
function contentBytes(data: Data): Buffer {
  if ('value' in data) return numberBytes(data.type, data.value);
  if ('number' in data) return floatBytes(data.type, data.number);
  if (data.type === 'compact-array') return compactBytes(data.description, data.of);
  if ('of' in data) return headed(data.of.length, ...data.of.map(encodeData));
  if (data.type === 'bit-string') return headed(data.bits, data.bytes);
  if (!('bytes' in data)) return Buffer.alloc(0);
  return has(MOMENTS, data.type) ? Buffer.from(data.bytes) : headed(data.bytes.length, data.bytes);
}

/** Bytes of a value, its tag before it. */
export const encodeData = (data: Data): Buffer =>
  Buffer.concat([Buffer.from([tagOf(data.type)]), contentBytes(data)]);

/** What stands behind a tag of a list: so many entries, lists in each other so deep. */
const MOST_ENTRIES = 65_535;
const MOST_DEPTH = 32;

function takeCount(bytes: Bytes): number {
  const count = bytes.length();
  return count > MOST_ENTRIES ? bytes.refuse(`${count} entries`) : count;
}

function takeList(bytes: Bytes, type: 'array' | 'structure', depth: number): Data {
  return { type, of: Array.from({ length: takeCount(bytes) }, () => takeData(bytes, depth + 1)) };
}

function takeNumber(bytes: Bytes, type: NumberType): Data {
  const [, count, signed] = NUMBERS[type];
  const raw = BigInt(`0x${bytes.take(count).toString('hex')}`);
  return { type, value: signed ? BigInt.asIntN(8 * count, raw) : raw };
}

function takeFloat(bytes: Bytes, type: FloatType): Data {
  const raw = bytes.take(FLOATS[type][1]);
  return { type, number: type === 'float32' ? raw.readFloatBE() : raw.readDoubleBE() };
}

function takeBits(bytes: Bytes): Data {
  const bits = bytes.length();
  return { type: 'bit-string', bits, bytes: bytes.take(Math.ceil(bits / 8)) };
}

const NAMES = [NUMBERS, FLOATS, MOMENTS, STRINGS, LISTS, EMPTY].flatMap((table) => Object.keys(table));
const BY_TAG: ReadonlyMap<number, Data['type']> = new Map(
  [...NAMES, 'bit-string', 'compact-array'].map((name) => [
    tagOf(name as Data['type']),
    name as Data['type'],
  ]),
);

const takeType = (bytes: Bytes): Data['type'] => {
  const tag = bytes.byte();
  return BY_TAG.get(tag) ?? bytes.refuse(`unknown type ${tag}`);
};

function takeDescription(bytes: Bytes, depth: number): Description {
  if (depth > MOST_DEPTH) bytes.refuse(`more than ${MOST_DEPTH} lists in each other`);
  const type = takeType(bytes);
  if (type === 'compact-array') return bytes.refuse('a compact array in another');
  if (type === 'array') return { type, count: bytes.number(2), each: takeDescription(bytes, depth + 1) };
  if (type !== 'structure') return { type };
  return { type, of: Array.from({ length: takeCount(bytes) }, () => takeDescription(bytes, depth + 1)) };
}

/** One that takes bytes: of others a few bytes would tell without end. */
function takeSome(bytes: Bytes, description: Description): Data {
  const before = bytes.left;
  const data = takeBare(bytes, description);
  return bytes.left < before ? data : bytes.refuse('entries without bytes');
}

function takeBare(bytes: Bytes, description: Description): Data {
  if (description.type === 'array') {
    const { type, count, each } = description;
    return { type, of: Array.from({ length: count }, () => takeSome(bytes, each)) };
  }
  if (description.type !== 'structure') return takeContent(bytes, description.type, 0);
  return { type: 'structure', of: description.of.map((each) => takeBare(bytes, each)) };
}

function takeCompact(bytes: Bytes): Data {
  const description = takeDescription(bytes, 0);
  const contents = new Bytes(bytes.take(bytes.length()));
  const of: Data[] = [];
  while (contents.left > 0) of.push(takeSome(contents, description));
  return { type: 'compact-array', description, of };
}

function takeContent(bytes: Bytes, type: Data['type'], depth: number): Data {
  if (has(EMPTY, type)) return { type };
  if (has(LISTS, type)) return takeList(bytes, type, depth);
  if (has(NUMBERS, type)) return takeNumber(bytes, type);
  if (has(STRINGS, type)) return { type, bytes: bytes.take(bytes.length()) };
  if (has(MOMENTS, type)) return { type, bytes: bytes.take(MOMENTS[type][1]) };
  if (has(FLOATS, type)) return takeFloat(bytes, type);
  return type === 'bit-string' ? takeBits(bytes) : takeCompact(bytes);
}

/** Takes a value from the front. Throws ApduError. */
export function takeData(bytes: Bytes, depth = 0): Data {
  if (depth > MOST_DEPTH) bytes.refuse(`more than ${MOST_DEPTH} lists in each other`);
  return takeContent(bytes, takeType(bytes), depth);
}

/** The value that all bytes are. Throws ApduError. */
export function decodeData(all: Uint8Array): Data {
  const bytes = new Bytes(all);
  const data = takeData(bytes);
  bytes.end();
  return data;
}
