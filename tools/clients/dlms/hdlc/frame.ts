// Frames of HDLC, format type 3: made, and taken apart; no bytes are stuffed, so only the length says where one ends.
import { FrameError } from '../errors.ts';
import { addressLength } from './address.ts';
import { fcs, isChecked } from './fcs.ts';

export const FLAG = 0x7e;
const TYPE = 0xa000;
const SEGMENTED = 0x0800;
const LENGTH = 0x07ff;
/** Length field, addresses, control and header check at most, and at least. */
export const MOST_HEADER = 2 + 4 + 4 + 1 + 2;
const LEAST_LENGTH = 7;

/** What a frame is for, with its numbers. */
export type Control =
  | { readonly kind: 'I'; readonly ns: number; readonly nr: number; readonly final: boolean }
  | { readonly kind: 'RR' | 'RNR' | 'REJ'; readonly nr: number; readonly final: boolean }
  | { readonly kind: keyof typeof UNNUMBERED; readonly final: boolean };

const SUPERVISORY = { RR: 0x01, RNR: 0x05, REJ: 0x09 } as const;
const UNNUMBERED = { SNRM: 0x83, DISC: 0x43, UA: 0x63, DM: 0x0f, FRMR: 0x87, UI: 0x03 } as const;
const FINAL = 0x10;

export interface Frame {
  readonly destination: Uint8Array;
  readonly source: Uint8Array;
  readonly control: Control;
  readonly information: Uint8Array;
  /** More of the same message follows in the next frame. */
  readonly segmented: boolean;
}

function controlByte(control: Control): number {
  const final = control.final ? FINAL : 0;
  if (control.kind === 'I') return (control.nr << 5) | final | (control.ns << 1);
  if ('nr' in control) return (control.nr << 5) | final | SUPERVISORY[control.kind];
  return UNNUMBERED[control.kind] | final;
}

const named = <Name extends string>(table: Readonly<Record<Name, number>>, value: number): Name | undefined =>
  (Object.keys(table) as Name[]).find((name) => table[name] === value);

function controlOf(byte: number): Control | undefined {
  const final = (byte & FINAL) !== 0;
  if ((byte & 1) === 0) return { kind: 'I', ns: (byte >> 1) & 7, nr: byte >> 5, final };
  const supervisory = named(SUPERVISORY, byte & 0x0f);
  if (supervisory) return { kind: supervisory, nr: byte >> 5, final };
  const kind = named(UNNUMBERED, byte & ~FINAL);
  return kind && { kind, final };
}

/** A whole frame with its flags. */
export function encodeFrame({ destination, source, control, information, segmented }: Frame): Buffer {
  const body = information.length > 0 ? information.length + 2 : 0;
  const length = 2 + destination.length + source.length + 1 + 2 + body;
  if (length > LENGTH) throw new RangeError(`a frame of ${length} bytes`);
  const format = TYPE | (segmented ? SEGMENTED : 0) | length;
  const head = [format >> 8, format & 0xff, ...destination, ...source, controlByte(control)];
  const header = Buffer.concat([Buffer.from(head), fcs(Buffer.from(head))]);
  const all = body > 0 ? Buffer.concat([header, information]) : header;
  const check = body > 0 ? fcs(all) : Buffer.alloc(0);
  return Buffer.concat([Buffer.from([FLAG]), all, check, Buffer.from([FLAG])]);
}

/** The length that a format field tells, between the flags; undefined where it is none of type 3. */
export function lengthOf(first: number, second: number): number | undefined {
  const format = (first << 8) | second;
  const length = format & LENGTH;
  return (format & 0xf000) === TYPE && length >= LEAST_LENGTH ? length : undefined;
}

/** Bytes of the header with its check: where the addresses end; undefined where they do not end. */
export function headerLength(between: Uint8Array): number | undefined {
  const destination = addressLength(between, 2);
  const source = destination && addressLength(between, 2 + destination);
  return source && 2 + destination + source + 1 + 2;
}

/** Takes what stands between two flags. Throws FrameError. */
export function decodeFrame(between: Uint8Array): Frame {
  const refuse = (what: string): never => {
    throw new FrameError(what, between);
  };
  const bytes = Buffer.from(between);
  if (bytes.length < LEAST_LENGTH || lengthOf(bytes[0], bytes[1]) !== bytes.length)
    refuse('length of a frame');
  const header = headerLength(bytes) ?? refuse('addresses of a frame');
  if (header > bytes.length || !isChecked(bytes.subarray(0, header))) refuse('header check of a frame');
  if (header < bytes.length && (bytes.length < header + 3 || !isChecked(bytes))) refuse('check of a frame');
  const control = controlOf(bytes[header - 3]) ?? refuse('control of a frame');
  const source = 2 + addressLength(bytes, 2)!;
  return {
    destination: bytes.subarray(2, source),
    source: bytes.subarray(source, header - 3),
    control,
    information: header < bytes.length ? bytes.subarray(header, -2) : Buffer.alloc(0),
    segmented: (bytes[0] & (SEGMENTED >> 8)) !== 0,
  };
}
