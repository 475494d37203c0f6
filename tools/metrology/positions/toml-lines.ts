// At which line of a TOML file a table or a key of it stands: the parser tells no places of what it has read.

const TABLES = /^\s*\[\[\s*([\w-]+)\s*\]\]/;
const TABLE = /^\s*\[\s*([\w-]+)\s*\]/;
const KEY = /^\s*([\w-]+)\s*=/;

/** Tables are called `meter`, or `step 3` where there are several; the root is ''. */
export class TomlLines {
  readonly #lines = new Map<string, number>();

  constructor(text: string) {
    const count = new Map<string, number>();
    let table = '';
    text.split('\n').forEach((line, n) => {
      const several = TABLES.exec(line)?.[1];
      const name = several ?? TABLE.exec(line)?.[1];
      if (several !== undefined) count.set(several, (count.get(several) ?? 0) + 1);
      if (name !== undefined) table = several === undefined ? name : `${name} ${count.get(name)!}`;
      const key = name === undefined ? KEY.exec(line)?.[1] : undefined;
      if (name !== undefined || key !== undefined) this.#note(table, key, n + 1);
    });
  }

  /** Line of a key, or of its table where the key is missing; 1 where neither is written so. */
  of(table: string, key?: string): number {
    return this.#lines.get(`${table}\n${key ?? ''}`) ?? this.#lines.get(`${table}\n`) ?? 1;
  }

  #note(table: string, key: string | undefined, line: number): void {
    const place = `${table}\n${key ?? ''}`;
    if (!this.#lines.has(place)) this.#lines.set(place, line);
  }
}
