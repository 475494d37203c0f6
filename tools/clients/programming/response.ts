// The answer to the challenge of P0, by the keys that the people at the meter have of it.
import { createCipheriv, createHash } from 'node:crypto';

/** Both AES-128 keys of a client, and the system title of the board they are of; all in hex. */
export interface LevelThreeKeys {
  readonly system_title: string;
  readonly encryption_key: string;
  readonly authentication_key: string;
}

const LABEL = Buffer.from('TWLEVEL3', 'latin1');
/** Security control byte: authenticated only. */
const AUTHENTICATED = 0x10;
const NONCE_BYTES = 12;
const TAG_BYTES = 12;

/** AES-GCM by the length of a key: 32 bytes where the meter's clients have security suite 2. */
export const gcmOf = (key: Uint8Array): 'aes-128-gcm' | 'aes-256-gcm' =>
  key.length === 32 ? 'aes-256-gcm' : 'aes-128-gcm';

/**
 * GMAC over security control byte, authentication key and challenge, in hex; the nonce is of the SHA-256 over label, system
 * title and challenge (docs/optical-port.md).
 */
export function responseTo(challenge: string, keys: LevelThreeKeys): string {
  const asked = Buffer.from(challenge, 'hex');
  const title = Buffer.from(keys.system_title, 'hex');
  const nonce = createHash('sha256')
    .update(LABEL)
    .update(title)
    .update(asked)
    .digest()
    .subarray(0, NONCE_BYTES);
  const key = Buffer.from(keys.encryption_key, 'hex');
  const cipher = createCipheriv(gcmOf(key), key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(
    Buffer.concat([Buffer.of(AUTHENTICATED), Buffer.from(keys.authentication_key, 'hex'), asked]),
  );
  cipher.final();
  return cipher.getAuthTag().toString('hex').toUpperCase();
}
