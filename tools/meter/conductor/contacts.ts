// Contacts and buttons of a board by name: how they are, and which of them the core was not told of yet.
export class Contacts<Name extends string> {
  readonly #closed: Record<Name, boolean>;
  #told: Partial<Record<Name, boolean>> = {};

  constructor(closed: Readonly<Record<Name, boolean>>) {
    this.#closed = { ...closed };
  }

  /** Closes (presses) or opens (lets go) one. */
  set(name: Name, closed: boolean): void {
    this.#closed[name] = closed;
  }

  isClosed(name: Name): boolean {
    return this.#closed[name];
  }

  /** Nothing was told yet: the core starts anew. */
  forget(): void {
    this.#told = {};
  }

  /** Those in another state than was told, with it; they count as told. */
  changes(): [Name, boolean][] {
    const names = Object.keys(this.#closed) as Name[];
    const changed = names.filter((name) => this.#told[name] !== this.#closed[name]);
    this.#told = { ...this.#closed };
    return changed.map((name) => [name, this.#closed[name]]);
  }
}
