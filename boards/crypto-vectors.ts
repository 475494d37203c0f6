// The published vectors of hal/crypto/vectors.json, as the run of bytes that the C check takes (hal/crypto/testing).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../tools/build/paths.ts';

/** The kind's letter, and its fields in the order of the C check. */
const KINDS = {
  gcm: ['g', 'key', 'iv', 'also', 'text', 'cipher', 'tag'],
  cmac: ['c', 'key', 'data', 'mac'],
  wrap: ['w', 'kek', 'key', 'wrapped'],
  digest: ['d', 'data', 'digest'],
  hmac: ['h', 'key', 'data', 'mac'],
  sign: ['s', 'private', 'public', 'data', 'signature'],
  agree: ['a', 'private', 'public', 'shared'],
} as const;

type Kind = keyof typeof KINDS;
type Row = { readonly source: string; readonly strength?: number } & Readonly<
  Record<string, string | number>
>;

export interface CryptoVector {
  readonly kind: Kind;
  readonly row: Row;
  /** Kind, strength and fields as the C check reads them. */
  readonly packed: Buffer;
}

function packed(kind: Kind, row: Row): Buffer {
  const [letter, ...names] = KINDS[kind];
  const fields = names.map((name) => Buffer.from(String(row[name]), 'hex'));
  const head = Buffer.from([letter.charCodeAt(0), row.strength === 384 ? 1 : 0, fields.length]);
  const parts = fields.flatMap((field) => [Buffer.from([field.length & 0xff, field.length >> 8]), field]);
  return Buffer.concat([head, ...parts]);
}

/** All vectors in the order of the file. */
export function cryptoVectors(): CryptoVector[] {
  const file = JSON.parse(readFileSync(join(ROOT, 'hal/crypto/vectors.json'), 'utf8')) as Record<Kind, Row[]>;
  return (Object.keys(KINDS) as Kind[]).flatMap((kind) =>
    file[kind].map((row) => ({ kind, row, packed: packed(kind, row) })),
  );
}
