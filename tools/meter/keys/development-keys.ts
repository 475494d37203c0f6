// The keys of a meter that is no product: a JSON file anybody may read, in the form that readers and tests take.
import { createCipheriv, createECDH, createHash, createHmac, randomBytes, type KeyObject } from 'node:crypto';
import { KEY_CLIENTS } from '../../../shared-protocol/generated/ts/protocol.ts';
import type { Role } from '../../cores/core-runner.ts';
import { verifyingKey } from '../../records/exports/public-key.ts';

/** A client of a board's server: its two AES-128 keys, in hex. */
export interface ClientKeys {
  readonly id: number;
  readonly encryption_key: string;
  readonly authentication_key: string;
  /** Of the reading client of the management core: what it proves itself with (access/first-password.ts). */
  readonly password?: string;
  /** Of the clients of the management core that may be set to mechanism 6 (access/digest-answer.ts). */
  readonly secret?: string;
  /** Of the supervisor of the management core: what it signs with (P-256), and what that is verified by, X and Y. */
  readonly signing_key?: string;
  readonly public_key?: string;
  /** Of the same: what it agrees on keys with (P-256), and what that is known by. */
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
const P256_ORDER = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
const BYTES = { system_title: 8, signing_key: 32, wrapping_key: 32, mac_key: 16, master_key: 16 } as const;
const CLIENT_BYTES = { encryption_key: 16, authentication_key: 16 } as const;
/** What a client has besides, where it has it. */
const PAIR_BYTES = { signing_key: 32, public_key: 64, agreement_key: 32, agreement_public_key: 64 } as const;

/** The file is damaged, or not one of keys. */
export class DevelopmentKeysError extends Error {
  constructor(path: string, where: string, what: string) {
    super(`${path}: ${where}: ${what}`);
  }
}

/** Gives so many bytes for a use. */
type Bytes = (use: string, length: number) => Buffer;

const isPrivate = (key: Buffer): boolean => {
  const value = BigInt(`0x${key.toString('hex')}`);
  return value > 0n && value < P256_ORDER;
};

/** The reading client of the management core has a password; that is a GMAC by its keys. */
const READING_CLIENT = 2;
/** What a secret is a GMAC over, by its use. */
const LABELS = { password: Buffer.from('TWREADER'), secret: Buffer.from('TWDIGEST') } as const;
const PASSWORD_BYTES = 8;

function secretOf(use: keyof typeof LABELS, { encryption_key, authentication_key }: ClientKeys): string {
  const label = LABELS[use];
  const key = Buffer.from(encryption_key, 'hex');
  const mac = createCipheriv('aes-128-gcm', key, Buffer.alloc(12, 0xff), { authTagLength: 12 });
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
  const signing_key = hex(`client ${client.id} signing key`, 32);
  const agreement_key = hex(`client ${client.id} agreement key`, 32);
  const publicOf = (key: string) => publicKeyOf({ signing_key: key }).toString('hex');
  return {
    ...{ ...client, signing_key, public_key: publicOf(signing_key) },
    ...{ agreement_key, agreement_public_key: publicOf(agreement_key) },
  };
}

function boardKeys(role: Role, bytes: Bytes): BoardKeys {
  const hex = (use: string, length: number) => bytes(`${role} ${use}`, length).toString('hex');
  // Three letters of a manufacturer, then the serial number (DLMS UA 1000-2, 4.3.4).
  const title = Buffer.concat([Buffer.from('TWM'), bytes(`${role} serial`, 5)]);
  return {
    system_title: title.toString('hex'),
    signing_key: hex('signing key', 32),
    wrapping_key: hex('wrapping key', 32),
    mac_key: hex('MAC key', 16),
    master_key: hex('master key', 16),
    clients: Array.from({ length: KEY_CLIENTS }, (_, n) =>
      withProof(
        role,
        {
          id: n + 1,
          encryption_key: hex(`encryption key ${n + 1}`, 16),
          authentication_key: hex(`authentication key ${n + 1}`, 16),
        },
        hex,
      ),
    ),
  };
}

const keysBy = (bytes: Bytes): DevelopmentKeys => ({
  about: ABOUT,
  ...boardKeys('metering', bytes),
  management: boardKeys('management', bytes),
});

/** The same keys each time: of every meter that keeps nothing. */
export const testKeys = (): DevelopmentKeys =>
  keysBy((use, length) =>
    createHash('sha256').update(`Twinmeter development keys: ${use}`).digest().subarray(0, length),
  );

/** Keys that no other meter has. */
export function freshKeys(): DevelopmentKeys {
  const draw: Bytes = (use, length) => {
    const bytes = randomBytes(length);
    return /(signing|agreement) key$/.test(use) && !isPrivate(bytes) ? draw(use, length) : bytes;
  };
  return keysBy(draw);
}

/** Of all that stands in the file but itself, in its order. */
const sumOf = (keys: object): string => createHash('sha256').update(JSON.stringify(keys)).digest('hex');

export const formatKeys = (keys: DevelopmentKeys): string =>
  `${JSON.stringify({ ...keys, sha256: sumOf(keys) }, null, 2)}\n`;

type Json = Readonly<Record<string, unknown>>;
type Fail = (where: string, what: string) => never;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function checkHex(value: unknown, bytes: number, where: string, fail: Fail): void {
  if (typeof value !== 'string' || !new RegExp(`^[0-9a-fA-F]{${2 * bytes}}$`).test(value))
    fail(where, `not ${bytes} bytes in hex`);
}

function checkClient(client: unknown, index: number, where: string, fail: Fail): void {
  if (!isObject(client)) return fail(where, 'not an object');
  if (client.id !== index + 1) fail(`${where}.id`, `not ${index + 1}`);
  for (const [name, bytes] of Object.entries(CLIENT_BYTES))
    checkHex(client[name], bytes, `${where}.${name}`, fail);
  for (const [name, bytes] of Object.entries(PAIR_BYTES))
    if (client[name] !== undefined) checkHex(client[name], bytes, `${where}.${name}`, fail);
}

function checkClients(clients: unknown, at: (name: string) => string, fail: Fail): void {
  if (!Array.isArray(clients) || clients.length !== KEY_CLIENTS)
    return fail(at('clients'), `not ${KEY_CLIENTS} clients`);
  clients.forEach((client, n) => checkClient(client, n, at(`clients[${n}]`), fail));
}

function checkBoard(board: unknown, prefix: string, fail: Fail): void {
  if (!isObject(board)) return fail(prefix || 'the file', 'not an object');
  const at = (name: string) => (prefix ? `${prefix}.${name}` : name);
  for (const [name, bytes] of Object.entries(BYTES)) checkHex(board[name], bytes, at(name), fail);
  if (!isPrivate(Buffer.from(String(board.signing_key), 'hex')))
    fail(at('signing_key'), 'no private key of P-256');
  checkClients(board.clients, at, fail);
}

const failing =
  (path: string): Fail =>
  (where, what) => {
    throw new DevelopmentKeysError(path, where, what);
  };

function parsed(text: string, fail: Fail): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return fail('the file', 'not JSON');
  }
}

/** Of a file with the keys that others know, whatever else stands in it. Throws DevelopmentKeysError. */
export function checkClientKeys(path: string, text: string): Pick<BoardKeys, 'master_key' | 'clients'> {
  const fail = failing(path);
  const keys = parsed(text, fail);
  if (!isObject(keys)) return fail('the file', 'not an object');
  checkHex(keys.master_key, BYTES.master_key, 'master_key', fail);
  checkClients(keys.clients, (name) => name, fail);
  return keys as unknown as BoardKeys;
}

/**
 * Takes the text of a file; one that somebody wrote by hand may lack its sum. Throws DevelopmentKeysError with the first
 * thing that is wrong with it.
 */
export function parseKeys(path: string, text: string): DevelopmentKeys {
  const fail = failing(path);
  const keys = parsed(text, fail);
  checkBoard(keys, '', fail);
  checkBoard((keys as Json).management, 'management', fail);
  const { sha256, ...rest } = keys as Json;
  if (sha256 !== undefined && sha256 !== sumOf(rest))
    fail('the file', 'damaged: its keys are not those its sha256 is of');
  return rest as unknown as DevelopmentKeys;
}

/** Public key (X, Y) of a signing key. */
export function publicKeyOf({ signing_key }: Pick<BoardKeys, 'signing_key'>): Buffer {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(Buffer.from(signing_key, 'hex'));
  return ecdh.getPublicKey().subarray(1);
}

/** The private key that a board agrees on keys with: made of its wrapping key (hal/src/jobs.c). */
export function agreementKeyOf({ wrapping_key }: Pick<BoardKeys, 'wrapping_key'>): Buffer {
  const of = (n: number) =>
    createHmac('sha256', Buffer.from(wrapping_key, 'hex')).update('TWAGREE').update(Buffer.of(n)).digest();
  let n = 0;
  while (!isPrivate(of(n))) n++;
  return of(n);
}

/** The same as a key that Node's cryptography verifies with. */
export const verifyingKeyOf = (keys: BoardKeys): KeyObject => verifyingKey(publicKeyOf(keys));

export const keysOf = (keys: DevelopmentKeys, role: Role): BoardKeys =>
  role === 'metering' ? keys : keys.management;
