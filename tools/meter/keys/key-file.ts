// The file of development keys as text: written with its sum, and judged field by field when it is read.
import { createHash } from 'node:crypto';
import { KEY_CLIENTS } from '../../../shared-protocol/generated/ts/protocol.ts';
import { isPrivate, PRIVATE_BYTES, type BoardKeys, type DevelopmentKeys } from './development-keys.ts';

const BYTES = { system_title: 8, signing_key: 32, wrapping_key: 32, mac_key: 16 } as const;
const CLIENT_KEYS = ['encryption_key', 'authentication_key'] as const;
/** What a client has besides, where it has it: so many times the bytes of a coordinate. */
const PAIRS = { signing_key: 1, public_key: 2, agreement_key: 1, agreement_public_key: 2 } as const;

/** The file is damaged, or not one of keys. */
export class DevelopmentKeysError extends Error {
  constructor(path: string, where: string, what: string) {
    super(`${path}: ${where}: ${what}`);
  }
}

/** Of all that stands in the file but itself, in its order. */
const sumOf = (keys: object): string => createHash('sha256').update(JSON.stringify(keys)).digest('hex');

export const formatKeys = (keys: DevelopmentKeys): string =>
  `${JSON.stringify({ ...keys, sha256: sumOf(keys) }, null, 2)}\n`;

type Json = Readonly<Record<string, unknown>>;
type Fail = (where: string, what: string) => never;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isHex = (value: unknown, bytes: number): value is string =>
  typeof value === 'string' && new RegExp(`^[0-9a-fA-F]{${2 * bytes}}$`).test(value);

function checkHex(value: unknown, bytes: number, where: string, fail: Fail): void {
  if (!isHex(value, bytes)) fail(where, `not ${bytes} bytes in hex`);
}

/** Bytes of a key of AES: suite 2, which the management core alone has, has 32. */
const [SHORT, ANY] = [[16], [16, 32]] as const;

function aesBytes(value: unknown, allowed: readonly number[], where: string, fail: Fail): number {
  return (
    allowed.find((bytes) => isHex(value, bytes)) ?? fail(where, `not ${allowed.join(' or ')} bytes in hex`)
  );
}

/** Where a client stands, and which lengths its keys may have. */
interface At {
  readonly where: string;
  readonly allowed: readonly number[];
  readonly fail: Fail;
}

function checkClient(client: unknown, index: number, { where, allowed, fail }: At): void {
  if (!isObject(client)) return fail(where, 'not an object');
  if (client.id !== index + 1) fail(`${where}.id`, `not ${index + 1}`);
  const bytes = aesBytes(client[CLIENT_KEYS[0]], allowed, `${where}.${CLIENT_KEYS[0]}`, fail);
  checkHex(client[CLIENT_KEYS[1]], bytes, `${where}.${CLIENT_KEYS[1]}`, fail);
  for (const [name, times] of Object.entries(PAIRS))
    if (client[name] !== undefined)
      checkHex(client[name], times * PRIVATE_BYTES[bytes], `${where}.${name}`, fail);
}

function checkClients(
  clients: unknown,
  at: (name: string) => string,
  allowed: readonly number[],
  fail: Fail,
): void {
  if (!Array.isArray(clients) || clients.length !== KEY_CLIENTS)
    return fail(at('clients'), `not ${KEY_CLIENTS} clients`);
  clients.forEach((client, n) => checkClient(client, n, { where: at(`clients[${n}]`), allowed, fail }));
}

function checkBoard(board: unknown, prefix: string, fail: Fail): void {
  if (!isObject(board)) return fail(prefix || 'the file', 'not an object');
  const at = (name: string) => (prefix ? `${prefix}.${name}` : name);
  for (const [name, bytes] of Object.entries(BYTES)) checkHex(board[name], bytes, at(name), fail);
  const allowed = prefix ? ANY : SHORT;
  aesBytes(board.master_key, allowed, at('master_key'), fail);
  if (!isPrivate(Buffer.from(String(board.signing_key), 'hex')))
    fail(at('signing_key'), 'no private key of P-256');
  checkClients(board.clients, at, allowed, fail);
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
  aesBytes(keys.master_key, SHORT, 'master_key', fail);
  checkClients(keys.clients, (name) => name, SHORT, fail);
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
