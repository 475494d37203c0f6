// The keys of a meter that is kept in a folder: made at its first start, read at every later one.
import type { KeyObject } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  formatKeys,
  freshKeys,
  parseKeys,
  verifyingKeyOf,
  type DevelopmentKeys,
} from './development-keys.ts';

/** A public key as a program that knows nothing of meters takes it (SPKI). */
export const publicPem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();

/**
 * The keys in a folder's file `development-keys`; without one it is made, and `public-key.pem` beside it. Throws
 * DevelopmentKeysError for a damaged file, which is left as it is.
 */
export function keysIn(folder: string): DevelopmentKeys {
  const path = join(folder, 'development-keys');
  if (!existsSync(path)) writeFileSync(path, formatKeys(freshKeys()), { flag: 'wx', mode: 0o600 });
  const keys = parseKeys(path, readFileSync(path, 'utf8'));
  writeFileSync(join(folder, 'public-key.pem'), publicPem(verifyingKeyOf(keys)));
  return keys;
}
