// Takes an export from a meter: record after record on its own port, a signature of the meter behind each part.
import { randomBytes } from 'node:crypto';
import { RECORD_PART } from '../../../shared-protocol/generated/ts/protocol.ts';
import { encodeRecord } from '../records.ts';
import { recordLine, signedLines } from './export-file.ts';
import { recordBytes, type Ring } from './rings.ts';
import { CHAIN_START, chained, statementBytes } from './statement.ts';
import { untilSigned, type Asked } from './until-signed.ts';

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

/** Reads a range of a ring in parts; each is written once it is signed. */
export async function takeExport(
  meter: Asked,
  ring: Ring,
  { first, last }: Range,
  write: (text: string) => void,
  progress: (sequence: number) => void,
): Promise<void> {
  for (let from = first; from <= last; from += PART_RECORDS) {
    const to = Math.min(from + PART_RECORDS - 1, last);
    await meter.ask('begin_export', { ring: ring.code, first: from, challenge: [...randomBytes(16)] });
    let chain: Buffer = CHAIN_START;
    for (let sequence = from; sequence <= to; sequence++) {
      const { bytes, damaged } = await recordOf(meter, ring, sequence);
      chain = chained(chain, bytes);
      write(recordLine(bytes, damaged, chain));
      progress(sequence);
    }
    const { statement, signature } = await signatureUpTo(meter, to);
    write(signedLines(statement, signature));
  }
}
