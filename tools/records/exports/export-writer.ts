// Writes an export, or goes on with one that was cut off, behind its last signed part.
import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, statSync, writeSync } from 'node:fs';
import { END, ExportFileError, ExportReader, headLines, type ExportHead } from './export-file.ts';
import type { Ring } from './rings.ts';
import { fingerprintOf, verifyingKey } from './public-key.ts';
import { parseStatement } from './statement.ts';
import type { Asked } from './until-signed.ts';

interface Kept {
  readonly bytes: number;
  /** Sequence behind the last record of the last whole part; 0 without one. */
  readonly next: number;
  readonly meter: string | undefined;
}

const NOTHING: Kept = { bytes: 0, next: 0, meter: undefined };

/** How far a file is; one that ends where it should has no more to come. Throws ExportFileError. */
function keptOf(path: string, ring: Ring, first: number): Kept {
  let reader: ExportReader | undefined;
  let next = 0;
  try {
    reader = new ExportReader(path);
    if (reader.head.ring.code !== ring.code)
      throw new ExportFileError(path, `is an export of ${reader.head.ring.name}, not of ${ring.name}`);
    for (const part of reader.parts()) {
      const statement = parseStatement(part.statement);
      if (next === 0 && statement && statement.first !== first)
        throw new ExportFileError(path, `begins with record ${statement.first}, not ${first}`);
      next = (statement?.last ?? 0) + 1;
    }
  } catch (error) {
    if (!(error instanceof ExportFileError) || !error.truncated) throw error;
  }
  return reader ? { bytes: reader.wholeBytes, next, meter: reader.head.meter } : NOTHING;
}

export class ExportWriter {
  readonly #file: number;
  #at: number;
  /** Sequence of the record that comes next. */
  readonly next: number;

  private constructor(file: number, at: number, next: number) {
    this.#file = file;
    this.#at = at;
    this.next = next;
  }

  /**
   * Opens a file for records of a ring from a first one on. What is there already is kept if it is an export of that meter
   * and ring from that record on. Throws ExportFileError, and what the system says; nothing is changed then.
   */
  static async open(path: string, ring: Ring, meter: Asked, first: number): Promise<ExportWriter> {
    const head: ExportHead = { ...(await identityOf(meter)), ring };
    const isThere = existsSync(path) && statSync(path).size > 0;
    const kept: Kept = isThere ? keptOf(path, ring, first) : NOTHING;
    if (kept.meter !== undefined && kept.meter !== head.meter)
      throw new ExportFileError(path, `is an export of the meter ${kept.meter}, this one is ${head.meter}`);
    const file = openSync(path, isThere ? 'r+' : 'w');
    ftruncateSync(file, kept.bytes);
    const writer = new ExportWriter(file, kept.bytes, kept.next || first);
    if (kept.bytes === 0) writer.write(headLines(head));
    return writer;
  }

  write(text: string): void {
    this.#at += writeSync(this.#file, text, this.#at, 'latin1');
  }

  /** The last line: nothing is missing. */
  end(): void {
    this.write(`${END}\n`);
    fsyncSync(this.#file);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** System title and public key by which the meter is known. */
async function identityOf(meter: Asked): Promise<Pick<ExportHead, 'meter' | 'key'>> {
  const { system_title, public_key } = await meter.ask('read_identity');
  const point = Buffer.from(public_key as number[]);
  return {
    meter: Buffer.from(system_title as number[]).toString('hex'),
    key: fingerprintOf(verifyingKey(point)),
  };
}
