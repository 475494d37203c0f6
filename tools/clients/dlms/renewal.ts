// New keys of a client (class 64): transferred under the master key, or agreed on by keys made for it on both sides, C(2e,0s).
import type { KeyObject } from 'node:crypto';
import { agreedKey, checkSignature, onceLike, pointOf, signatureOf, type Algorithm } from './agreement.ts';
import { verifyingKey } from './authentication.ts';
import type { Data } from './axdr.ts';
import { ApduError } from './errors.ts';
import { wrapKey } from './general-ciphering.ts';

const SECURITY_SETUP = { class: 64, obis: '0-0:43.0.0.255' } as const;
export const KEY_TRANSFER = { ...SECURITY_SETUP, id: 2 } as const;
export const KEY_AGREEMENT = { ...SECURITY_SETUP, id: 3 } as const;

/** Keys that a client renews, by their numbers. */
export const RENEWED = { encryption: 0, authentication: 2, master: 3 } as const;
export type Renewed = keyof typeof RENEWED;

const keyData = (key: Renewed, bytes: Uint8Array): Data => ({
  type: 'structure',
  of: [
    { type: 'enum', value: BigInt(RENEWED[key]) },
    { type: 'octet-string', bytes },
  ],
});

/** The parameter of a transfer: each key under the master key in force. */
export const transferred = (
  masterKey: Uint8Array,
  keys: readonly (readonly [Renewed, Uint8Array])[],
): Data => ({
  type: 'array',
  of: keys.map(([name, key]) => keyData(name, wrapKey(masterKey, key))),
});

/** Who agrees: both system titles, what the client signs with, and what the server's signature is verified by. */
export interface Agreeing {
  readonly client: Uint8Array;
  readonly server: Uint8Array;
  readonly ownSigning: KeyObject;
  readonly serverSigning: KeyObject;
}

const algorithmOf = (key: Renewed, isLong: boolean): Algorithm =>
  `aes-${key === 'master' ? 'wrap' : 'gcm'}-${isLong ? 256 : 128}`;

/** An agreement under way: what is sent, and the key that an answer to it makes. */
export class KeyAgreement {
  readonly parameter: Data;
  readonly #key: Renewed;
  readonly #of: Agreeing;
  readonly #once: KeyObject;

  /** `once`: the client's key for this agreement alone; a fresh one without. */
  constructor(key: Renewed, of: Agreeing, once: KeyObject = onceLike(of.serverSigning)) {
    this.#key = key;
    this.#of = of;
    this.#once = once;
    const point = pointOf(once);
    const signature = signatureOf(of.ownSigning, this.#signed(point));
    this.parameter = { type: 'array', of: [keyData(key, Buffer.concat([point, signature]))] };
  }

  #signed(point: Uint8Array): Buffer {
    return Buffer.concat([Buffer.of(RENEWED[this.#key]), point]);
  }

  /** The new key. Throws DecipheringError for a signature that is not the server's, ApduError for another answer. */
  keyOf(answer: Data | undefined): Buffer {
    const told = answer?.type === 'array' ? answer.of[0] : undefined;
    const [number, bytes] = told?.type === 'structure' ? told.of : [];
    const isAnswer = number?.type === 'enum' && number.value === BigInt(RENEWED[this.#key]);
    if (!isAnswer || bytes?.type !== 'octet-string')
      throw new ApduError('no answer to a key agreement', Buffer.alloc(0));
    const given = Buffer.from(bytes.bytes);
    const point = given.subarray(0, given.length / 2);
    checkSignature(this.#of.serverSigning, this.#signed(point), given.subarray(given.length / 2));
    const parties = { partyU: this.#of.client, partyV: this.#of.server };
    const isLong = point.length > 64;
    return agreedKey(this.#once, verifyingKey(point), algorithmOf(this.#key, isLong), parties);
  }
}
