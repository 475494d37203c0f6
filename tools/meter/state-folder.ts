// The folder a meter is kept in from one run to the next: keys, FRAM and NOR of both boards, used by one run at a time.
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  fstatSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { FRAM_BYTES, NOR_BYTES } from '../../shared-protocol/generated/ts/protocol.ts';
import { lockFile, mapped, setAside } from '../cores/chip-file.ts';
import type { Role } from '../cores/core-runner.ts';
import { isNorImage, norImageBytes, norImageHead } from '../rp2350/chips/nor-image.ts';
import { sealedDifference, sealedRecord, sealedText } from '../records/sealed-in-fram.ts';
import { StateError } from './errors.ts';
import { type DevelopmentKeys, type KeySuite } from './keys/development-keys.ts';
import { DevelopmentKeysError } from './keys/key-file.ts';
import { keysIn } from './keys/keys-folder.ts';
import type { BoardStorage } from './target.ts';

const ROLES = ['metering', 'management'] as const;
/** All four files stand in a folder of their own, which comes into being whole or not at all. */
const STORAGE = 'storage';
const UNFINISHED = 'storage.new';
const LOCK = 'lock';
/** What keysIn makes. */
const KEY_FILES = ['development-keys', 'public-key.pem'];
const SIZES = { fram: FRAM_BYTES, nor: norImageBytes(NOR_BYTES) } as const;
type Chip = keyof typeof SIZES;

const EXPLAINED: Readonly<Record<string, string>> = {
  EACCES: 'may not be written',
  EPERM: 'may not be written',
  EROFS: 'may not be written: the file system is read only',
  ENOSPC: 'no room left on the disk',
  ENOTDIR: 'is no folder',
  EEXIST: 'is no folder',
  EISDIR: 'is a folder',
  ENOENT: 'there is no such folder to make it in',
};

/** What the system said of it, in one line. */
function explained(path: string, error: unknown): StateError {
  if (error instanceof StateError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  return new StateError(path, EXPLAINED[code ?? ''] ?? message.split('\n')[0]);
}

/** What a chip holds when it is new; zeros behind it. */
const newContents = (role: Role, chip: Chip, meteringFram: Uint8Array): Uint8Array => {
  if (chip === 'nor') return norImageHead(NOR_BYTES);
  return role === 'metering' ? meteringFram : new Uint8Array(FRAM_BYTES).fill(0xff);
};

function writeChip(path: string, bytes: number, contents: Uint8Array): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    setAside(file, bytes);
    for (let at = 0; at < contents.length; ) at += writeSync(file, contents, at, undefined, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Makes all chips of a new meter, or nothing of them. */
function makeStorage(folder: string, fram: Uint8Array): void {
  const unfinished = join(folder, UNFINISHED);
  rmSync(unfinished, { recursive: true, force: true });
  try {
    mkdirSync(unfinished);
    for (const role of ROLES)
      for (const chip of ['fram', 'nor'] as const)
        writeChip(join(unfinished, `${role}.${chip}`), SIZES[chip], newContents(role, chip, fram));
    renameSync(unfinished, join(folder, STORAGE));
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw explained(folder, error);
  }
}

function openChip(path: string): number {
  try {
    return openSync(path, 'r+');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new StateError(path, 'is missing');
    throw explained(path, error);
  }
}

/** A chip's bytes, after a look whether they are its. */
function chipBytes(path: string, chip: Chip): Uint8Array {
  const file = openChip(path);
  try {
    const status = fstatSync(file);
    if (!status.isFile()) throw new StateError(path, 'is no file');
    if (status.size !== SIZES[chip])
      throw new StateError(path, `has ${status.size} bytes, a ${chip.toUpperCase()} has ${SIZES[chip]}`);
    const bytes = mapped(file, SIZES[chip]);
    if (chip === 'nor' && !isNorImage(bytes, NOR_BYTES)) throw new StateError(path, 'is no image of a NOR');
    return bytes;
  } finally {
    closeSync(file);
  }
}

function boardStorage(folder: string, role: Role): BoardStorage {
  const files = { fram: join(folder, STORAGE, `${role}.fram`), nor: join(folder, STORAGE, `${role}.nor`) };
  return { fram: chipBytes(files.fram, 'fram'), nor: chipBytes(files.nor, 'nor'), files };
}

export class StateFolder {
  readonly keys: DevelopmentKeys;
  readonly storage: Readonly<Record<Role, BoardStorage>>;
  readonly #lock: number;

  private constructor(keys: DevelopmentKeys, storage: Record<Role, BoardStorage>, lock: number) {
    this.keys = keys;
    this.storage = storage;
    this.#lock = lock;
  }

  /**
   * Opens the folder for this run alone, made where there is none yet. `fram`: what the metering board leaves the factory
   * with, if it is new; if not, it must be the same meter. Throws StateError, and then has changed nothing.
   */
  static open(folder: string, fram: Uint8Array, suite?: KeySuite): StateFolder {
    const [made, lock] = lockedFolder(folder);
    const newKeys = KEY_FILES.filter((name) => !existsSync(join(folder, name)));
    try {
      const keys = keysOf(folder, suite);
      if (!existsSync(join(folder, STORAGE))) makeStorage(folder, fram);
      const storage = {
        metering: boardStorage(folder, 'metering'),
        management: boardStorage(folder, 'management'),
      };
      checkSameMeter(folder, storage.metering.fram, fram);
      return new StateFolder(keys, storage, lock);
    } catch (error) {
      closeSync(lock);
      for (const name of newKeys) rmSync(join(folder, name), { force: true });
      if (made) removeEmpty(folder);
      throw error;
    }
  }

  /** Opens the folder of a meter that is there already, for this run alone. Throws StateError, DevelopmentKeysError. */
  static openKept(folder: string): StateFolder {
    if (!existsSync(join(folder, STORAGE))) throw new StateError(folder, 'keeps no meter');
    const [, lock] = lockedFolder(folder);
    try {
      const storage = {
        metering: boardStorage(folder, 'metering'),
        management: boardStorage(folder, 'management'),
      };
      return new StateFolder(keysOf(folder), storage, lock);
    } catch (error) {
      closeSync(lock);
      throw error;
    }
  }

  /** Gives the folder back. */
  close(): void {
    closeSync(this.#lock);
  }
}

/** Throws DevelopmentKeysError, StateError. */
function keysOf(folder: string, suite?: KeySuite): DevelopmentKeys {
  try {
    return keysIn(folder, existsSync(join(folder, STORAGE)), suite);
  } catch (error) {
    throw error instanceof DevelopmentKeysError ? error : explained(folder, error);
  }
}

/** The folder with its lock held, and whether it was made for it. */
function lockedFolder(folder: string): [made: boolean, lock: number] {
  const made = !existsSync(folder);
  try {
    if (made) mkdirSync(folder);
    const lock = openSync(join(folder, LOCK), 'a+', 0o600);
    if (lockFile(lock)) return [made, lock];
    closeSync(lock);
    throw new StateError(folder, 'another run is using it');
  } catch (error) {
    if (made) removeEmpty(folder);
    throw explained(folder, error);
  }
}

/** A folder that was made in vain goes again, if nobody else has put anything there. */
function removeEmpty(folder: string): void {
  if (!existsSync(folder)) return;
  rmSync(join(folder, LOCK), { force: true });
  if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
}

function checkSameMeter(folder: string, kept: Uint8Array, asked: Uint8Array): void {
  const [was, is] = [sealedRecord(kept), sealedRecord(asked)!];
  const name = was && sealedDifference(was, is);
  if (!name) return;
  const [before, now] = [was, is].map((record) => sealedText(name, record[name]));
  throw new StateError(folder, `its meter is sealed with ${name} ${before}, this run asks for ${now}`);
}
