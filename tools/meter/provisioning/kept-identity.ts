// The same for a meter without a board: its identity is the file `development-keys` of its folder, made once.
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprintOf } from '../../records/exports/public-key.ts';
import { freshKeys, verifyingKeyOf } from '../keys/development-keys.ts';
import { formatKeys, parseKeys } from '../keys/key-file.ts';
import { keysIn, textOf } from '../keys/keys-folder.ts';
import type { BoardIdentity } from './board.ts';
import { ProvisionError } from './errors.ts';
import type { GivenKeys } from './given-keys.ts';
import { titleText } from './title.ts';

const pathIn = (folder: string): string => join(folder, 'development-keys');

/** Title and fingerprint of the meter in a folder; undefined where there is none. Throws DevelopmentKeysError. */
export function keptIdentity(folder: string): Omit<BoardIdentity, 'publicKey'> | undefined {
  const path = pathIn(folder);
  if (!existsSync(path)) return undefined;
  const keys = parseKeys(path, textOf(path));
  return {
    title: titleText(Buffer.from(keys.system_title, 'hex')),
    fingerprint: fingerprintOf(verifyingKeyOf(keys)),
  };
}

/** Makes an identity of this title. Throws ProvisionError where there is one, and then has changed nothing. */
export function provisionFolder(
  folder: string,
  title: Uint8Array,
  given: GivenKeys,
): Omit<BoardIdentity, 'publicKey'> {
  const existing = keptIdentity(folder);
  if (existing)
    throw new ProvisionError(
      `${folder} is already provisioned: ${existing.title}, key ${existing.fingerprint}`,
    );
  const left = ['storage', 'public-key.pem'].find((name) => existsSync(join(folder, name)));
  if (left) throw new ProvisionError(`${folder} has ${left} of a meter whose keys are gone`);
  if (existsSync(folder) && !statSync(folder).isDirectory())
    throw new ProvisionError(`${folder} is no folder`);
  mkdirSync(folder, { recursive: true });
  const keys = { ...freshKeys(), ...given, system_title: Buffer.from(title).toString('hex') };
  writeFileSync(pathIn(folder), formatKeys(keys), { flag: 'wx', mode: 0o600 });
  keysIn(folder);
  return keptIdentity(folder)!;
}
