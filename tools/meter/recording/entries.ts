// What a recording holds of a run: each start of a core and each slice it was given, as data, and what came of them.
import { createHash, type Hash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { SAMPLE_WORDS } from '../../../shared-protocol/generated/ts/protocol.ts';
import type { Role, SliceInput, SliceOutput, StorageCut } from '../../cores/core-runner.ts';

/** A core was started, its supply to go after so much of its storage. */
export interface Start {
  readonly kind: 'start';
  readonly role: Role;
  readonly cut: StorageCut | undefined;
  /** Random numbers it drew, hex. */
  readonly drawn: string[];
}

/** A core was given a slice. */
export interface Slice {
  readonly kind: 'slice';
  readonly role: Role;
  readonly inputs: readonly SliceInput[];
  readonly drawn: string[];
  outputs: readonly SliceOutput[];
  /** What it said when it went. */
  gone?: string;
}

export type Entry = Start | Slice;

const hexOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');

/** Bytes as hex; samples as their count, for they go apart. */
function plain(record: SliceInput | SliceOutput): Record<string, unknown> {
  if (record.type === 'samples')
    return { type: record.type, firstIndex: record.firstIndex, count: record.sets.length / SAMPLE_WORDS };
  if (!('bytes' in record)) return { ...record };
  return { ...record, bytes: hexOf(record.bytes) };
}

/** An entry as it stands in a block. */
const written = (entry: Entry): unknown =>
  entry.kind === 'start'
    ? entry
    : {
        ...{ kind: entry.kind, role: entry.role, inputs: entry.inputs.map(plain), gone: entry.gone },
        ...(entry.drawn.length > 0 ? { drawn: entry.drawn } : {}),
      };

const packed = (bytes: Uint8Array): string => deflateRawSync(bytes, { level: 3 }).toString('base64');
const MOST_BYTES = 1 << 28;
const unpacked = (text: string): Buffer =>
  inflateRawSync(Buffer.from(text, 'base64'), { maxOutputLength: MOST_BYTES });

/** Bytes of any length as text, and back. */
export const packedBytes = packed;
export const unpackedBytes = unpacked;

/** All samples of some entries, one after the other. */
function wordsOf(entries: readonly Entry[]): Uint8Array {
  const sets = entries.flatMap((entry) =>
    entry.kind === 'start'
      ? []
      : entry.inputs.flatMap((input) => (input.type === 'samples' ? [input.sets] : [])),
  );
  return Buffer.concat(
    sets.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
  );
}

/** What a module is, and how long its board takes for what it then tells: no part of what has to be the same again. */
const NOT_COMPARED: readonly SliceOutput['type'][] = ['started', 'norStarted', 'job', 'fault'];

/** Adds what a core put out. A row of the display is compared as it is seen. */
export function hashOutputs(hash: Hash, { outputs, gone, role }: Slice): void {
  for (const output of outputs) {
    if (NOT_COMPARED.includes(output.type)) continue;
    const seen = output.type === 'lcd' ? { ...output, text: output.text.trimEnd() } : plain(output);
    hash.update(JSON.stringify([role, Object.entries(seen).sort()]));
  }
  if (gone !== undefined) hash.update(gone);
}

const HASH_DIGITS = 32;
export const digestOf = (hash: Hash): string => hash.digest('hex').slice(0, HASH_DIGITS);

/** Entries as a block has them. */
export interface Packed {
  readonly entries: string;
  readonly words: string;
  /** Digest of all that the cores put out. */
  readonly outputs: string;
}

export function packedEntries(entries: readonly Entry[]): Packed {
  const hash = createHash('sha256');
  for (const entry of entries) if (entry.kind === 'slice') hashOutputs(hash, entry);
  return {
    entries: packed(Buffer.from(JSON.stringify(entries.map(written)))),
    words: packed(wordsOf(entries)),
    outputs: digestOf(hash),
  };
}

interface WrittenInput {
  readonly type: string;
  readonly count?: number;
  readonly bytes?: string;
}

/** Throws where it is none. */
export function unpackedEntries({ entries, words }: Pick<Packed, 'entries' | 'words'>): Entry[] {
  const bytes = unpacked(words);
  const all = new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  let at = 0;
  const input = ({ count, ...given }: WrittenInput): SliceInput => {
    if (given.type !== 'samples') {
      const owned =
        given.bytes === undefined ? {} : { bytes: Uint8Array.from(Buffer.from(given.bytes, 'hex')) };
      return { ...given, ...owned } as SliceInput;
    }
    const sets = all.slice(at, (at += count! * SAMPLE_WORDS));
    return { ...given, sets } as SliceInput;
  };
  const read = JSON.parse(unpacked(entries).toString('utf8')) as (
    | Start
    | (Omit<Slice, 'inputs'> & { inputs: WrittenInput[] })
  )[];
  return read.map((entry) =>
    entry.kind === 'start'
      ? entry
      : { ...entry, drawn: entry.drawn ?? [], outputs: [], inputs: entry.inputs.map(input) },
  );
}
