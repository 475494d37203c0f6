// A recording as a file: a line of JSON a block, each with a check over itself and all lines before it, so that nothing goes missing unseen.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Role } from '../../cores/core-runner.ts';
import type { DevelopmentKeys } from '../keys/development-keys.ts';
import type { Happened } from './happened.ts';
import type { RecordedRegisters } from './recorded-registers.ts';
import type { Packed } from './entries.ts';

export const VERSION = 1;
const KIND = 'recording';
const BEGIN = `{"twinmeter":"${KIND}"`;

/** The chips of a board as it began: deflated, base64. A NOR that was erased is left out. */
export interface RecordedChips {
  readonly fram: string;
  readonly nor?: string;
}

/** The first line. */
export interface Head {
  readonly twinmeter: typeof KIND;
  readonly version: number;
  readonly made_by: string;
  readonly target: string;
  readonly engine: string;
  /** SHA-256 of each module. */
  readonly modules: Readonly<Record<Role, string>>;
  readonly rate_mHz: number;
  readonly source: string;
  /** Random numbers that a core drew are recorded. */
  readonly isRandomKept: boolean;
  /** Of the run: what it was asked. */
  readonly settings: unknown;
  readonly chips: Readonly<Record<Role, RecordedChips>>;
  /** Keys of the boards; without them, those of every test meter. */
  readonly keys?: DevelopmentKeys;
}

/** A line of what happened, from a sample to another. */
export interface Block extends Packed {
  readonly block: number;
  readonly from: number;
  readonly to: number;
  readonly happened: readonly Happened[];
}

/** The last line. */
export interface End {
  readonly end: { readonly sample: number; readonly registers: RecordedRegisters | null };
}

export type Line = Head | Block | End;

/** The file is none, is damaged, or was cut. */
export class RecordingError extends Error {
  override name = 'RecordingError';
  constructor(path: string, line: number, reason: string) {
    super(`${path}, line ${line}: ${reason}`);
  }
}

/** Hex. */
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const CHECK_DIGITS = 16;
const checkOf = (before: string, text: string): string =>
  createHash('sha256').update(before).update(text).digest('hex').slice(0, CHECK_DIGITS);

/** Makes lines, in their order. */
export class LineWriter {
  #check = '';

  line(content: Line): string {
    const text = JSON.stringify(content);
    this.#check = checkOf(this.#check, text);
    return `${text.slice(0, -1)},"check":"${this.#check}"}\n`;
  }
}

const CHECK_FIELD = /,"check":"([0-9a-f]{16})"\}$/;

/** Reads lines, in their order. Throws RecordingError. */
class LineReader {
  readonly #path: string;
  #check = '';
  #number = 0;

  constructor(path: string) {
    this.#path = path;
  }

  refuse(reason: string): never {
    throw new RecordingError(this.#path, Math.max(1, this.#number), reason);
  }

  line(text: string): Line {
    this.#number++;
    if (this.#number === 1 && !text.startsWith(BEGIN)) this.refuse('this is no recording of Twinmeter');
    const found = CHECK_FIELD.exec(text);
    if (!found) this.refuse('damaged, or the recording was cut here');
    const content = `${text.slice(0, found.index)}}`;
    this.#check = checkOf(this.#check, content);
    if (found[1] !== this.#check) this.refuse('damaged, or a line before it is missing');
    return JSON.parse(content) as Line;
  }
}

/** What can be read of a recording, line by line; `refuse` names the line read last. */
export interface Lines {
  readonly lines: AsyncIterable<Line>;
  refuse(reason: string): never;
}

async function* checked(path: string, reader: LineReader): AsyncGenerator<Line> {
  let last: Line | undefined;
  const input = createReadStream(path, 'utf8');
  // A file of another kind may be one line of any length.
  let isFirst = true;
  const text = async function* () {
    for await (const piece of input as AsyncIterable<string>) {
      if (isFirst && !piece.startsWith(BEGIN)) reader.line(piece.slice(0, 1));
      isFirst = false;
      yield piece;
    }
  };
  let rest = '';
  for await (const piece of text()) {
    const parts = (rest + piece).split('\n');
    rest = parts.pop()!;
    for (const part of parts) yield (last = reader.line(part));
  }
  if (rest !== '') reader.line(rest);
  if (!last) reader.refuse('this is no recording of Twinmeter');
  if (!('end' in last)) reader.refuse('the recording was cut here: its end is missing');
}

/** Throws what the system says of a file that cannot be read; while it is read, RecordingError. */
export function readRecording(path: string): Lines {
  const reader = new LineReader(path);
  return { lines: checked(path, reader), refuse: (reason) => reader.refuse(reason) };
}
