// A profile of a meter, read object by object in a session that is open: columns, units, and the rows that are asked for.
import { decodeData } from '../clients/dlms/index.ts';
import type { ProgrammingTalk, Talk } from '../clients/programming/index.ts';
import {
  columnsOf,
  ProfileError,
  rowsOf,
  scaleOf,
  type Column,
  type ProfileRow,
  type Scale,
} from '../records/profile-buffer.ts';

type Run = <R>(talk: Talk<R>) => Promise<R>;

/** Entries from and to, counted from 1; none where `to` is less. */
type Entries = readonly [from: number, to: number];

export interface Profile {
  readonly period_s: number;
  readonly held: number;
  readonly columns: readonly Column[];
  readonly scales: ReadonlyMap<Column, Scale>;
  readonly rows: readonly ProfileRow[];
}

/** Which rows: the last so many, or those of a time; seconds since 1970. */
export interface Wanted {
  readonly last: number | undefined;
  readonly from_s: number | undefined;
  readonly to_s: number | undefined;
}

/** Is given what is first and last of a long read, and then told what is done. */
type Progress = (first: number, last: number) => (done: number) => void;

/** One profile, in a session that is open. */
export class ProfileReader {
  readonly #run: Run;
  readonly #talk: ProgrammingTalk;
  readonly #obis: string;

  constructor(run: Run, talk: ProgrammingTalk, obis: string) {
    this.#run = run;
    this.#talk = talk;
    this.#obis = obis;
  }

  async #bytes(id: string, selection?: string, onBlock?: (characters: number) => void): Promise<Uint8Array> {
    return Buffer.from(await this.#run(this.#talk.read('R4', id, selection, onBlock)), 'hex');
  }

  async #number(attribute: number): Promise<number> {
    const data = decodeData(await this.#bytes(`${this.#obis}#${attribute}`));
    if (!('value' in data)) throw new ProfileError(`${this.#obis} is no profile`);
    return Number(data.value);
  }

  async #scales(columns: readonly Column[]): Promise<Map<Column, Scale>> {
    const scales = new Map<Column, Scale>();
    for (const column of columns) {
      const { obis, scalerAttribute } = column;
      if (scalerAttribute === undefined) continue;
      scales.set(column, scaleOf(await this.#bytes(`${obis}#${scalerAttribute}`)));
    }
    return scales;
  }

  /** The entry that is the first not before a time, by halving; one behind the last for none. */
  async #entryFrom(at_s: number, held: number, timeOf: (entry: number) => Promise<number>): Promise<number> {
    let [from, to] = [1, held + 1];
    while (from < to) {
      const middle = Math.floor((from + to) / 2);
      if ((await timeOf(middle)) < at_s) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  async read({ last, from_s, to_s }: Wanted, progress: Progress): Promise<Profile> {
    const columns = columnsOf(await this.#bytes(`${this.#obis}#3`));
    const [period_s, held] = [await this.#number(4), await this.#number(7)];
    const scales = await this.#scales(columns);
    const rows = async ([from, to]: Entries, onBlock?: (characters: number) => void) =>
      to < from
        ? []
        : rowsOf(await this.#bytes(`${this.#obis}#2`, `${from};${to}`, onBlock), columns, scales);
    const timeOf = async (entry: number) => Date.parse((await rows([entry, entry]))[0]?.time ?? '') / 1000;
    const first =
      from_s === undefined
        ? Math.max(1, held + 1 - (last ?? held))
        : await this.#entryFrom(from_s, held, timeOf);
    const end = to_s === undefined ? held : (await this.#entryFrom(to_s + 1, held, timeOf)) - 1;
    const found = await rows([first, end], await this.#meterOf(held, end - first + 1, progress));
    return { period_s, held, columns, scales, rows: found };
  }

  /** Of a long read: what is done by the characters that came, of those that so many rows have. */
  async #meterOf(
    held: number,
    count: number,
    progress: Progress,
  ): Promise<((characters: number) => void) | undefined> {
    if (count < 2) return undefined;
    const row = await this.#bytes(`${this.#obis}#2`, `${held};${held}`);
    const whole = 2 * row.length * count;
    const done = progress(1, whole);
    return (characters) => done(Math.min(characters, whole));
  }
}
