// Answers to requests by logical names, taken apart (IEC 62056-5-3, 7.3).
import { takeData, type Data } from './axdr.ts';
import { Bytes } from './bytes.ts';
import { ServiceExceptionError } from './errors.ts';

/** High priority, confirmed, number 1. */
export const INVOKE = 0xc1;
const NUMBER = 0x0f;

/** What became of one of several: a data access result or the result of an action, and data where there are any. */
export interface Result {
  readonly result: number;
  readonly data?: Data;
}

/** An answer: all data, a block of them, a result, one for each of several; or the word to go on with the next block. */
export type Response =
  | { kind: 'data'; data: Data }
  | { kind: 'block'; isLast: boolean; block: number; bytes: Buffer }
  | { kind: 'result'; result: number; data?: Data }
  | { kind: 'results'; results: Result[] }
  | { kind: 'continue'; block: number };

const takeChoice = (bytes: Bytes): Result =>
  bytes.byte() === 0 ? { result: 0, data: takeData(bytes) } : { result: bytes.byte() };

function takeSome<T>(bytes: Bytes, take: (bytes: Bytes) => T): T[] {
  const count = bytes.length();
  if (count > bytes.left) bytes.refuse(`${count} results`);
  return Array.from({ length: count }, () => take(bytes));
}

/** The results of a GET with a list, as it has them and as its blocks have them together. */
export const takeGetResults = (bytes: Bytes): Result[] => takeSome(bytes, takeChoice);

function takeBlock(bytes: Bytes): Response {
  const isLast = bytes.byte() !== 0;
  return { kind: 'block', isLast, block: bytes.number(4), bytes: bytes.take(bytes.length()) };
}

function decodeGet(bytes: Bytes, form: number): Response {
  if (form === 3) return { kind: 'results', results: takeGetResults(bytes) };
  if (form === 1) {
    const { result, data } = takeChoice(bytes);
    return data ? { kind: 'data', data } : { kind: 'result', result };
  }
  if (form !== 2) return bytes.refuse('form of a GET');
  const isLast = bytes.byte() !== 0;
  const block = bytes.number(4);
  if (bytes.byte() !== 0) return { kind: 'result', result: bytes.byte() };
  return { kind: 'block', isLast, block, bytes: bytes.take(bytes.length()) };
}

const takeCodes = (bytes: Bytes): Result[] => takeSome(bytes, (each) => ({ result: each.byte() }));

function decodeSet(bytes: Bytes, form: number): Response {
  if (form === 1) return { kind: 'result', result: bytes.byte() };
  if (form === 2) return { kind: 'continue', block: bytes.number(4) };
  if (form === 5) return { kind: 'results', results: takeCodes(bytes) };
  if (form !== 3 && form !== 4) return bytes.refuse('form of a SET');
  const response: Response =
    form === 3 ? { kind: 'result', result: bytes.byte() } : { kind: 'results', results: takeCodes(bytes) };
  bytes.number(4);
  return response;
}

/** The result of a method, and what it gives back where it does. */
export function takeActionResult(bytes: Bytes): Result {
  const result = bytes.byte();
  // Some leave out even the word that there is nothing.
  if (bytes.left === 0 || bytes.byte() === 0) return { result };
  if (bytes.byte() !== 0) return { result: bytes.byte() };
  return { result, data: takeData(bytes) };
}

function decodeAction(bytes: Bytes, form: number): Response {
  if (form === 1) return { kind: 'result', ...takeActionResult(bytes) };
  if (form === 2) return takeBlock(bytes);
  if (form === 3) return { kind: 'results', results: takeSome(bytes, takeActionResult) };
  return form === 4 ? { kind: 'continue', block: bytes.number(4) } : bytes.refuse('form of an ACTION');
}

function exception(bytes: Bytes): never {
  const [state, service] = [bytes.byte(), bytes.byte()];
  throw new ServiceExceptionError(state, service, bytes.left === 4 ? bytes.number(4) : undefined);
}

const DECODERS: Readonly<Record<number, (bytes: Bytes, form: number) => Response>> = {
  0xc4: decodeGet,
  0xc5: decodeSet,
  0xc7: decodeAction,
};

/** Throws ServiceExceptionError, and ApduError for what is no answer, or that to another request. */
export function decodeResponse(apdu: Uint8Array, invoke = INVOKE): Response {
  const bytes = new Bytes(apdu);
  const tag = bytes.byte();
  if (tag === 0xd8) return exception(bytes);
  const decode = DECODERS[tag] ?? bytes.refuse('no answer');
  const form = bytes.byte();
  const answered = bytes.byte();
  if ((answered & NUMBER) !== (invoke & NUMBER)) bytes.refuse(`answer to request ${answered & NUMBER}`);
  const response = decode(bytes, form);
  bytes.end();
  return response;
}
