// The folder that gets a meter's keys: written before the board is, under other names until the board has them.
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { publicPem } from '../keys/keys-folder.ts';
import { verifyingKey } from '../../records/exports/public-key.ts';
import { ProvisionError } from './errors.ts';
import type { ClientKeysFile } from './given-keys.ts';

/** In the order they get their names. */
const FILES = ['client-keys', 'public-key.pem'] as const;
const MODES = { 'client-keys': 0o600, 'public-key.pem': 0o644 } as const;
const UNFINISHED = '.unfinished';

const EXPLAINED: Readonly<Record<string, string>> = {
  ENOSPC: 'no room left on the disk',
  EACCES: 'may not be written',
  EROFS: 'may not be written: the file system is read only',
  EEXIST: 'is no folder',
  ENOTDIR: 'is no folder',
};

function explained(folder: string, error: unknown): Error {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return new ProvisionError(`${folder}: ${EXPLAINED[code] ?? message.split('\n')[0]}`);
}

/** On the disk before this returns. */
function writeFile(path: string, text: string, mode: number): void {
  const file = openSync(path, 'wx', mode);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Names that were given or taken away are on the disk. */
function syncFolder(folder: string): void {
  const file = openSync(folder, 'r');
  fsyncSync(file);
  closeSync(file);
}

export class KeyFiles {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  #path = (name: (typeof FILES)[number], ending = ''): string => join(this.folder, `${name}${ending}`);

  /** The first of the files that is there and has its name. */
  get existing(): string | undefined {
    return FILES.map((name) => this.#path(name)).find((path) => existsSync(path));
  }

  /** Of a run that did not end, the chip whose keys these are. A file that is not whole was given to no board. */
  get unfinishedChip(): string | undefined {
    const path = this.#path('client-keys', UNFINISHED);
    if (!existsSync(path)) return undefined;
    try {
      return String((JSON.parse(readFileSync(path, 'utf8')) as Partial<ClientKeysFile>).chip);
    } catch {
      return undefined;
    }
  }

  /** Whether what was left unfinished is of this public key. */
  isUnfinishedOf(publicKey: Buffer): boolean {
    const path = this.#path('public-key.pem', UNFINISHED);
    return existsSync(path) && readFileSync(path, 'utf8') === publicPem(verifyingKey(publicKey));
  }

  /** Writes both, unfinished; none is left where one fails. Throws ProvisionError. */
  begin(keys: ClientKeysFile, publicKey: Buffer): void {
    try {
      mkdirSync(this.folder, { recursive: true });
      this.drop();
      writeFile(
        this.#path('client-keys', UNFINISHED),
        `${JSON.stringify(keys, null, 2)}\n`,
        MODES['client-keys'],
      );
      const pem = publicPem(verifyingKey(publicKey));
      writeFile(this.#path('public-key.pem', UNFINISHED), pem, MODES['public-key.pem']);
      syncFolder(this.folder);
    } catch (error) {
      if (existsSync(this.folder) && statSync(this.folder).isDirectory()) this.drop();
      throw explained(this.folder, error);
    }
  }

  /** Gives them their names. */
  finish(): void {
    for (const name of FILES) {
      const unfinished = this.#path(name, UNFINISHED);
      if (existsSync(unfinished)) renameSync(unfinished, this.#path(name));
    }
    syncFolder(this.folder);
  }

  /** Takes away what is unfinished: of a board that never had these keys. */
  drop(): void {
    for (const name of FILES) rmSync(this.#path(name, UNFINISHED), { force: true });
  }
}
