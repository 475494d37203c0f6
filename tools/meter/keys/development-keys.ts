// The keys of a meter that is no product: a JSON file anybody may read, in the form that readers and tests take.
import { createCipheriv, createECDH, createHash, createHmac, randomBytes, type KeyObject } from 'node:crypto';
import { KEY_CLIENTS } from '../../../shared-protocol/generated/ts/protocol.ts';
import type { Role } from '../../cores/core-runner.ts';
import { verifyingKey } from '../../records/exports/public-key.ts';

/** A client of a board's server: its two AES keys, in hex; 32 bytes each where it has security suite 2, else 16. */
export interface ClientKeys {
  readonly id: number;
  readonly encryption_key: string;
  readonly authentication_key: string;
  /** Of the reading client of the management core: what it proves itself with (access/first-password.ts). */
  readonly password?: string;
  /** Of the clients of the management core that may be set to mechanism 6 (access/digest-answer.ts). */
  readonly secret?: string;
  /** Of the supervisor of the management core: what it signs with (P-256, under suite 2 P-384), and what that is verified by, X and Y. */
  readonly signing_key?: string;
  readonly public_key?: string;
  /** Of the same: what it agrees on keys with, and what that is known by. */
  readonly agreement_key?: string;
  readonly agreement_public_key?: string;
}

/** What one board has; all keys in hex. */
export interface BoardKeys {
  readonly system_title: string;
  /** Private key, P-256. */
  readonly signing_key: string;
  /** What the others are wrapped under in the board's storage. */
  readonly wrapping_key: string;
  readonly mac_key: string;
  readonly master_key: string;
  readonly clients: readonly ClientKeys[];
}

/** The file: what the metering board has, that of the management board beside it. */
export interface DevelopmentKeys extends BoardKeys {
  readonly about: string;
  readonly management: BoardKeys;
}

const ABOUT = 'Keys of a meter for development: whoever can read this file can forge what the meter signs.';
/** Orders of P-256 and P-384, by the bytes of a private key. */
const ORDERS: Readonly<Record<number, bigint>> = {
  32: BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551'),
  48: BigInt(
    '0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973',
  ),
};
/** Bytes of a private key of the supervisor, by those of its symmetric keys. */
export const PRIVATE_BYTES: Readonly<Record<number, number>> = { 16: 32, 32: 48 };

/** Gives so many bytes for a use. */
type Bytes = (use: string, length: number) => Buffer;

/** True of the bytes of a private key of P-256 or P-384. */
export const isPrivate = (key: Buffer): boolean => {
  const value = BigInt(`0x${key.toString('hex')}`);
  return value > 0n && value < ORDERS[key.length];
};

/** The reading client of the management core has a password; that is a GMAC by its keys. */
const READING_CLIENT = 2;
/** What a secret is a GMAC over, by its use. */
const LABELS = { password: Buffer.from('TWREADER'), secret: Buffer.from('TWDIGEST') } as const;
const PASSWORD_BYTES = 8;

function secretOf(use: keyof typeof LABELS, { encryption_key, authentication_key }: ClientKeys): string {
  const label = LABELS[use];
  const key = Buffer.from(encryption_key, 'hex');
  const name = key.length === 32 ? 'aes-256-gcm' : 'aes-128-gcm';
  const mac = createCipheriv(name, key, Buffer.alloc(12, 0xff), { authTagLength: 12 });
  const also = Buffer.from(authentication_key, 'hex');
  mac.setAAD(Buffer.concat([label.subarray(0, 1), also, label.subarray(1)]));
  mac.final();
  return mac.getAuthTag().subarray(0, PASSWORD_BYTES).toString('hex').toUpperCase();
}

/** The supervisor of the management core signs. */
const SUPERVISOR_CLIENT = 3;

/** What a client of the management core proves itself with beside its two keys. */
function withProof(role: Role, client: ClientKeys, hex: (use: string, length: number) => string): ClientKeys {
  if (role !== 'management') return client;
  if (client.id === READING_CLIENT) return { ...client, password: secretOf('password', client) };
  if (client.id !== SUPERVISOR_CLIENT) return { ...client, secret: secretOf('secret', client) };
  const bytes = PRIVATE_BYTES[client.encryption_key.length / 2];
  const signing_key = hex(`client ${client.id} signing key`, bytes);
  const agreement_key = hex(`client ${client.id} agreement key`, bytes);
  const publicOf = (key: string) => publicKeyOf({ signing_key: key }).toString('hex');
  return {
    ...{ ...client, signing_key, public_key: publicOf(signing_key) },
    ...{ agreement_key, agreement_public_key: publicOf(agreement_key) },
  };
}

/** Security suite 2 of the management board's clients, or the first ones. */
export type KeySuite = 1 | 2;

function boardKeys(role: Role, bytes: Bytes, suite: KeySuite): BoardKeys {
  const length = suite === 2 ? 32 : 16;
  const hex = (use: string, length: number) => bytes(`${role} ${use}`, length).toString('hex');
  // Three letters of a manufacturer, then the serial number (DLMS UA 1000-2, 4.3.4).
  const title = Buffer.concat([Buffer.from('TWM'), bytes(`${role} serial`, 5)]);
  return {
    system_title: title.toString('hex'),
    signing_key: hex('signing key', 32),
    wrapping_key: hex('wrapping key', 32),
    mac_key: hex('MAC key', 16),
    master_key: hex('master key', length),
    clients: Array.from({ length: KEY_CLIENTS }, (_, n) =>
      withProof(
        role,
        {
          id: n + 1,
          encryption_key: hex(`encryption key ${n + 1}`, length),
          authentication_key: hex(`authentication key ${n + 1}`, length),
        },
        hex,
      ),
    ),
  };
}

const keysBy = (bytes: Bytes, suite: KeySuite): DevelopmentKeys => ({
  about: ABOUT,
  ...boardKeys('metering', bytes, 1),
  management: boardKeys('management', bytes, suite),
});

/** The same keys each time: of every meter that keeps nothing. */
export const testKeys = (suite: KeySuite = 1): DevelopmentKeys =>
  keysBy(
    (use, length) =>
      createHash(length > 32 ? 'sha384' : 'sha256')
        .update(`Twinmeter development keys: ${use}`)
        .digest()
        .subarray(0, length),
    suite,
  );

/** Keys that no other meter has. */
export function freshKeys(suite: KeySuite = 1): DevelopmentKeys {
  const draw: Bytes = (use, length) => {
    const bytes = randomBytes(length);
    return /(signing|agreement) key$/.test(use) && !isPrivate(bytes) ? draw(use, length) : bytes;
  };
  return keysBy(draw, suite);
}

/** Public key (X, Y) of a private key. */
export function pointOfPrivate(key: Uint8Array): Buffer {
  const ecdh = createECDH(key.length === 48 ? 'secp384r1' : 'prime256v1');
  ecdh.setPrivateKey(key);
  return ecdh.getPublicKey().subarray(1);
}

/** The same of a signing key. */
export const publicKeyOf = ({ signing_key }: Pick<BoardKeys, 'signing_key'>): Buffer =>
  pointOfPrivate(Buffer.from(signing_key, 'hex'));

/** A private key that a board makes of its wrapping key (hal/src/jobs.c). */
function madeKey(wrapping_key: string, use: string, suite: KeySuite): Buffer {
  const of = (n: number) =>
    createHmac(suite === 2 ? 'sha384' : 'sha256', Buffer.from(wrapping_key, 'hex'))
      .update(use)
      .update(Buffer.of(n))
      .digest();
  let n = 0;
  while (!isPrivate(of(n))) n++;
  return of(n);
}

/** The private key that a board agrees on keys with: of P-256, under suite 2 of P-384. */
export const agreementKeyOf = (
  { wrapping_key }: Pick<BoardKeys, 'wrapping_key'>,
  suite: KeySuite = 1,
): Buffer => madeKey(wrapping_key, 'TWAGREE', suite);

/** The one that it signs with: the one that it was given, or under suite 2 one of P-384. */
export const signingKeyOf = (
  { signing_key, wrapping_key }: Pick<BoardKeys, 'signing_key' | 'wrapping_key'>,
  suite: KeySuite,
): Buffer => (suite === 2 ? madeKey(wrapping_key, 'TWSIGNS', suite) : Buffer.from(signing_key, 'hex'));

/** The suite of a client of the management board, by its keys: 2, or one of the others. */
export const keySuiteOf = ({ encryption_key }: Pick<ClientKeys, 'encryption_key'>): KeySuite =>
  encryption_key.length === 64 ? 2 : 1;

/** The same as a key that Node's cryptography verifies with. */
export const verifyingKeyOf = (keys: BoardKeys): KeyObject => verifyingKey(publicKeyOf(keys));

export const keysOf = (keys: DevelopmentKeys, role: Role): BoardKeys =>
  role === 'metering' ? keys : keys.management;
