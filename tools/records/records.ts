// Reads and writes the packed little-endian records of the link by their generated layouts.
import { LAYOUTS as OF_METER } from '../../shared-protocol/generated/ts/protocol.ts';
import { PROVISION_LAYOUTS } from '../../shared-protocol/generated/ts/provision.ts';

const LAYOUTS = { ...OF_METER, ...PROVISION_LAYOUTS };

/** A record of a meter. */
export type RecordName = keyof typeof OF_METER;
/** The same, or one of a provisioning image. */
export type AnyRecord = keyof typeof LAYOUTS;
export type RecordValue = number | bigint | readonly (number | bigint)[];
export type RecordValues = Readonly<Record<string, RecordValue>>;

interface Field {
  readonly name: string;
  readonly type: string;
  readonly count: number;
  readonly offset: number;
}

const BYTES: Record<string, number> = { u8: 1, i8: 1, u16: 2, i16: 2, u32: 4, i32: 4, u64: 8, i64: 8 };

/** A payload of the wrong length for its record. */
export class RecordLengthError extends Error {
  constructor(name: AnyRecord, found: number) {
    super(`${name}: ${found} bytes, expected ${LAYOUTS[name].bytes}`);
  }
}

/** A value that its field cannot hold: writing it would store another one. */
export class RecordValueError extends Error {
  constructor(name: AnyRecord, field: Field, found: string) {
    const type = field.count > 1 ? `${field.type}[${field.count}]` : field.type;
    super(`${name}: ${field.name} cannot be ${found}, it is ${type}`);
  }
}

/** True when a whole number lies in the range of an integer type such as u16. */
function fits(type: string, value: number | bigint): boolean {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return false;
  const bits = BigInt(BYTES[type] * 8);
  const least = type.startsWith('i') ? -(1n << (bits - 1n)) : 0n;
  return BigInt(value) >= least && BigInt(value) < least + (1n << bits);
}

function readOne(view: DataView, type: string, at: number): number | bigint {
  switch (type) {
    case 'u8':
      return view.getUint8(at);
    case 'i8':
      return view.getInt8(at);
    case 'u16':
      return view.getUint16(at, true);
    case 'i16':
      return view.getInt16(at, true);
    case 'u32':
      return view.getUint32(at, true);
    case 'i32':
      return view.getInt32(at, true);
    case 'u64':
      return view.getBigUint64(at, true);
    default:
      return view.getBigInt64(at, true);
  }
}

function writeOne(view: DataView, type: string, at: number, value: number | bigint): void {
  if (BYTES[type] === 8) view.setBigInt64(at, BigInt(value), true);
  else if (BYTES[type] === 4) view.setInt32(at, Number(value), true);
  else if (BYTES[type] === 2) view.setInt16(at, Number(value), true);
  else view.setInt8(at, Number(value));
}

function readField(view: DataView, field: Field): RecordValue {
  if (field.count === 1) return readOne(view, field.type, field.offset);
  return Array.from({ length: field.count }, (_, i) =>
    readOne(view, field.type, field.offset + i * BYTES[field.type]),
  );
}

/** Where the last field of a record begins that may be cut short on the wire; all bytes of another one. */
function leastBytes(name: AnyRecord): number {
  const layout: { bytes: number; cut?: true; fields: readonly Field[] } = LAYOUTS[name];
  return layout.cut ? layout.fields.at(-1)!.offset : layout.bytes;
}

/** The bytes of a record to be read from; what was cut off is zero. Throws RecordLengthError. */
function viewOf(name: AnyRecord, bytes: Uint8Array): DataView {
  const whole = LAYOUTS[name].bytes;
  if (bytes.length > whole || bytes.length < leastBytes(name))
    throw new RecordLengthError(name, bytes.length);
  if (bytes.length < whole) {
    const padded = new Uint8Array(whole);
    padded.set(bytes);
    return new DataView(padded.buffer);
  }
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Values of a record by field name; 64-bit fields are bigint. Throws RecordLengthError. */
export function decodeRecord(name: AnyRecord, bytes: Uint8Array): Record<string, RecordValue> {
  const view = viewOf(name, bytes);
  return Object.fromEntries(
    (LAYOUTS[name].fields as readonly Field[]).map((field) => [field.name, readField(view, field)]),
  );
}

/** Reads some fields of a record and leaves the others: undefined for one that it has not. Throws RecordLengthError. */
export function fieldsReader(
  name: AnyRecord,
  wanted: readonly string[],
): (bytes: Uint8Array) => (RecordValue | undefined)[] {
  const all = LAYOUTS[name].fields as readonly Field[];
  const fields = wanted.map((field) => all.find((f) => f.name === field));
  return (bytes) => {
    const view = viewOf(name, bytes);
    return fields.map((field) => field && readField(view, field));
  };
}

/** The values given for a field. Throws RecordValueError. */
function givenFor(name: AnyRecord, field: Field, values: RecordValues): (number | bigint)[] {
  const given = [values[field.name] ?? []].flat() as (number | bigint)[];
  if (given.length > field.count) throw new RecordValueError(name, field, `${given.length} values`);
  const wrong = given.find((value) => !fits(field.type, value));
  if (wrong !== undefined) throw new RecordValueError(name, field, String(wrong));
  return given;
}

/**
 * Bytes of a record; fields not given are zero, names that are no field are ignored. Of one that may be cut short its last
 * field is as long as what is given. Throws RecordValueError.
 */
export function encodeRecord(name: AnyRecord, values: RecordValues): Uint8Array {
  const layout = LAYOUTS[name];
  const bytes = new Uint8Array(layout.bytes);
  const view = new DataView(bytes.buffer);
  for (const field of layout.fields as readonly Field[]) {
    givenFor(name, field, values).forEach((value, i) =>
      writeOne(view, field.type, field.offset + i * BYTES[field.type], value),
    );
  }
  const least = leastBytes(name);
  if (least < bytes.length)
    return bytes.subarray(0, least + [values[layout.fields.at(-1)!.name] ?? []].flat().length);
  return bytes;
}
