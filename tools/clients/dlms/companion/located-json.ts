// JSON whose values know the line they stand in, so that what is wrong with one can be told by line.
import { jsonPlaces } from '../../json-places.ts';

/** What a file of JSON does not hold: the line, counted from 1, and the reason. */
export class FileFault extends Error {
  override name = 'FileFault';
  readonly line: number;
  readonly reason: string;
  constructor(line: number, reason: string) {
    super(`line ${line}: ${reason}`);
    this.line = line;
    this.reason = reason;
  }
}

const lineAt = (text: string, at: number): number => text.slice(0, at).split('\n').length;

/** Line of the place that the parser names; of an end that comes too soon the last one. */
function lineOfSyntax(text: string, { message }: SyntaxError): number {
  const at = /position (\d+)/u.exec(message)?.[1];
  return lineAt(text, Math.min(Number(at ?? Infinity), text.trimEnd().length));
}

/** First line of each value, by the names and numbers that lead to it; of text that is JSON. */
function linesOf(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  let [line, last] = [1, 0];
  for (const { kind, path, at } of jsonPlaces(text)) {
    for (; last < at; last++) if (text[last] === '\n') line++;
    if (kind === 'value') lines.set(path.map((key) => `/${key}`).join(''), line);
  }
  return lines;
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A value of a file, with all that is asked of it; each check throws FileFault. */
export class Place {
  readonly #lines: ReadonlyMap<string, number>;
  readonly #value: Json | undefined;
  readonly #path: string;

  constructor(lines: ReadonlyMap<string, number>, value: Json | undefined, path = '') {
    this.#lines = lines;
    this.#value = value;
    this.#path = path;
  }

  get isThere(): boolean {
    return this.#value !== undefined;
  }

  get line(): number {
    return this.#lines.get(this.#path) ?? 1;
  }

  fail(reason: string): never {
    throw new FileFault(this.line, reason);
  }

  /** What this is called: its last name, or that of the list with its number. */
  get #name(): string {
    return this.#path.slice(1) || 'the file';
  }

  #child(key: string | number, value: Json | undefined): Place {
    const path = `${this.#path}/${key}`;
    return value === undefined
      ? new Place(new Map([[path, this.line]]), value, path)
      : new Place(this.#lines, value, path);
  }

  /** Its values by name, none but those that are known. */
  record(required: readonly string[], optional: readonly string[] = []): Record<string, Place> {
    const value = this.#object();
    const unknown = Object.keys(value).find((key) => !required.includes(key) && !optional.includes(key));
    if (unknown !== undefined) this.#child(unknown, value[unknown]).fail(`unknown name '${unknown}'`);
    const missing = required.find((key) => value[key] === undefined);
    if (missing !== undefined) this.fail(`${this.#name} has no '${missing}'`);
    return Object.fromEntries([...required, ...optional].map((key) => [key, this.#child(key, value[key])]));
  }

  #object(): { [key: string]: Json } {
    const value = this.#value;
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return this.fail(`${this.#name} is no object`);
    return value;
  }

  entries(): [string, Place][] {
    return Object.entries(this.#object()).map(([key, value]) => [key, this.#child(key, value)]);
  }

  items(): Place[] {
    if (!Array.isArray(this.#value)) return this.fail(`${this.#name} is no list`);
    return this.#value.map((value, i) => this.#child(i, value));
  }

  text(form: RegExp, what: string): string {
    if (typeof this.#value !== 'string' || !form.test(this.#value))
      return this.fail(`${this.#name}: ${JSON.stringify(this.#value)} is no ${what}`);
    return this.#value;
  }

  whole(least: number, most: number): number {
    const value = this.#value;
    if (!Number.isInteger(value) || Number(value) < least || Number(value) > most)
      return this.fail(`${this.#name}: ${JSON.stringify(value)} is not ${least} to ${most}`);
    return Number(value);
  }
}

/** The value of a whole file. Throws FileFault for what is not JSON. */
export function locatedJson(text: string): Place {
  try {
    const value = JSON.parse(text) as Json;
    return new Place(linesOf(text), value);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new FileFault(lineOfSyntax(text, error), 'is not JSON');
  }
}
