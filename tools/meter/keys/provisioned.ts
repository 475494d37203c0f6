// What a factory leaves on a board: its identity as the C host and the chip's OTP have it, its other keys in the FRAM.
import { createCipheriv, createHmac } from 'node:crypto';
import { putBanked } from '../../records/banked.ts';
import {
  CLIENT_AGREEMENT_KEY_384_MAGIC,
  CLIENT_AGREEMENT_KEY_MAGIC,
  CLIENT_SIGNING_KEY_384_MAGIC,
  CLIENT_SIGNING_KEY_MAGIC,
  FRAM_CLIENT_AGREEMENT_KEY_384_A,
  FRAM_CLIENT_AGREEMENT_KEY_384_B,
  FRAM_CLIENT_AGREEMENT_KEY_A,
  FRAM_CLIENT_AGREEMENT_KEY_B,
  FRAM_CLIENT_SIGNING_KEY_384_A,
  FRAM_CLIENT_SIGNING_KEY_384_B,
  FRAM_CLIENT_SIGNING_KEY_A,
  FRAM_CLIENT_SIGNING_KEY_B,
  KEY_BANK_BYTES,
  KEY_BANKS,
  KEY_CLIENTS,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import type { Role } from '../../cores/core-runner.ts';
import { cmac } from './cmac.ts';
import {
  keysOf,
  keySuiteOf,
  publicKeyOf,
  testKeys,
  type BoardKeys,
  type DevelopmentKeys,
} from './development-keys.ts';

/** hal_identity_t: system title, private key, public key, wrapping key. */
export function identityOf(keys: BoardKeys): Buffer {
  const hex = (text: string) => Buffer.from(text, 'hex');
  return Buffer.concat([
    hex(keys.system_title),
    hex(keys.signing_key),
    publicKeyOf(keys),
    hex(keys.wrapping_key),
  ]);
}

const MAGIC = 'TMK1';
/** Bytes of a wrapped key of 32 bytes, for which there is room. */
const WRAPPED_MAX = 40;
/** RFC 3394, 2.2.3.1. */
const INITIAL = Buffer.alloc(8, 0xa6);

function wrapped(kek: Buffer, key: Buffer): Buffer {
  const cipher = createCipheriv('id-aes256-wrap', kek, INITIAL);
  return Buffer.concat([cipher.update(key), cipher.final()]);
}

function slot(kek: Buffer, hex: string): Buffer {
  const key = Buffer.from(hex, 'hex');
  const bytes = Buffer.alloc(4 + WRAPPED_MAX);
  bytes.writeUInt32LE(key.length);
  wrapped(kek, key).copy(bytes, 4);
  return bytes;
}

/** A bank of the key store (hal/src/key_bank.h) with this sequence number. */
export function keyBank(keys: BoardKeys, sequence = 1): Buffer {
  const kek = Buffer.from(keys.wrapping_key, 'hex');
  const clients = keys.clients.slice(0, KEY_CLIENTS);
  const all = [
    keys.mac_key,
    keys.master_key,
    ...clients.map((client) => client.encryption_key),
    ...clients.map((client) => client.authentication_key),
  ];
  const head = Buffer.alloc(8);
  head.write(MAGIC, 'latin1');
  head.writeUInt32LE(sequence, 4);
  const covered = Buffer.concat([head, ...all.map((key) => slot(kek, key))]);
  return Buffer.concat([covered, createHmac('sha256', kek).update(covered).digest()]);
}

/** Where the core keeps a public key of the client that signs, and the label of its MAC (access/client-key.ts). */
const CLIENT_KEYS = {
  client_signing_key: {
    label: 'TWCLIENT',
    magic: CLIENT_SIGNING_KEY_MAGIC,
    banks: [FRAM_CLIENT_SIGNING_KEY_A, FRAM_CLIENT_SIGNING_KEY_B],
  },
  client_agreement_key: {
    label: 'TWAGREED',
    magic: CLIENT_AGREEMENT_KEY_MAGIC,
    banks: [FRAM_CLIENT_AGREEMENT_KEY_A, FRAM_CLIENT_AGREEMENT_KEY_B],
  },
  client_signing_key_384: {
    label: 'TWCLNT38',
    magic: CLIENT_SIGNING_KEY_384_MAGIC,
    banks: [FRAM_CLIENT_SIGNING_KEY_384_A, FRAM_CLIENT_SIGNING_KEY_384_B],
  },
  client_agreement_key_384: {
    label: 'TWAGRE38',
    magic: CLIENT_AGREEMENT_KEY_384_MAGIC,
    banks: [FRAM_CLIENT_AGREEMENT_KEY_384_A, FRAM_CLIENT_AGREEMENT_KEY_384_B],
  },
} as const;

function putClientKey(
  fram: Uint8Array,
  mac_key: string,
  record: keyof typeof CLIENT_KEYS,
  key: string | undefined,
): void {
  if (key === undefined) return;
  const { label, magic, banks } = CLIENT_KEYS[record];
  const public_key = Buffer.from(key, 'hex');
  const mac = cmac(Buffer.from(mac_key, 'hex'), Buffer.concat([Buffer.from(label), public_key]));
  for (let i = 0; i < 2; i++)
    putBanked(fram, record, magic, banks, { public_key: [...public_key], mac: [...mac] });
}

function putClientKeys(fram: Uint8Array, { mac_key, clients }: BoardKeys): void {
  const signer = clients.find(({ public_key }) => public_key !== undefined);
  if (!signer) return;
  const [signing, agreement] =
    keySuiteOf(signer) === 2
      ? (['client_signing_key_384', 'client_agreement_key_384'] as const)
      : (['client_signing_key', 'client_agreement_key'] as const);
  putClientKey(fram, mac_key, signing, signer.public_key);
  putClientKey(fram, mac_key, agreement, signer.agreement_public_key);
}

const isBlank = (bytes: Uint8Array) => bytes.every((byte) => byte === 0xff);

/** Banks and identity of keys that many meters have, made once. */
interface Provision {
  readonly bank: Buffer;
  readonly identity: Buffer;
}
const known = new WeakMap<BoardKeys, Provision>();

function provisionOf(keys: BoardKeys): Provision {
  const made = known.get(keys) ?? { bank: keyBank(keys), identity: identityOf(keys) };
  known.set(keys, made);
  return made;
}

let ofTests: DevelopmentKeys | undefined;

/**
 * Gives a board its identity, and puts its keys into its FRAM where no bank of a key store was ever written. Without
 * keys they are those of every test meter.
 */
export function provision(fram: Uint8Array, role: Role, keys?: DevelopmentKeys): Uint8Array {
  const board = keysOf(keys ?? (ofTests ??= testKeys()), role);
  const { bank, identity } = provisionOf(board);
  if (!isBlank(fram.subarray(KEY_BANKS, KEY_BANKS + 2 * KEY_BANK_BYTES))) return identity;
  for (const at of [KEY_BANKS, KEY_BANKS + KEY_BANK_BYTES]) fram.set(bank, at);
  putClientKeys(fram, board);
  return identity;
}
