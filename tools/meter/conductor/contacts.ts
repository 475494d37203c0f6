// Contacts and buttons of a board by name: how they are, and which of them the core was not told of yet.

/** Asked a hundred times a second, and hardly ever is anything new. */
const NOTHING: readonly never[] = [];

export class Contacts<Name extends string> {
  readonly #closed: Record<Name, boolean>;
  #told: Partial<Record<Name, boolean>> = {};
  /** Something was set, or forgotten, since it was last told. */
  #news = true;

  constructor(closed: Readonly<Record<Name, boolean>>) {
    this.#closed = { ...closed };
  }

  /** Closes (presses) or opens (lets go) one. */
  set(name: Name, closed: boolean): void {
    this.#closed[name] = closed;
    this.#news = true;
  }

  isClosed(name: Name): boolean {
    return this.#closed[name];
  }

  /** Nothing was told yet: the core starts anew. */
  forget(): void {
    this.#told = {};
    this.#news = true;
  }

  /** Those in another state than was told, with it; they count as told. */
  changes(): readonly [Name, boolean][] {
    if (!this.#news) return NOTHING;
    this.#news = false;
    const names = Object.keys(this.#closed) as Name[];
    const changed = names.filter((name) => this.#told[name] !== this.#closed[name]);
    this.#told = { ...this.#closed };
    return changed.map((name) => [name, this.#closed[name]]);
  }
}
