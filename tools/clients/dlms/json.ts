// COSEM data as JSON and back: each value under the name of its type, bytes in hexadecimal digits.
import { FLOATS, MOMENTS, NUMBERS, STRINGS, type Data, type Description, type FloatType } from './axdr.ts';
import type { MomentType, NumberType, StringType } from './axdr.ts';
import { DlmsOptionError } from './errors.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const whole = (value: bigint): Json => (Number.isSafeInteger(Number(value)) ? Number(value) : String(value));
/** Letters that a text may have to stand for itself. */
const isText = (bytes: Uint8Array): boolean => Buffer.from(Buffer.from(bytes).toString('utf8')).equals(bytes);

/** `{"long": -5}`, `{"structure": [...]}`, `null`; a text that is none of UTF-8 as `{"hex": "..."}`. */
export function toJson(data: Data): Json {
  if (data.type === 'null') return null;
  if ('value' in data)
    return { [data.type]: data.type === 'boolean' ? data.value !== 0n : whole(data.value) };
  if ('number' in data)
    return { [data.type]: Number.isFinite(data.number) ? data.number : String(data.number) };
  if (data.type === 'compact-array')
    return { [data.type]: { of: describe(data.description), entries: data.of.map(toJson) } };
  if ('of' in data) return { [data.type]: data.of.map(toJson) };
  if (data.type === 'bit-string') return { [data.type]: bitsOf(data.bytes, data.bits) };
  if (!('bytes' in data)) return { [data.type]: null };
  const isString = data.type === 'visible-string' || data.type === 'utf8-string';
  if (!isString) return { [data.type]: hex(data.bytes) };
  return {
    [data.type]: isText(data.bytes) ? Buffer.from(data.bytes).toString('utf8') : { hex: hex(data.bytes) },
  };
}

function describe(description: Description): Json {
  if (description.type === 'array') return { array: [description.count, describe(description.each)] };
  return description.type === 'structure' ? { structure: description.of.map(describe) } : description.type;
}

const bitsOf = (bytes: Uint8Array, bits: number): string =>
  Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0'))
    .join('')
    .slice(0, bits);

const refuse = (what: string, value: unknown): never => {
  throw new DlmsOptionError(`${what}: ${JSON.stringify(value)?.slice(0, 80) ?? String(value)}`);
};

function bytesOf(type: string, value: unknown): Buffer {
  if (typeof value !== 'string' || !/^([0-9a-f]{2})*$/i.test(value))
    return refuse(`${type} wants hexadecimal digits in pairs`, value);
  return Buffer.from(value, 'hex');
}

function wholeOf(type: NumberType, value: unknown): bigint {
  const [, bytes, signed] = NUMBERS[type];
  const isBoolean = type === 'boolean' && typeof value === 'boolean';
  if (!isBoolean && !/^-?\d{1,20}$/.test(String(value))) return refuse(`${type} wants a whole number`, value);
  const number = BigInt(value as string | number | boolean);
  const fits = (signed ? BigInt.asIntN(8 * bytes, number) : BigInt.asUintN(8 * bytes, number)) === number;
  return fits ? number : refuse(`${type} has no room for it`, value);
}

function bitStringOf(value: unknown): Data {
  if (typeof value !== 'string' || !/^[01]*$/.test(value))
    return refuse('bit-string wants zeroes and ones', value);
  const padded = value.padEnd(8 * Math.ceil(value.length / 8), '0');
  const bytes = Buffer.from((padded.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  return { type: 'bit-string', bits: value.length, bytes };
}

function textOf(type: StringType, value: unknown): Data {
  const raw = (value as { hex?: unknown } | null)?.hex;
  if (raw !== undefined) return { type, bytes: bytesOf(type, raw) };
  return typeof value === 'string'
    ? { type, bytes: Buffer.from(value) }
    : refuse(`${type} wants a text`, value);
}

function momentOf(type: MomentType, value: unknown): Data {
  const bytes = bytesOf(type, value);
  return bytes.length === MOMENTS[type][1]
    ? { type, bytes }
    : refuse(`${type} has ${MOMENTS[type][1]} bytes`, value);
}

const floatOf = (type: FloatType, value: unknown): Data =>
  typeof value === 'number' ? { type, number: value } : refuse(`${type} wants a number`, value);

/** The value of one type. Throws DlmsOptionError. */
export function dataOf(type: string, value: unknown): Data {
  if (type === 'null' || type === 'dont-care') return { type };
  if (Object.hasOwn(NUMBERS, type))
    return { type: type as NumberType, value: wholeOf(type as NumberType, value) };
  if (Object.hasOwn(FLOATS, type)) return floatOf(type as FloatType, value);
  if (Object.hasOwn(MOMENTS, type)) return momentOf(type as MomentType, value);
  if (type === 'octet-string') return { type, bytes: bytesOf(type, value) };
  if (Object.hasOwn(STRINGS, type)) return textOf(type as StringType, value);
  if (type === 'bit-string') return bitStringOf(value);
  if (type !== 'array' && type !== 'structure') return refuse('no type of COSEM data', type);
  return Array.isArray(value) ? { type, of: value.map(fromJson) } : refuse(`${type} wants a list`, value);
}

/** What `toJson` makes, but for compact arrays, which no server takes. Throws DlmsOptionError. */
export function fromJson(json: unknown): Data {
  if (json === null) return { type: 'null' };
  const entries = typeof json === 'object' && !Array.isArray(json) ? Object.entries(json) : [];
  return entries.length === 1 ? dataOf(...entries[0]) : refuse('expected {"type": value}', json);
}
