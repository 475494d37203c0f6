// Ciphered APDUs by Node's cryptography: AES-GCM of security suites 0, 1 (128 bits) and 2 (256), tags of 12 bytes.
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { Bytes, element, lengthBytes, number } from './bytes.ts';
import { DecipheringError } from './errors.ts';

/** The two keys of a client: 16 bytes each, 32 in suite 2. */
export interface Keys {
  readonly encryption: Uint8Array;
  readonly authentication: Uint8Array;
}

/** Security control: the suite in its lower bits; authenticated, encrypted, or both. */
export const SECURED = 0x30;
export const AUTHENTICATED = 0x10;
export const ENCRYPTED = 0x20;
const SUITE = 0x0f;
const TAG_BYTES = 12;
const OPTIONS = { authTagLength: TAG_BYTES };
/** Tags of APDUs whose service is told inside them. */
export const GENERAL_GLO = 0xdb;
export const GENERAL_DED = 0xdc;

const cipherOf = ({ encryption }: Keys) => (encryption.length === 32 ? 'aes-256-gcm' : 'aes-128-gcm');
const nonce = (title: Uint8Array, counter: number) => Buffer.concat([title, number(counter, 4)]);
const NOTHING = Buffer.alloc(0);
const covered = (control: number, keys: Keys, fields: Uint8Array, text: Uint8Array) =>
  control & AUTHENTICATED
    ? Buffer.concat([Buffer.from([control]), keys.authentication, fields, text])
    : NOTHING;

/** Text ciphered, or as it is where it is only authenticated; the tag behind it. */
function sealed(
  keys: Keys,
  title: Uint8Array,
  counter: number,
  control: number,
  text: Uint8Array,
  fields: Uint8Array = NOTHING,
): Buffer {
  const cipher = createCipheriv(cipherOf(keys), keys.encryption, nonce(title, counter), OPTIONS);
  const encrypts = (control & ENCRYPTED) !== 0;
  cipher.setAAD(covered(control, keys, fields, encrypts ? NOTHING : text));
  const ciphered = encrypts ? cipher.update(text) : Buffer.from(text);
  cipher.final();
  return control & AUTHENTICATED ? Buffer.concat([ciphered, cipher.getAuthTag()]) : ciphered;
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

/** A ciphered APDU that tells whose it is: general-glo-ciphering or general-ded-ciphering. */
export function protectGeneral(
  keys: Keys,
  title: Uint8Array,
  counter: number,
  tag: number,
  text: Uint8Array,
  control = SECURED,
): Buffer {
  const inner = protect(keys, title, counter, tag, text, control).subarray(1);
  return Buffer.concat([Buffer.from([tag]), lengthBytes(title.length), title, inner]);
}

export interface Opened {
  readonly service: number;
  readonly counter: number;
  readonly text: Buffer;
}

/** Throws DecipheringError where the tag is wrong, ApduError for what is no APDU ciphered by `control`. */
export function open(keys: Keys, title: Uint8Array, apdu: Uint8Array, control = SECURED): Opened {
  const bytes = new Bytes(apdu);
  const service = bytes.byte();
  return { service, ...openRest(keys, title, bytes, control) };
}

/** The same of one that tells whose it is; a server that leaves its title out is taken for the one that is known. */
export function openGeneral(keys: Keys, title: Uint8Array, apdu: Uint8Array, control = SECURED): Opened {
  const bytes = new Bytes(apdu);
  bytes.byte();
  const told = bytes.take(bytes.length());
  if (told.length > 0 && title.length > 0 && !told.equals(title))
    throw new DecipheringError(`an APDU of ${told.toString('hex')}, another system title`);
  const opened = openRest(keys, told.length > 0 ? told : title, bytes, control);
  return { service: opened.text[0], ...opened };
}

/** Control, counter, ciphered text and tag, with their length: of general-ciphering, whose tag covers more fields. */
export function protectContent(
  keys: Keys,
  title: Uint8Array,
  counter: number,
  text: Uint8Array,
  control: number,
  fields: Uint8Array,
): Buffer {
  const content = sealed(keys, title, counter, control, text, fields);
  const all = Buffer.concat([Buffer.from([control]), number(counter, 4), content]);
  return Buffer.concat([lengthBytes(all.length), all]);
}

/** Undoes protectContent. Throws as `open`. */
export function openRest(
  keys: Keys,
  title: Uint8Array,
  bytes: Bytes,
  wanted: number,
  fields: Uint8Array = NOTHING,
): Omit<Opened, 'service'> {
  if (bytes.length() !== bytes.left) bytes.refuse('ciphered APDU: length');
  const control = bytes.byte();
  const isLess = (control & wanted) !== wanted || (control & ~(SECURED | SUITE)) !== 0;
  if (isLess || (control & SUITE) !== (wanted & SUITE))
    bytes.refuse(`security control ${control.toString(16)}`);
  const counter = bytes.number(4);
  const isAuthenticated = (control & AUTHENTICATED) !== 0;
  const body = bytes.take(bytes.left - (isAuthenticated ? TAG_BYTES : 0));
  return { counter, text: opened(keys, nonce(title, counter), control, body, bytes.rest(), fields) };
}

function opened(
  keys: Keys,
  iv: Buffer,
  control: number,
  body: Buffer,
  tag: Buffer,
  fields: Uint8Array,
): Buffer {
  const decipher = createDecipheriv(cipherOf(keys), keys.encryption, iv, OPTIONS);
  const encrypts = (control & ENCRYPTED) !== 0;
  decipher.setAAD(covered(control, keys, fields, encrypts ? NOTHING : body));
  const text = encrypts ? decipher.update(body) : body;
  if (tag.length === 0) return text;
  decipher.setAuthTag(tag);
  try {
    decipher.final();
  } catch {
    throw new DecipheringError('the tag of a ciphered APDU is wrong');
  }
  return text;
}

/** What answers a challenge of mechanism 5: control, counter, GMAC. */
export function answerTo(
  keys: Keys,
  title: Uint8Array,
  counter: number,
  challenge: Uint8Array,
  suite = 0,
): Buffer {
  const control = AUTHENTICATED | suite;
  const tag = sealed(keys, title, counter, control, challenge).subarray(-TAG_BYTES);
  return Buffer.concat([Buffer.from([control]), number(counter, 4), tag]);
}
