// What a meter ciphers in a session of programming mode, deciphered by the keys of the people at it (docs/optical-port.md).
import { createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { ClientError } from '../errors.ts';
import { gcmOf, type LevelThreeKeys } from './response.ts';

const LABEL = Buffer.from('TWCIPHER', 'latin1');
/** Security control byte: authenticated and ciphered. */
const SECURED = 0x30;
const SALT_BYTES = 8;
const TAG_BYTES = 12;
const DRAWN_BYTES = 16;
/** A command that is said again has its value ciphered again, under the next number. */
const AGAIN_MOST = 3;

/** Another key, another meter, another session, or something in between changed it. */
export class CipherError extends ClientError {
  override name = 'CipherError';
}

/** One data set: what was asked for and what it is told under, what stands in its brackets, whether it is the last block. */
export interface CipheredSet {
  readonly id: string;
  readonly told: string;
  readonly value: string;
  readonly isLast: boolean;
}

export class SessionCipher {
  /** What the reader drew, in hex: the operand of P2. */
  readonly drawn: string;
  readonly #keys: LevelThreeKeys;
  readonly #salt: Buffer;
  #next = 0;

  constructor(challenge: string, keys: LevelThreeKeys, drawn = randomBytes(DRAWN_BYTES).toString('hex')) {
    this.drawn = drawn.toUpperCase();
    this.#keys = keys;
    const parts = [LABEL, ...[keys.system_title, challenge, drawn].map((hex) => Buffer.from(hex, 'hex'))];
    this.#salt = createHash('sha256').update(Buffer.concat(parts)).digest().subarray(0, SALT_BYTES);
  }

  /** What would stand in the brackets without the cipher. Throws CipherError. */
  open(set: CipheredSet): string {
    if (set.told !== set.id) throw new CipherError(`asked for '${set.id}', was told of '${set.told}'`);
    const sealed = Buffer.from(set.value, 'hex');
    if (sealed.length * 2 !== set.value.length || sealed.length < TAG_BYTES)
      throw new CipherError('a value that is not ciphered, where the session is');
    for (let number = this.#next; number < this.#next + AGAIN_MOST; number++) {
      const text = this.#openAs(number, sealed, set);
      if (!text) continue;
      this.#next = number + 1;
      return text.toString('latin1');
    }
    throw new CipherError('a ciphered value that these keys do not open, or that was changed on its way');
  }

  #openAs(number: number, sealed: Buffer, { id, isLast }: CipheredSet): Buffer | undefined {
    const nonce = Buffer.concat([this.#salt, Buffer.alloc(4)]);
    nonce.writeUInt32BE(number, SALT_BYTES);
    const key = Buffer.from(this.#keys.encryption_key, 'hex');
    const cipher = createDecipheriv(gcmOf(key), key, nonce, { authTagLength: TAG_BYTES });
    const also = Buffer.from(this.#keys.authentication_key, 'hex');
    const told = Buffer.from(id, 'latin1');
    cipher.setAAD(Buffer.concat([Buffer.of(SECURED), also, Buffer.of(isLast ? 0 : 1), told]));
    cipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    try {
      return Buffer.concat([cipher.update(sealed.subarray(0, -TAG_BYTES)), cipher.final()]);
    } catch {
      return undefined;
    }
  }
}
