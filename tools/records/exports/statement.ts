// What the meter signs of an export, taken apart: which records, of which meter, and the chain over them.
import { createHash, verify, type KeyObject } from 'node:crypto';
import { EXPORT_MAGIC, LAYOUTS } from '../../../shared-protocol/generated/ts/protocol.ts';
import { decodeRecord } from '../records.ts';

const FIELDS = LAYOUTS.export_result.fields;
const offsetOf = (name: string): number => FIELDS.find((field) => field.name === name)!.offset;
/** The statement are the bytes of the result from its magic up to the signature. */
const FROM = offsetOf('magic');
const TO = offsetOf('signature');
export const STATEMENT_BYTES = TO - FROM;
export const SIGNATURE_BYTES = 64;
export const CHAIN_START = Buffer.alloc(32);

export interface Statement {
  readonly ring: number;
  /** Records among them that failed their MAC in the meter. */
  readonly damaged: number;
  readonly first: number;
  readonly last: number;
  readonly time_s: number;
  readonly systemTitle: string;
  readonly chain: string;
}

/** The bytes that are signed, out of a result of `end_export`. */
export const statementBytes = (result: Uint8Array): Buffer => Buffer.from(result.subarray(FROM, TO));

const hex = (value: unknown): string => Buffer.from(value as number[]).toString('hex');

/** Undefined for bytes that are no statement. */
export function parseStatement(bytes: Uint8Array): Statement | undefined {
  if (bytes.length !== STATEMENT_BYTES) return undefined;
  const result = decodeRecord(
    'export_result',
    Buffer.concat([Buffer.alloc(FROM), bytes, Buffer.alloc(SIGNATURE_BYTES)]),
  );
  if (Number(result.magic) !== EXPORT_MAGIC) return undefined;
  const number = (name: string) => Number(result[name]);
  return {
    ring: number('ring'),
    damaged: number('damaged'),
    first: number('first'),
    last: number('last'),
    time_s: number('time_s'),
    systemTitle: hex(result.system_title),
    chain: hex(result.chain),
  };
}

/** The chain with one record more: SHA-256 over the chain before and the record. */
export const chained = (chain: Uint8Array, record: Uint8Array): Buffer =>
  createHash('sha256').update(chain).update(record).digest();

/** Whether a signature (r and s, 64 bytes) over these bytes is of a key. */
export const isSignedBy = (bytes: Uint8Array, signature: Uint8Array, key: KeyObject): boolean =>
  signature.length === SIGNATURE_BYTES &&
  verify('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }, signature);
