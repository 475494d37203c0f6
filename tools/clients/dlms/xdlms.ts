// Requests to objects by their logical names, made; their answers, taken apart (IEC 62056-5-3, 7.3).
import { array, encodeData, numberOf, octets, structure, takeData, type Data } from './axdr.ts';
import { Bytes, number } from './bytes.ts';
import { encodeDateTime, type DateTime } from './date-time.ts';
import { ServiceExceptionError } from './errors.ts';

/** An attribute or method of an object. */
export interface Target {
  readonly class: number;
  /** All six fields, `1-0:1.8.0.255`. */
  readonly obis: string;
  readonly id: number;
}

/** What is wanted of a profile: entries by number from 1 (to 0: the last), or a range of its clock. */
export type Selection =
  | { readonly from: number; readonly to: number }
  | { readonly from: DateTime; readonly to: DateTime };

/** High priority, confirmed, number 1. */
export const INVOKE = 0xc1;

export const obisBytes = (obis: string): Buffer => Buffer.from(obis.split(/[-:.]/).map(Number));

const target = ({ class: of, obis, id }: Target): Buffer =>
  Buffer.concat([number(of, 2), obisBytes(obis), Buffer.from([id])]);
const head = (service: number, form: number) => Buffer.from([service, form, INVOKE]);

const CLOCK: Data = structure(
  numberOf('long-unsigned', 8),
  octets(obisBytes('0-0:1.0.0.255')),
  numberOf('integer', 2),
  numberOf('long-unsigned', 0),
);

function selectionBytes(selection: Selection): Buffer {
  if (typeof selection.from === 'number') {
    const { from, to } = selection as { from: number; to: number };
    const entries = [from, to].map((n) => numberOf('double-long-unsigned', n));
    const columns = [1, 0].map((n) => numberOf('long-unsigned', n));
    return Buffer.concat([Buffer.from([2]), encodeData(structure(...entries, ...columns))]);
  }
  const { from, to } = selection as { from: DateTime; to: DateTime };
  const ends = [from, to].map((at) => octets(encodeDateTime(at)));
  return Buffer.concat([Buffer.from([1]), encodeData(structure(CLOCK, ...ends, array()))]);
}

export const encodeGet = (of: Target, selection?: Selection): Buffer =>
  Buffer.concat([
    head(0xc0, 1),
    target(of),
    ...(selection ? [Buffer.from([1]), selectionBytes(selection)] : [Buffer.from([0])]),
  ]);

/** Asks for the block behind the one received last. */
export const encodeGetNext = (block: number): Buffer => Buffer.concat([head(0xc0, 2), number(block, 4)]);

export const encodeSet = (of: Target, value: Data): Buffer =>
  Buffer.concat([head(0xc1, 1), target(of), Buffer.from([0]), encodeData(value)]);

export const encodeAction = (of: Target, parameter?: Data): Buffer =>
  Buffer.concat([
    head(0xc3, 1),
    target(of),
    ...(parameter ? [Buffer.from([1]), encodeData(parameter)] : [Buffer.from([0])]),
  ]);

/** An answer: all data, a block of them, or a result. */
export type Response =
  | { kind: 'data'; data: Data }
  | { kind: 'block'; isLast: boolean; block: number; bytes: Buffer }
  | { kind: 'result'; result: number; data?: Data };

function decodeGet(bytes: Bytes, form: number): Response {
  if (form === 1)
    return bytes.byte() === 0
      ? { kind: 'data', data: takeData(bytes) }
      : { kind: 'result', result: bytes.byte() };
  if (form !== 2) return bytes.refuse('form of a GET');
  const isLast = bytes.byte() !== 0;
  const block = bytes.number(4);
  if (bytes.byte() !== 0) return { kind: 'result', result: bytes.byte() };
  return { kind: 'block', isLast, block, bytes: bytes.take(bytes.length()) };
}

function decodeAction(bytes: Bytes): Response {
  const result = bytes.byte();
  if (bytes.byte() === 0) return { kind: 'result', result };
  if (bytes.byte() !== 0) return { kind: 'result', result: bytes.byte() };
  return { kind: 'result', result, data: takeData(bytes) };
}

function exception(bytes: Bytes): never {
  const [state, service] = [bytes.byte(), bytes.byte()];
  throw new ServiceExceptionError(state, service, bytes.left === 4 ? bytes.number(4) : undefined);
}

/** Throws ServiceExceptionError, and ApduError for what is no answer. */
export function decodeResponse(apdu: Uint8Array): Response {
  const bytes = new Bytes(apdu);
  const tag = bytes.byte();
  if (tag === 0xd8) return exception(bytes);
  const form = bytes.byte();
  bytes.expect(INVOKE, 'number of the request');
  const response = answerOf(bytes, tag, form);
  bytes.end();
  return response;
}

function answerOf(bytes: Bytes, tag: number, form: number): Response {
  if (tag === 0xc4) return decodeGet(bytes, form);
  if (form !== 1) return bytes.refuse('form');
  if (tag === 0xc5) return { kind: 'result', result: bytes.byte() };
  return tag === 0xc7 ? decodeAction(bytes) : bytes.refuse('no answer');
}
