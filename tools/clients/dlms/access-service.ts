// ACCESS: reads, writes and methods in one request, and what became of each in one answer (IEC 62056-5-3, 7.3.13).
import { encodeData, takeData, type Data } from './axdr.ts';
import { Bytes, lengthBytes, number } from './bytes.ts';
import { ServiceExceptionError } from './errors.ts';
import type { Result } from './responses.ts';
import { selectionBytes, targetBytes, type Selection, type Target } from './xdlms.ts';

export const ACCESS_REQUEST = 0xd9;
const ACCESS_RESPONSE = 0xda;
const EXCEPTION = 0xd8;
/** What is asked for; with a selection three further on. */
const CHOICES = { get: 1, set: 2, action: 3 } as const;
const SELECTED = 3;
/** Of the number of a request: confirmed, and high priority; what follows an error is not done. */
const CONFIRMED = 0xc0000000;
const BREAKS = 0x20000000;
const NUMBER = 0x00ffffff;

export interface AccessItem extends Target {
  readonly kind: keyof typeof CHOICES;
  /** Of a GET. */
  readonly selection?: Selection;
  /** What is written, or the parameter of a method. */
  readonly value?: Data;
}

const NOTHING: Data = { type: 'null' };
const counted = (parts: readonly Uint8Array[]): Buffer =>
  Buffer.concat([lengthBytes(parts.length), ...parts]);

const specification = (item: AccessItem): Buffer => {
  const choice = CHOICES[item.kind] + (item.selection ? SELECTED : 0);
  const selection = item.selection ? selectionBytes(item.selection) : Buffer.alloc(0);
  return Buffer.concat([Buffer.from([choice]), targetBytes(item), selection]);
};

/** `breaks`: what follows an error is not done. */
export function encodeAccess(items: readonly AccessItem[], invoke = 1, breaks = false): Buffer {
  const long = (CONFIRMED | (breaks ? BREAKS : 0) | (invoke & NUMBER)) >>> 0;
  return Buffer.concat([
    Buffer.from([ACCESS_REQUEST]),
    number(long, 4),
    Buffer.from([0]),
    counted(items.map(specification)),
    counted(items.map(({ value = NOTHING }) => encodeData(value))),
  ]);
}

function takeSpecifications(bytes: Bytes): void {
  for (let left = bytes.length(); left > 0; left--) {
    const choice = bytes.byte();
    bytes.take(9);
    if (choice <= SELECTED) continue;
    bytes.byte();
    takeData(bytes);
  }
}

/** Throws ServiceExceptionError, and ApduError for what is no answer, or that to another request. */
export function decodeAccess(apdu: Uint8Array, invoke = 1): Result[] {
  const bytes = new Bytes(apdu);
  const tag = bytes.byte();
  if (tag === EXCEPTION) throw new ServiceExceptionError(bytes.byte(), bytes.byte());
  if (tag !== ACCESS_RESPONSE) bytes.refuse('no answer to an ACCESS');
  const answered = bytes.number(4) & NUMBER;
  if (answered !== (invoke & NUMBER)) bytes.refuse(`answer to request ${answered}`);
  bytes.take(bytes.length());
  if (bytes.byte() !== 0) takeSpecifications(bytes);
  const data = Array.from({ length: bytes.length() }, () => takeData(bytes));
  const results = Array.from({ length: bytes.length() }, () => [bytes.byte(), bytes.byte()]);
  bytes.end();
  if (results.length !== data.length) bytes.refuse(`${results.length} results of ${data.length} data`);
  return results.map(([, result], i) => (data[i].type === 'null' ? { result } : { result, data: data[i] }));
}
