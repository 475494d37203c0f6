// COSEM data as A-XDR: values with their types, to bytes and back.
import { Bytes, lengthBytes } from './bytes.ts';

/** Types of whole numbers: tag, bytes, sign. */
const NUMBERS = {
  'double-long': [5, 4, true],
  'double-long-unsigned': [6, 4, false],
  integer: [15, 1, true],
  long: [16, 2, true],
  unsigned: [17, 1, false],
  'long-unsigned': [18, 2, false],
  long64: [20, 8, true],
  'long64-unsigned': [21, 8, false],
  enum: [22, 1, false],
  boolean: [3, 1, false],
} as const satisfies Record<string, readonly [number, number, boolean]>;
export type NumberType = keyof typeof NUMBERS;

const STRINGS = { 'octet-string': 9, 'visible-string': 10, 'utf8-string': 12 } as const;
export type StringType = keyof typeof STRINGS;

export type Data =
  | { type: 'null' }
  | { type: 'array' | 'structure'; of: Data[] }
  | { type: NumberType; value: bigint }
  | { type: StringType; bytes: Uint8Array }
  | { type: 'bit-string'; bits: number; bytes: Uint8Array };

const LISTS = { array: 1, structure: 2 } as const;
const BIT_STRING = 4;

export const NULL: Data = { type: 'null' };
export const structure = (...of: Data[]): Data => ({ type: 'structure', of });
export const array = (...of: Data[]): Data => ({ type: 'array', of });
export const numberOf = (type: NumberType, value: number | bigint): Data => ({ type, value: BigInt(value) });
export const octets = (bytes: Uint8Array): Data => ({ type: 'octet-string', bytes });

function numberBytes(type: NumberType, value: bigint): Buffer {
  const [tag, bytes] = NUMBERS[type];
  const hex = BigInt.asUintN(8 * bytes, value)
    .toString(16)
    .padStart(2 * bytes, '0');
  return Buffer.concat([Buffer.from([tag]), Buffer.from(hex, 'hex')]);
}

const headed = (tag: number, length: number, ...content: Uint8Array[]) =>
  Buffer.concat([Buffer.from([tag]), lengthBytes(length), ...content]);

/** Bytes of a value, its tag before it. */
export function encodeData(data: Data): Buffer {
  switch (data.type) {
    case 'null':
      return Buffer.from([0]);
    case 'array':
    case 'structure':
      return headed(LISTS[data.type], data.of.length, ...data.of.map(encodeData));
    case 'bit-string':
      return headed(BIT_STRING, data.bits, data.bytes);
    case 'octet-string':
    case 'visible-string':
    case 'utf8-string':
      return headed(STRINGS[data.type], data.bytes.length, data.bytes);
    default:
      return numberBytes(data.type, data.value);
  }
}

/** What stands behind a tag of a list: so many entries. */
const MOST_ENTRIES = 65_535;

function takeList(bytes: Bytes, type: 'array' | 'structure'): Data {
  const count = bytes.length();
  if (count > MOST_ENTRIES) bytes.refuse(`${count} entries`);
  return { type, of: Array.from({ length: count }, () => takeData(bytes)) };
}

function takeNumber(bytes: Bytes, type: NumberType): Data {
  const [, count, signed] = NUMBERS[type];
  const raw = BigInt(`0x${bytes.take(count).toString('hex')}`);
  return { type, value: signed ? BigInt.asIntN(8 * count, raw) : raw };
}

const byTag = <Name extends string>(tags: Record<Name, number | readonly [number, number, boolean]>) =>
  new Map(
    Object.entries(tags).map(([name, tag]) => [
      Array.isArray(tag) ? (tag[0] as number) : (tag as number),
      name as Name,
    ]),
  );
const NUMBER_TAGS = byTag(NUMBERS);
const STRING_TAGS = byTag(STRINGS);
const LIST_TAGS = byTag(LISTS);

/** Takes a value from the front. Throws ApduError. */
export function takeData(bytes: Bytes): Data {
  const tag = bytes.byte();
  if (tag === 0) return NULL;
  const list = LIST_TAGS.get(tag);
  if (list) return takeList(bytes, list);
  const number = NUMBER_TAGS.get(tag);
  if (number) return takeNumber(bytes, number);
  const text = STRING_TAGS.get(tag);
  if (text) return { type: text, bytes: bytes.take(bytes.length()) };
  if (tag !== BIT_STRING) bytes.refuse(`unknown type ${tag}`);
  const bits = bytes.length();
  return { type: 'bit-string', bits, bytes: bytes.take(Math.ceil(bits / 8)) };
}

/** The value that all bytes are. Throws ApduError. */
export function decodeData(all: Uint8Array): Data {
  const bytes = new Bytes(all);
  const data = takeData(bytes);
  bytes.end();
  return data;
}
