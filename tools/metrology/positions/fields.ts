// The fields of one table of a programme, read with their type and range; what is wrong is refused with file and line.
import { ProgrammeError } from './errors.ts';
import type { TomlLines } from './toml-lines.ts';

export type Table = Readonly<Record<string, unknown>>;

/** Where a table stands. */
export interface Place {
  readonly file: string;
  readonly lines: TomlLines;
  readonly table: string;
}

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** Everything throws ProgrammeError. */
export class Fields {
  readonly #table: Table;
  readonly #place: Place;

  /** Keys that are none of these are refused: a misspelt one would be measured as if it were not there. */
  constructor(table: unknown, place: Place, keys: readonly string[]) {
    this.#place = place;
    this.#table = isTable(table) ? table : this.refuse(undefined, `expected a table [${place.table}]`);
    const other = Object.keys(this.#table).find((key) => !keys.includes(key));
    if (other !== undefined) this.refuse(other, `unknown key '${other}', expected one of ${keys.join(', ')}`);
  }

  refuse(key: string | undefined, reason: string): never {
    const { file, lines, table } = this.#place;
    throw new ProgrammeError(file, lines.of(table, key), key === undefined ? reason : `${key}: ${reason}`);
  }

  /** For tables below this one: what is wrong there is told at the line of their key. */
  part(key: string, keys: readonly string[]): Fields {
    const { file, lines, table } = this.#place;
    const own = { of: () => lines.of(table, key) } as unknown as TomlLines;
    const value = this.#table[key];
    if (!isTable(value)) this.refuse(key, `expected a table of ${keys.join(', ')}`);
    return new Fields(value, { file, lines: own, table: key }, keys);
  }

  has(key: string): boolean {
    return this.#table[key] !== undefined;
  }

  value(key: string): unknown {
    return this.#table[key];
  }

  text(key: string): string {
    const value = this.#table[key];
    return typeof value === 'string' && value !== '' ? value : this.refuse(key, 'expected a text');
  }

  /** A number within the two, ends included. */
  number(key: string, least: number, most: number): number {
    return this.#within(key, this.#table[key], least, most);
  }

  whole(key: string, least: number, most: number): number {
    const value = this.number(key, least, most);
    return Number.isInteger(value) ? value : this.refuse(key, `${value}: expected a whole number`);
  }

  /** A number, or several in brackets. */
  numbers(key: string, least: number, most: number): number[] {
    return this.#each(key).map((value) => this.#within(key, value, least, most));
  }

  choice<T extends string>(key: string, choices: readonly T[]): T {
    return this.#among(key, this.#table[key], choices);
  }

  /** A word, or several in brackets, each one of the choices. */
  choices<T extends string>(key: string, choices: readonly T[]): T[] {
    return this.#each(key).map((value) => this.#among(key, value, choices));
  }

  /** A text, or several in brackets. */
  texts(key: string): string[] {
    return this.#each(key).map((value) =>
      typeof value === 'string' && value !== ''
        ? value
        : this.refuse(key, 'expected a text, or several in []'),
    );
  }

  flag(key: string): boolean {
    const value = this.#table[key] ?? false;
    return typeof value === 'boolean' ? value : this.refuse(key, 'expected true or false');
  }

  #each(key: string): unknown[] {
    const value = this.#table[key];
    const all: unknown[] = Array.isArray(value) ? value : [value];
    return all.length > 0 ? all : this.refuse(key, 'an empty list');
  }

  #within(key: string, value: unknown, least: number, most: number): number {
    if (typeof value === 'number' && value >= least && value <= most) return value;
    return this.refuse(key, `${said(value)}: expected a number from ${least} to ${most}`);
  }

  #among<T extends string>(key: string, value: unknown, choices: readonly T[]): T {
    const found = choices.find((choice) => choice === value);
    return found ?? this.refuse(key, `${said(value)}: expected one of ${choices.join(', ')}`);
  }
}

/** A value as the user wrote it. */
const said = (value: unknown): string =>
  value === undefined ? 'missing' : typeof value === 'string' ? `'${value}'` : String(value);
