// Ciphered APDUs of security suite 0 by Node's cryptography: AES-GCM-128, tags of 12 bytes.
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { Bytes, element, number } from './bytes.ts';
import { DecipheringError } from './errors.ts';

/** The two keys of a client, 16 bytes each. */
export interface Keys {
  readonly encryption: Uint8Array;
  readonly authentication: Uint8Array;
}

/** Security control: authenticated and encrypted, or authenticated alone. */
export const SECURED = 0x30;
export const AUTHENTICATED = 0x10;
const TAG_BYTES = 12;
const CIPHER = 'aes-128-gcm';
const OPTIONS = { authTagLength: TAG_BYTES };

const nonce = (title: Uint8Array, counter: number) => Buffer.concat([title, number(counter, 4)]);
const covered = (control: number, keys: Keys, text: Uint8Array) =>
  Buffer.concat([Buffer.from([control]), keys.authentication, text]);

/** Text ciphered, or as it is where it is only authenticated; the tag behind it. */
function sealed(keys: Keys, title: Uint8Array, counter: number, control: number, text: Uint8Array): Buffer {
  const cipher = createCipheriv(CIPHER, keys.encryption, nonce(title, counter), OPTIONS);
  const encrypts = (control & 0x20) !== 0;
  cipher.setAAD(covered(control, keys, encrypts ? Buffer.alloc(0) : text));
  const ciphered = encrypts ? cipher.update(text) : Buffer.from(text);
  cipher.final();
  return Buffer.concat([ciphered, cipher.getAuthTag()]);
}

/** A ciphered APDU: its tag is the service's. */
export function protect(
  keys: Keys,
  title: Uint8Array,
  counter: number,
  service: number,
  text: Uint8Array,
  control = SECURED,
): Buffer {
  const content = sealed(keys, title, counter, control, text);
  return element(service, Buffer.from([control]), number(counter, 4), content);
}

export interface Opened {
  readonly service: number;
  readonly counter: number;
  readonly text: Buffer;
}

/** Throws DecipheringError where the tag is wrong, ApduError for what is no ciphered APDU. */
export function open(keys: Keys, title: Uint8Array, apdu: Uint8Array): Opened {
  const bytes = new Bytes(apdu);
  const service = bytes.byte();
  if (bytes.length() !== bytes.left) bytes.refuse('ciphered APDU: length');
  bytes.expect(SECURED, 'security control');
  const counter = bytes.number(4);
  const ciphered = bytes.take(bytes.left - TAG_BYTES);
  const decipher = createDecipheriv(CIPHER, keys.encryption, nonce(title, counter), OPTIONS);
  decipher.setAAD(covered(SECURED, keys, Buffer.alloc(0)));
  decipher.setAuthTag(bytes.rest());
  const text = decipher.update(ciphered);
  try {
    decipher.final();
  } catch {
    throw new DecipheringError('the tag of a ciphered APDU is wrong');
  }
  return { service, counter, text };
}

/** What answers a challenge of mechanism 5: control, counter, GMAC. */
export function answerTo(keys: Keys, title: Uint8Array, counter: number, challenge: Uint8Array): Buffer {
  const tag = sealed(keys, title, counter, AUTHENTICATED, challenge).subarray(-TAG_BYTES);
  return Buffer.concat([Buffer.from([AUTHENTICATED]), number(counter, 4), tag]);
}
