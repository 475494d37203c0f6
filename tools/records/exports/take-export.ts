// Takes an export from a meter: record after record on its own port, a signature of the meter behind each part.
import { randomBytes } from 'node:crypto';
import { RECORD_PART, Status } from '../../../shared-protocol/generated/ts/protocol.ts';
import { encodeRecord } from '../records.ts';
import { recordLine, signedLines } from './export-file.ts';
import { recordBytes, type Ring } from './rings.ts';
import { CHAIN_START, chained, statementBytes } from './statement.ts';
import { statusOf, untilSigned, type Asked } from './until-signed.ts';

/** Records the meter signs together: a day of minutes. What is cut off is read again. */
const PART_RECORDS = 1440;

export interface Range {
  readonly first: number;
  readonly last: number;
}

/** What the ring holds that can be read and checked; undefined for an empty one. */
export async function rangeOf(meter: Asked, ring: Ring, from_s = 0): Promise<Range | undefined> {
  const found = await meter.ask('find_record', { ring: ring.code, time_s: BigInt(from_s) });
  const [sequence, newest] = [Number(found.sequence), Number(found.newest)];
  return sequence === 0 ? undefined : { first: sequence, last: newest };
}

/** A record in all its parts. */
export async function recordOf(
  meter: Asked,
  ring: Ring,
  sequence: number,
): Promise<{ bytes: Buffer; damaged: boolean }> {
  const length = recordBytes(ring);
  const bytes = Buffer.alloc(Math.ceil(length / RECORD_PART) * RECORD_PART);
  let damaged = false;
  for (let part = 0; part * RECORD_PART < length; part++) {
    const reply = await meter.ask('read_record', { ring: ring.code, part, sequence });
    bytes.set(reply.bytes as number[], part * RECORD_PART);
    damaged = Number(reply.damaged) !== 0;
  }
  return { bytes: bytes.subarray(0, length), damaged };
}

async function signatureUpTo(meter: Asked, last: number): Promise<{ statement: Buffer; signature: Buffer }> {
  const missing = 'the meter has no identity to sign with, or somebody else began an export';
  const result = await untilSigned(meter, 'end_export', { last }, missing);
  return {
    statement: statementBytes(encodeRecord('export_result', result)),
    signature: Buffer.from(result.signature as number[]),
  };
}

/** A record, or undefined where the meter has none of that sequence. */
export async function recordIfThere(meter: Asked, ring: Ring, sequence: number) {
  try {
    return await recordOf(meter, ring, sequence);
  } catch (error) {
    if (statusOf(error) === Status.NOT_FOUND) return undefined;
    throw error;
  }
}

/** Where a part goes, and how far the export is. */
export interface Taking {
  write(text: string): void;
  progress(sequence: number): void;
}

/** Takes a part from a record on: up to the last one, as many as are signed together, or up to one that is not there. */
async function takePart(meter: Asked, ring: Ring, { first, last }: Range, to: Taking): Promise<number> {
  const end = Math.min(first + PART_RECORDS - 1, last);
  await meter.ask('begin_export', { ring: ring.code, first, challenge: [...randomBytes(16)] });
  let chain: Buffer = CHAIN_START;
  let taken = 0;
  for (let sequence = first; sequence <= end; sequence++) {
    const record = await recordIfThere(meter, ring, sequence);
    if (!record) break;
    chain = chained(chain, record.bytes);
    to.write(recordLine(record.bytes, record.damaged, chain));
    to.progress(sequence);
    taken++;
  }
  if (taken === 0) return 0;
  const { statement, signature } = await signatureUpTo(meter, first + taken - 1);
  to.write(signedLines(statement, signature));
  return taken;
}

/**
 * Reads a range of a ring in parts; each is written once it is signed, and one ends where a record is missing. Gives how many
 * there were, and the sequences that were not.
 */
export async function takeExport(
  meter: Asked,
  ring: Ring,
  { first, last }: Range,
  to: Taking,
): Promise<{ records: number; missing: number[] }> {
  const missing: number[] = [];
  let records = 0;
  for (let from = first; from <= last; ) {
    const taken = await takePart(meter, ring, { first: from, last }, to);
    records += taken;
    from += taken;
    if (taken === 0) missing.push(from++);
  }
  return { records, missing };
}
