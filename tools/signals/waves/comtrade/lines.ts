// Hands out the lines of a COMTRADE configuration one by one, with their numbers for messages.
import { WaveFormatError, WaveTruncatedError } from '../errors.ts';

const OPTIONAL_MAX = 1e12;

export class Lines {
  readonly #lines: readonly string[];
  readonly #file: string;
  readonly #first: number;
  #at = 0;

  /** `first` is the number of the first line within its file. */
  constructor(file: string, text: string, first = 1) {
    this.#file = file;
    this.#first = first;
    // Ctrl-Z ended files once, and recorders still pad with it.
    const clean = text.replace(/^\uFEFF/, '').replace(/[\u001a\u0000]+/g, '');
    this.#lines = clean.split(/\r*\n|\r/);
  }

  /** Fields of the next line, empty ones at its end left out; at least `min` of them. */
  next(what: string, min = 1): string[] {
    const line = this.#lines[this.#at++];
    if (line === undefined || (line.trim() === '' && this.ended())) {
      throw new WaveTruncatedError(this.#file, this.#place(), `the file ends where ${what} should be`);
    }
    const fields = line.split(',').map((f) => f.trim());
    while (fields.length > min && fields.at(-1) === '') fields.pop();
    if (fields.length < min) throw this.wrong(`${what} needs ${min} fields, found ${fields.length}`);
    return fields;
  }

  /** True when nothing but blank lines follows. */
  ended(): boolean {
    return this.#lines.slice(this.#at).join('').trim() === '';
  }

  wrong(reason: string): WaveFormatError {
    return new WaveFormatError(this.#file, this.#place(), reason);
  }

  #place(): string {
    return `line ${this.#at + this.#first - 1}`;
  }

  number(field: string | undefined, what: string): number {
    const value = Number(field);
    if (field === undefined || field === '' || !Number.isFinite(value)) {
      throw this.wrong(`${what} "${field ?? ''}" is not a number`);
    }
    return value;
  }

  /** A number that may be missing or empty of sense; never one beyond all measure. */
  optional(field: string | undefined, what: string, missing: number): number {
    const value = Number(field || 'x');
    if (Math.abs(value) > OPTIONAL_MAX) throw this.wrong(`${what} ${field} is beyond all measure`);
    return value || missing;
  }

  count(field: string | undefined, what: string): number {
    const value = this.number(field, what);
    if (!Number.isInteger(value) || value < 0)
      throw this.wrong(`${what} ${value} is not a whole number from 0`);
    return value;
  }
}
