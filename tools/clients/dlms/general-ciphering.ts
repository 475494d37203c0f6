// general-ciphering (DD): a message that says whose it is, to whom, of which transaction, and by which key it is ciphered.
import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import {
  agreedKey,
  checkSignature,
  onceLike,
  pointOf,
  signatureOf,
  type Algorithm,
  type Parties,
} from './agreement.ts';
import { verifyingKey } from './authentication.ts';
import { Bytes, lengthBytes } from './bytes.ts';
import { openRest, protectContent, type Keys, type Opened } from './ciphering.ts';
import { DecipheringError, DlmsOptionError } from './errors.ts';

export const GENERAL_CIPHERING = 0xdd;

/**
 * Which key a message is under: the client's global one, told by number or not at all; one that comes with it under the
 * master key; one agreed on by a key of this message, C(1e,1s), or by those that both have for it, C(0e,2s).
 */
export const KEY_INFOS = ['none', 'global', 'wrapped', 'one-pass', 'static'] as const;
export type KeyInfo = (typeof KEY_INFOS)[number];
export const isAgreed = (info: KeyInfo): boolean => info === 'one-pass' || info === 'static';

/** Keys that agree on others: each side's for that, and each side's that signs. */
export interface AgreementKeys {
  readonly own: KeyObject;
  readonly server: KeyObject;
  readonly ownSigning?: KeyObject;
  readonly serverSigning?: KeyObject;
}

export interface GeneralKeys {
  readonly keys: Keys;
  readonly masterKey?: Uint8Array;
  readonly agreement?: AgreementKeys;
}

/** What stands before the key: as it travels, each with its length. */
export interface Fields {
  readonly transaction: Uint8Array;
  readonly originator: Uint8Array;
  readonly recipient: Uint8Array;
  readonly dateTime?: Uint8Array;
  readonly other?: Uint8Array;
}

const withLength = (bytes: Uint8Array = Buffer.alloc(0)) => Buffer.concat([lengthBytes(bytes.length), bytes]);

export const encodeFields = ({ transaction, originator, recipient, dateTime, other }: Fields): Buffer =>
  Buffer.concat([transaction, originator, recipient, dateTime, other].map((field) => withLength(field)));

const INITIAL = Buffer.alloc(8, 0xa6);
const wrapOf = (kek: Uint8Array) => (kek.length === 32 ? 'id-aes256-wrap' : 'id-aes128-wrap');

/** RFC 3394. */
export function wrapKey(kek: Uint8Array, key: Uint8Array): Buffer {
  const cipher = createCipheriv(wrapOf(kek), kek, INITIAL);
  return Buffer.concat([cipher.update(key), cipher.final()]);
}

/** Throws DecipheringError. */
export function unwrapKey(kek: Uint8Array, wrapped: Uint8Array): Buffer {
  const decipher = createDecipheriv(wrapOf(kek), kek, INITIAL);
  try {
    return Buffer.concat([decipher.update(wrapped), decipher.final()]);
  } catch {
    throw new DecipheringError('a key that is not wrapped under the master key');
  }
}

const algorithmOf = ({ encryption }: Keys): Algorithm =>
  encryption.length === 32 ? 'aes-gcm-256' : 'aes-gcm-128';

/** U is who sends; with keys that both have for it, and those alone, the transaction makes each message's own key. */
const partiesOf = ({ originator, recipient, transaction }: Fields, isStatic: boolean): Parties => ({
  partyU: isStatic ? Buffer.concat([originator, withLength(transaction)]) : originator,
  partyV: recipient,
});

function masterOf({ masterKey }: GeneralKeys): Uint8Array {
  if (!masterKey) throw new DlmsOptionError('a wrapped key wants the master key');
  return masterKey;
}

function agreementOf({ agreement }: GeneralKeys): AgreementKeys {
  if (!agreement) throw new DlmsOptionError('to agree on a key wants a key of each side for that');
  return agreement;
}

/** The key that a message goes under, and how it is told. */
export interface ChosenKey {
  readonly key: Uint8Array;
  readonly told: Buffer;
}

const CHOSEN: Record<
  KeyInfo,
  (of: GeneralKeys, fields: Fields, fresh: (bytes: number) => Buffer) => ChosenKey
> = {
  none: ({ keys }) => ({ key: keys.encryption, told: Buffer.of(0) }),
  global: ({ keys }) => ({ key: keys.encryption, told: Buffer.of(1, 0, 0) }),
  wrapped: (of, _, fresh) => {
    const key = fresh(of.keys.encryption.length);
    return { key, told: Buffer.concat([Buffer.of(1, 1, 0), withLength(wrapKey(masterOf(of), key))]) };
  },
  'one-pass': (of, fields) => {
    const { server, ownSigning } = agreementOf(of);
    if (!ownSigning) throw new DlmsOptionError('one-pass agreement wants a signing key');
    const once = onceLike(server);
    const point = pointOf(once);
    const given = withLength(Buffer.concat([point, signatureOf(ownSigning, point)]));
    const key = agreedKey(once, server, algorithmOf(of.keys), partiesOf(fields, false));
    return { key, told: Buffer.concat([Buffer.of(1, 2, 1, 1), given]) };
  },
  static: (of, fields) => {
    const { own, server } = agreementOf(of);
    const key = agreedKey(own, server, algorithmOf(of.keys), partiesOf(fields, true));
    return { key, told: Buffer.of(1, 2, 1, 2, 0) };
  },
};

export const chooseKey = (
  info: KeyInfo,
  of: GeneralKeys,
  fields: Fields,
  fresh: (bytes: number) => Buffer,
): ChosenKey => CHOSEN[info](of, fields, fresh);

/** The APDU under a key that was chosen. */
export function protectGeneralCiphering(
  { keys }: GeneralKeys,
  fields: Fields,
  { key, told }: ChosenKey,
  counter: number,
  text: Uint8Array,
  control: number,
): Buffer {
  const own = { encryption: key, authentication: keys.authentication };
  const covered = encodeFields(fields);
  const content = protectContent(own, fields.originator, counter, text, control, covered);
  return Buffer.concat([Buffer.of(GENERAL_CIPHERING), covered, told, content]);
}

export interface OpenedGeneral extends Opened {
  readonly fields: Fields;
  readonly info: KeyInfo;
}

function takeAgreed(bytes: Bytes, of: GeneralKeys, fields: Fields): [KeyInfo, Uint8Array] {
  const parameters = bytes.take(bytes.length());
  const given = bytes.take(bytes.length());
  const algorithm = algorithmOf(of.keys);
  const { own, server, serverSigning } = agreementOf(of);
  if (parameters.equals(Buffer.of(2)) && given.length === 0)
    return ['static', agreedKey(own, server, algorithm, partiesOf(fields, true))];
  if (!parameters.equals(Buffer.of(1)) || given.length !== 2 * pointOf(server).length)
    bytes.refuse('key-info: an agreement that is none');
  if (!serverSigning) throw new DlmsOptionError("one-pass agreement wants the server's public key");
  const point = given.subarray(0, given.length / 2);
  checkSignature(serverSigning, point, given.subarray(given.length / 2));
  return ['one-pass', agreedKey(own, verifyingKey(point), algorithm, partiesOf(fields, false))];
}

function takeKey(bytes: Bytes, of: GeneralKeys, fields: Fields): [KeyInfo, Uint8Array] {
  const isTold = bytes.byte();
  if (isTold === 0) return ['none', of.keys.encryption];
  if (isTold !== 1) bytes.refuse('key-info: neither there nor not');
  const choice = bytes.byte();
  if (choice === 2) return takeAgreed(bytes, of, fields);
  bytes.expect(0, 'key-info: number of the key');
  if (choice === 0) return ['global', of.keys.encryption];
  if (choice !== 1) bytes.refuse(`key-info ${choice}`);
  return ['wrapped', unwrapKey(masterOf(of), bytes.take(bytes.length()))];
}

/** Throws DecipheringError for what is not from `originator` to `recipient`, or not under the key that it tells; ApduError. */
export function openGeneralCiphering(
  of: GeneralKeys,
  { originator, recipient }: Pick<Fields, 'originator' | 'recipient'>,
  apdu: Uint8Array,
  control: number,
): OpenedGeneral {
  const bytes = new Bytes(apdu);
  bytes.expect(GENERAL_CIPHERING, 'general-ciphering');
  const [transaction, from, to, dateTime, other] = Array.from({ length: 5 }, () =>
    bytes.take(bytes.length()),
  );
  if (!from.equals(originator) || !to.equals(recipient))
    throw new DecipheringError(`a message of ${from.toString('hex')} to ${to.toString('hex')}`);
  const fields = { transaction, originator, recipient, dateTime, other };
  const [info, key] = takeKey(bytes, of, fields);
  const own = { encryption: key, authentication: of.keys.authentication };
  const { counter, text } = openRest(own, originator, bytes, control, encodeFields(fields));
  return { service: text[0], counter, text, fields, info };
}
