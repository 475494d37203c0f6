// Counters of this computer's clients: kept over runs, so that no nonce of a key is used twice, whatever a meter tells.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Keys } from '../../clients/dlms/ciphering.ts';
import { BadInputError } from '../errors.ts';

/** So many are set aside ahead of what is used: a run that is cut short has used none beyond. */
const AHEAD = 4096;

const FOLDER = process.env.XDG_STATE_HOME || join(homedir(), '.local/state');
const FILE = join(FOLDER, 'twinmeter', 'dlms-counters.json');

/** A name that tells nothing of the keys. */
const nameOf = ({ encryption, authentication }: Keys, title: Uint8Array): string =>
  createHash('sha256').update(encryption).update(authentication).update(title).digest('hex').slice(0, 32);

function stored(file: string): Record<string, number> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
  const all: unknown = safeJson(text);
  const isTable = typeof all === 'object' && all !== null && Object.values(all).every(Number.isSafeInteger);
  if (!isTable) throw new BadInputError(`${file}: no table of counters; --counter N goes without it`);
  return all as Record<string, number>;
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The counter of one client with its keys. */
export class KeptCounter {
  readonly #name: string;
  readonly #file: string;
  #aside = 0;

  constructor(keys: Keys, title: Uint8Array, file = FILE) {
    this.#name = nameOf(keys, title);
    this.#file = file;
  }

  /** The first that was never used from here; undefined where none ever was. */
  get next(): number | undefined {
    return stored(this.#file)[this.#name];
  }

  /** Before one is used: sets more of them aside where they run out. */
  using(counter: number): void {
    if (counter + AHEAD / 2 > this.#aside) this.#write(counter + AHEAD);
  }

  /** Those that were set aside and not used are free again. */
  used(next: number): void {
    if (this.#aside > 0) this.#write(next);
  }

  #write(next: number): void {
    mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
    const part = `${this.#file}.${process.pid}`;
    writeFileSync(part, `${JSON.stringify({ ...stored(this.#file), [this.#name]: next }, null, 2)}\n`, {
      mode: 0o600,
    });
    renameSync(part, this.#file);
    this.#aside = next;
  }
}
