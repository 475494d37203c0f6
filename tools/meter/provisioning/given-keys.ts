// The keys a board is given, and the file in which whoever asks it later finds them.
import { randomBytes } from 'node:crypto';
import { KEY_CLIENTS } from '../../../shared-protocol/generated/ts/protocol.ts';
import { type ClientKeys } from '../keys/development-keys.ts';
import { checkClientKeys } from '../keys/key-file.ts';

/** The master key, under which keys are replaced, and those of the clients; in hex. */
export interface GivenKeys {
  readonly master_key: string;
  readonly clients: readonly ClientKeys[];
}

/** The file `client-keys`. */
export interface ClientKeysFile extends GivenKeys {
  readonly about: string;
  readonly system_title: string;
  /** Number of the chip it lies in. */
  readonly chip: string;
}

export const ABOUT = 'Keys of a meter: whoever can read this file can ask and set what these clients may.';

const key = (): string => randomBytes(16).toString('hex');

/** Keys that no other meter has. */
export const freshGivenKeys = (): GivenKeys => ({
  master_key: key(),
  clients: Array.from({ length: KEY_CLIENTS }, (_, n) => ({
    id: n + 1,
    encryption_key: key(),
    authentication_key: key(),
  })),
});

/** Those of a file that has them, whatever else stands in it. Throws DevelopmentKeysError. */
export function parseGivenKeys(path: string, text: string): GivenKeys {
  const { master_key, clients } = checkClientKeys(path, text);
  return { master_key, clients };
}

/** In the order of provision_load: master key, encryption keys, authentication keys. */
export const givenBytes = ({ master_key, clients }: GivenKeys): Buffer =>
  Buffer.concat(
    [
      master_key,
      ...clients.map((client) => client.encryption_key),
      ...clients.map((client) => client.authentication_key),
    ].map((hex) => Buffer.from(hex, 'hex')),
  );
