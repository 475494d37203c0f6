// The keys of a meter that is kept in a folder: made at its first start, read at every later one.
import type { KeyObject } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  freshKeys,
  keySuiteOf,
  verifyingKeyOf,
  type DevelopmentKeys,
  type KeySuite,
} from './development-keys.ts';
import { DevelopmentKeysError, formatKeys, parseKeys } from './key-file.ts';

/** A public key as a program that knows nothing of meters takes it (SPKI). */
export const publicPem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();

/** The text of a file that is there. Throws DevelopmentKeysError for a folder, or a pipe, which nobody may ever write to. */
export function textOf(path: string): string {
  if (!statSync(path).isFile()) throw new DevelopmentKeysError(path, 'the file', 'is no file');
  return readFileSync(path, 'utf8');
}

/** Writes the public key where there is none yet. Throws DevelopmentKeysError for one of other keys. */
function keepPublicKey(folder: string, keys: DevelopmentKeys): void {
  const path = join(folder, 'public-key.pem');
  const pem = publicPem(verifyingKeyOf(keys));
  if (!existsSync(path)) writeFileSync(path, pem);
  else if (textOf(path) !== pem)
    throw new DevelopmentKeysError(
      path,
      'the key',
      "not that of development-keys beside it: one of them is another meter's",
    );
}

/** Throws DevelopmentKeysError for keys of another suite than was asked for. */
function checkSuite(path: string, { management }: DevelopmentKeys, suite: KeySuite | undefined): void {
  const other = management.clients.find((client) => suite !== undefined && keySuiteOf(client) !== suite);
  if (other)
    throw new DevelopmentKeysError(
      path,
      `management.clients[${other.id - 1}]`,
      `its keys are not of security suite ${suite}`,
    );
}

/**
 * The keys in a folder's file `development-keys`, and `public-key.pem` beside it. Both are made where they are missing, the
 * keys only for a meter without storage. Throws DevelopmentKeysError for a damaged file, for keys that are gone, and for a
 * public key of others; what is there is left as it is. `suite`: of the management board's clients; those that are there must have it.
 */
export function keysIn(folder: string, hasStorage = false, suite?: KeySuite): DevelopmentKeys {
  const path = join(folder, 'development-keys');
  if (!existsSync(path)) {
    if (hasStorage)
      throw new DevelopmentKeysError(
        path,
        'the file',
        'missing, and without it the meter kept here is another one',
      );
    writeFileSync(path, formatKeys(freshKeys(suite)), { flag: 'wx', mode: 0o600 });
  }
  const keys = parseKeys(path, textOf(path));
  checkSuite(path, keys, suite);
  keepPublicKey(folder, keys);
  return keys;
}
