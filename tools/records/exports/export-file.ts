// The file of an export: lines of text, in parts that the meter signed each.
import { statSync } from 'node:fs';
import { linesOf } from './lines.ts';
import { RINGS, ringNamed, recordBytes, type Ring } from './rings.ts';

/** First line; the number is that of the format. */
export const TITLE = 'twinmeter-export 1';
export const END = 'end';
/** Bytes of the chain beside each record. */
const CHECK_BYTES = 8;

/** The file is no export, or not all of one; says which, and where. */
export class ExportFileError extends Error {
  override name = 'ExportFileError';
  /** What is there is as it should be, only not all of it. */
  truncated = false;
  constructor(path: string, what: string, line?: number) {
    super(line === undefined ? `${path}: ${what}` : `${path}, line ${line}: ${what}`);
  }
}

export interface ExportHead {
  /** System title of the meter, hex. */
  readonly meter: string;
  /** SHA-256 of the public key (SPKI, DER) it signs with, as it was told when the export was made; '-' where it was not. */
  readonly key: string;
  readonly ring: Ring;
}

export interface ExportRecord {
  readonly bytes: Buffer;
  /** The meter itself found it changed. */
  readonly damaged: boolean;
  /** First bytes of the chain with this record: they tell which one does not fit, and prove nothing. */
  readonly check: Buffer;
  readonly line: number;
}

/** One part: the records between its first and last line, then what the meter signed of them. */
export interface ExportPart {
  /** Line its first record stands on. */
  readonly line: number;
  readonly records: ExportRecord[];
  statement: Buffer;
  signature: Buffer;
}

/** What stands beside a record of the chain with it. */
export const checkOf = (chain: Buffer): Buffer => chain.subarray(0, CHECK_BYTES);
export const headLines = ({ meter, key, ring }: ExportHead): string =>
  `${TITLE}\nmeter ${meter}\nkey ${key}\nring ${ring.name}\n`;
export const recordLine = (bytes: Uint8Array, damaged: boolean, chain: Buffer): string =>
  `${damaged ? 'damaged' : 'record'} ${Buffer.from(bytes).toString('hex')} ${checkOf(chain).toString('hex')}\n`;
export const signedLines = (statement: Uint8Array, signature: Uint8Array): string =>
  `statement ${Buffer.from(statement).toString('hex')}\nsignature ${Buffer.from(signature).toString('hex')}\n`;

const HEAD_WORDS = ['meter', 'key', 'ring'] as const;
const HEX = /^(?:[0-9a-f]{2})+$/;

/** Reads the file part by part. Throws ExportFileError, at the end too where there is no last line. */
export class ExportReader {
  readonly #path: string;
  readonly #lines: Generator<{ text: string; line: number; end: number }>;
  readonly head: ExportHead;
  /** Bytes of the file up to the end of the last whole part, or of the head. */
  wholeBytes = 0;
  /** The last line was there. */
  ended = false;

  constructor(path: string) {
    this.#path = path;
    this.#lines = linesOf(path);
    if (this.#next()?.text !== TITLE) throw new ExportFileError(path, 'is no export of a Twinmeter');
    this.head = this.#readHead();
  }

  #fail(what: string, line?: number): never {
    throw new ExportFileError(this.#path, what, line);
  }

  #failTruncated(where: string): never {
    const error = new ExportFileError(this.#path, `is truncated: it ends ${where}`);
    error.truncated = true;
    throw error;
  }

  #next(): { text: string; line: number; end: number } | undefined {
    const { value, done } = this.#lines.next();
    return done ? undefined : value;
  }

  #readHead(): ExportHead {
    const [meter, key, ringName] = HEAD_WORDS.map((word) => {
      const next = this.#next() ?? this.#failTruncated('within its head');
      this.wholeBytes = next.end;
      if (next.text.startsWith(`${word} `)) return next.text.slice(word.length + 1);
      return this.#fail(`expected '${word} …'`, next.line);
    });
    const ring =
      ringNamed(ringName) ?? this.#fail(`no ring '${ringName}': ${RINGS.map(({ name }) => name).join(', ')}`);
    return { meter, key, ring };
  }

  #bytes(text: string, line: number, bytes: number): Buffer {
    if (!HEX.test(text) || text.length !== 2 * bytes) this.#fail(`expected ${bytes} bytes in hex`, line);
    return Buffer.from(text, 'hex');
  }

  #record(damaged: boolean, digits: string, check: string, line: number): ExportRecord {
    const bytes = this.#bytes(digits, line, recordBytes(this.head.ring));
    return { bytes, damaged, check: this.#bytes(check, line, CHECK_BYTES), line };
  }

  /** The parts that follow, each whole. A file that ends within one is truncated. */
  *parts(): Generator<ExportPart> {
    for (;;) {
      const part = this.#readPart();
      if (!part) return;
      yield part;
    }
  }

  #readPart(): ExportPart | undefined {
    const records: ExportPart['records'] = [];
    let statement: Buffer | undefined;
    for (;;) {
      const next = this.#next();
      if (!next) return this.#failTruncated(`without '${END}'`);
      const { text, line, end } = next;
      const [word, rest = '', ...more] = text.split(' ');
      const ofRecord = word === 'record' || word === 'damaged';
      if (more.length !== (ofRecord ? 1 : 0)) this.#fail(`expected a word and its bytes, and a check beside a record`, line);
      if (ofRecord) records.push(this.#record(word === 'damaged', rest, more[0], line));
      else if (word === 'statement') {
        statement = this.#bytes(rest, line, rest.length / 2);
      } else if (word === 'signature' && statement) {
        this.wholeBytes = end;
        return {
          line: records[0]?.line ?? line,
          records,
          statement,
          signature: this.#bytes(rest, line, rest.length / 2),
        };
      } else if (text === END && records.length === 0 && !statement) {
        return this.#readEnd(end);
      } else return this.#fail(`unexpected '${text.slice(0, 20)}'`, line);
    }
  }

  /** The last line is the end of the file, too: behind it stands nothing, not even half a line. */
  #readEnd(end: number): undefined {
    this.ended = true;
    if (statSync(this.#path).size !== end) this.#fail(`something stands behind '${END}'`);
    return undefined;
  }
}
