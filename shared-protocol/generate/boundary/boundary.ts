// The boundary of a core as one model: its events and records with their layouts, its ports, the exports they bring along.
import type { AbiFunction, Constant } from '../model.ts';
import { upper } from '../text.ts';

export type Where = 'channel' | 'value' | 'payload';

/** A scalar of an event or record, and where it stands in the slice: in the header or at an offset of the payload. */
export interface BoundaryField {
  name: string;
  type: string;
  where: Where;
  offset: number;
}

/** The bytes an event brings to a core: into which buffer, at most how many, and how the export counts them. */
export interface EventBytes {
  name: string;
  of: 'u8' | 'i32';
  /** Constant: words that belong together; one without it. */
  words?: string;
  max: string;
  buffer: string;
  /** Which hal_*_take gives them; the buffer's without it. */
  from?: string;
  counted: string;
  /** The board may hold more than fits the buffer: it is taken and handed on piece by piece. */
  pieces?: boolean;
  /** A field that takes the place of the count when it is negative. */
  unless?: string;
}

export interface BoundaryEvent {
  name: string;
  code: number;
  cores: string[];
  doc: string;
  fields: BoundaryField[];
  bytes?: EventBytes;
  /** None: the event concerns the board alone. */
  export?: { name: string; doc: string };
  /** A positive result is the length of a record in the same buffer, which hal_* takes. */
  answer?: { record: string; hal: string };
}

/** The bytes at the end of a record, and as what a reader sees them. */
export interface RecordBytes {
  name: string;
  as: 'bytes' | 'latin1' | 'utf8' | 'hex';
  /** Constant: exactly so many. */
  length?: string;
}

export interface BoundaryRecord {
  name: string;
  code: number;
  doc: string;
  fields: BoundaryField[];
  bytes?: RecordBytes;
  /** Finds room even when a core floods the slice with others. */
  vital?: boolean;
}

export interface PortBinding {
  name: string;
  number: number;
  baud: number;
  format: string;
  ring: number;
  server: string;
  /** Servers that a setting may put in its place. */
  also?: string[];
  doc: string;
}

export interface Boundary {
  buffers: { name: string; doc: string }[];
  events: BoundaryEvent[];
  records: BoundaryRecord[];
  ports: Record<string, PortBinding[]>;
}

type Raw<T> = Omit<T, 'fields'> & { fields: Omit<BoundaryField, 'offset'>[] };

/** The part of abi.json that says what crosses, as it stands there. */
export interface RawBoundary {
  buffers: { name: string; doc: string }[];
  events: Raw<BoundaryEvent>[];
  records: Raw<BoundaryRecord>[];
  ports: Record<string, PortBinding[]>;
}

/** Bytes of a scalar in a payload. */
export const PAYLOAD_BYTES: Record<string, number> = { u32: 4, i32: 4, bool: 4, u64: 8 };

const sizeOf = ({ where, type }: { where: Where; type: string }) =>
  where === 'payload' ? (PAYLOAD_BYTES[type] ?? 0) : 0;

/** Bytes of the payload before the bytes at its end. */
export const fixedBytes = ({ fields }: { fields: BoundaryField[] }): number =>
  fields.reduce((sum, field) => sum + sizeOf(field), 0);

function laidOut<T extends { fields: Omit<BoundaryField, 'offset'>[] }>(
  raw: T,
): T & { fields: BoundaryField[] } {
  let offset = 0;
  const fields = raw.fields.map((field) => {
    const placed = { ...field, offset };
    offset += sizeOf(field);
    return placed;
  });
  return { ...raw, fields };
}

export const boundaryOf = (raw: RawBoundary): Boundary => ({
  ...raw,
  events: raw.events.map(laidOut),
  records: raw.records.map(laidOut),
});

const wasmType = ({ type }: BoundaryField) => (type === 'u64' ? 'i64' : 'i32');

/** What an event's export is called with, in this order: its fields, then the count of its bytes. */
export function argumentsOf({ fields, bytes }: BoundaryEvent): AbiFunction['params'] {
  const scalars = fields.filter((field) => field.name !== bytes?.unless);
  const counted = bytes ? [{ name: bytes.counted, type: 'i32' }] : [];
  return [...scalars.map((field) => ({ name: field.name, type: wasmType(field) })), ...counted];
}

export const eventsOf = ({ events }: Boundary, core: string): BoundaryEvent[] =>
  events.filter((event) => event.cores.includes(core));

export const buffersOf = (boundary: Boundary, core: string): string[] => {
  const used = eventsOf(boundary, core).map((event) => event.bytes?.buffer);
  return boundary.buffers.map(({ name }) => name).filter((name) => used.includes(name));
};

/** The exports a core must have because of its events: an address for each buffer, a function for each event. */
export function derivedExports(boundary: Boundary, core: string): AbiFunction[] {
  const buffers = boundary.buffers
    .filter(({ name }) => buffersOf(boundary, core).includes(name))
    .map(({ name, doc }) => ({ name: `${name}_buffer`, params: [], result: 'i32', doc }));
  const events = eventsOf(boundary, core).flatMap((event) =>
    event.export ? [{ ...event.export, params: argumentsOf(event), result: 'i32' }] : [],
  );
  return [...buffers, ...events];
}

function portConstants({ name, number, baud, format, ring, doc }: PortBinding, formats: Map<string, number>) {
  const prefix = `PORT_${upper(name)}`;
  return [
    { name: prefix, value: number, doc },
    { name: `${prefix}_BAUD`, value: baud, doc: `Its rate at power-on.` },
    { name: `${prefix}_FORMAT`, value: formats.get(format)!, doc: `PORT_FORMAT_${format}, at power-on.` },
    { name: `${prefix}_RING`, value: ring, doc: `Bytes its transmit ring holds.` },
  ];
}

/** The constants that follow: codes of records in a slice, and what each port begins with. */
export function derivedConstants(boundary: Boundary, constants: readonly Constant[]): Constant[] {
  const codes = new Map(
    [...boundary.events, ...boundary.records].map(({ name, code }) => [
      name,
      { name: `SLICE_${upper(name)}`, value: code, doc: `Type of a record in a slice: ${name}.` },
    ]),
  );
  const formats = new Map(
    constants.flatMap(({ name, value }) =>
      name.startsWith('PORT_FORMAT_') ? [[name.slice('PORT_FORMAT_'.length), value]] : [],
    ),
  );
  const ports = Object.entries(boundary.ports).flatMap(([core, bindings]) => [
    { name: `${upper(core)}_PORTS`, value: bindings.length, doc: `Ports of the ${core} core.` },
    ...bindings.flatMap((binding) => portConstants(binding, formats)),
  ]);
  return [...codes.values(), ...ports];
}
