// Judges an export by the public key of its meter alone: every record, their order, and that none is missing between two.
import type { KeyObject } from 'node:crypto';
import { checkOf, ExportReader, type ExportPart, type ExportRecord } from './export-file.ts';
import { RECORD_FLAG_WITHOUT_MAC } from '../../../shared-protocol/generated/ts/protocol.ts';
import { decodeRecord } from '../records.ts';
import { fingerprintOf } from './public-key.ts';
import { SEQUENCE_AT, TIME_AT, type Ring } from './rings.ts';
import { CHAIN_START, chained, isSignedBy, parseStatement, type Statement } from './statement.ts';

/** What an export proves, or what is wrong with it. */
export interface Verdict {
  /** sound; forged: something is not as the meter signed it; another-key: it names a key that is not the one given. */
  readonly outcome: 'sound' | 'forged' | 'another-key';
  /** What is wrong, and where: the first thing that is. */
  readonly reason?: string;
  readonly ring: string;
  readonly meter: string;
  readonly parts: number;
  readonly records: number;
  readonly first?: number;
  readonly last?: number;
  readonly from_s?: number;
  readonly to_s?: number;
}

const sequenceOf = (record: Buffer): number => record.readUInt32LE(SEQUENCE_AT);
const timeOf = (record: Buffer): number => Number(record.readBigUInt64LE(TIME_AT));

/** What is wrong with a part in itself, before its signature is looked at. */
function partFault(part: ExportPart, statement: Statement, ring: Ring): string | undefined {
  const { first, last } = statement;
  if (statement.ring !== ring.code) return 'what was signed is of another ring';
  for (const [at, { bytes, line }] of part.records.entries())
    if (sequenceOf(bytes) !== first + at)
      return `record ${first + at} is missing or out of its order: line ${line} has ${sequenceOf(bytes)}`;
  if (part.records.length !== last - first + 1)
    return `${part.records.length} records stand where the meter signed ${last - first + 1}, ${first} to ${last}`;
  return undefined;
}

const named = ({ bytes, line }: ExportRecord): string => `record ${sequenceOf(bytes)} (line ${line})`;

/** The first record that does not make the chain which is noted beside it, or all of them where only the signed chain tells. */
function chainFault({ records }: ExportPart, { chain, first, last }: Statement): string | undefined {
  let link: Buffer = CHAIN_START;
  for (const record of records) {
    link = chained(link, record.bytes);
    if (!checkOf(link).equals(record.check)) return `${named(record)} is not the one that was signed`;
  }
  if (link.toString('hex') === chain) return undefined;
  return `records ${first} to ${last} are not those that were signed, though each fits the check beside it`;
}

/** Written while the meter had no keys, as it says itself. Heads of days, which have no flags, are never. */
const isWithoutMac = ({ bytes }: ExportRecord, { record }: Ring): boolean =>
  (Number(decodeRecord(record, bytes).flags ?? 0) & RECORD_FLAG_WITHOUT_MAC) !== 0;

/** The first record that the meter itself could not prove. */
function damageFault({ records }: ExportPart, statement: Statement, ring: Ring): string | undefined {
  const { damaged, first, last } = statement;
  const bad = records.find((record) => record.damaged);
  if (bad && isWithoutMac(bad, ring)) return `${named(bad)} was written without keys: it has no MAC, and nothing proves it`;
  if (bad) return `${named(bad)} is not what the meter wrote: its MAC fails`;
  return damaged > 0
    ? `the meter found ${damaged} records between ${first} and ${last} that it did not write`
    : undefined;
}

/** The parts of one export, one after the other. */
class Judge {
  readonly #key: KeyObject;
  readonly #ring: Ring;
  readonly #meter: string;
  parts = 0;
  records = 0;
  first: number | undefined;
  last: number | undefined;
  from_s: number | undefined;
  to_s: number | undefined;

  constructor(key: KeyObject, ring: Ring, meter: string) {
    this.#key = key;
    this.#ring = ring;
    this.#meter = meter;
  }

  /** What is wrong with a part, or undefined. */
  take(part: ExportPart): string | undefined {
    const statement = parseStatement(part.statement);
    if (!statement)
      return `line ${part.line + part.records.length}: what was signed is no statement of an export`;
    if (!isSignedBy(part.statement, part.signature, this.#key))
      return `the signature over records ${statement.first} to ${statement.last} is not of this key, or what it signs was altered`;
    if (statement.systemTitle !== this.#meter)
      return `records ${statement.first} to ${statement.last} are of the meter ${statement.systemTitle}, not ${this.#meter}`;
    if (this.last !== undefined && statement.first !== this.last + 1)
      return `record ${this.last + 1} is missing: the next part begins at ${statement.first}`;
    const fault =
      partFault(part, statement, this.#ring) ??
      chainFault(part, statement) ??
      damageFault(part, statement, this.#ring);
    if (!fault) this.#count(part, statement);
    return fault;
  }

  #count({ records }: ExportPart, { first, last }: Statement): void {
    this.parts++;
    this.records += records.length;
    this.first ??= first;
    this.last = last;
    this.from_s ??= timeOf(records[0].bytes);
    this.to_s = timeOf(records.at(-1)!.bytes);
  }

  seen(): Pick<Verdict, 'parts' | 'records' | 'first' | 'last' | 'from_s' | 'to_s'> {
    const { parts, records, first, last, from_s, to_s } = this;
    return { parts, records, first, last, from_s, to_s };
  }
}

/**
 * Judges the export in a file.
 * @throws ExportFileError for a file that is no export, or not all of one: it cannot be judged.
 */
export function verifyExport(path: string, key: KeyObject): Verdict {
  const reader = new ExportReader(path);
  const { meter, ring } = reader.head;
  const judge = new Judge(key, ring, meter);
  const about = { ring: ring.name, meter };
  if (reader.head.key !== '-' && reader.head.key !== fingerprintOf(key))
    return {
      outcome: 'another-key',
      reason: `it names the key ${reader.head.key}`,
      ...about,
      ...judge.seen(),
    };
  for (const part of reader.parts()) {
    const reason = judge.take(part);
    if (reason) return { outcome: 'forged', reason, ...about, ...judge.seen() };
  }
  if (judge.parts === 0)
    return { outcome: 'forged', reason: 'no record is in it', ...about, ...judge.seen() };
  return { outcome: 'sound', ...about, ...judge.seen() };
}
