// The tool's side of the transport key: what both sides sign and derive it from, and the keys enciphered by it.
import { createCipheriv, createECDH, createHash, randomBytes, verify } from 'node:crypto';
import { verifyingKey } from '../../records/exports/public-key.ts';

/** As CEREMONY_LABEL of hal/provision/ceremony.h. */
const LABEL = Buffer.from('Twinmeter provisioning 1');
const UNCOMPRESSED = Buffer.of(4);
/** Of the key derivation of NIST SP 800-56A, 5.8.2.1: one step. */
const COUNTER = Buffer.of(0, 0, 0, 1);

/** Whom the key is for. */
export interface Whom {
  readonly role: number;
  readonly chip: Uint8Array;
  readonly title: Uint8Array;
}

/** What the board offers. */
export interface Offer {
  readonly publicKey: Buffer;
  readonly boardKey: Buffer;
  readonly signature: Buffer;
}

/** A key pair for one ceremony. */
export class TransportKey {
  readonly #ecdh = createECDH('prime256v1');
  /** X, Y of its public half. */
  readonly toolKey = this.#ecdh.generateKeys().subarray(1);

  #text({ role, chip, title }: Whom, { boardKey }: Offer): Buffer {
    return Buffer.concat([LABEL, Buffer.of(role), chip, title, this.toolKey, boardKey]);
  }

  /** Whether the offered key signed this very ceremony. */
  isSigned(whom: Whom, offer: Offer): boolean {
    const key = { key: verifyingKey(offer.publicKey), dsaEncoding: 'ieee-p1363' } as const;
    return verify('sha256', this.#text(whom, offer), key, offer.signature);
  }

  /** Enciphers keys for the board: AES-256-GCM under the agreed key, over what was signed. */
  seal(whom: Whom, offer: Offer, keys: Uint8Array): { nonce: Buffer; keys: Buffer; tag: Buffer } {
    const text = this.#text(whom, offer);
    const secret = this.#ecdh.computeSecret(Buffer.concat([UNCOMPRESSED, offer.boardKey]));
    const key = createHash('sha256').update(COUNTER).update(secret).update(text).digest();
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(text);
    const sealed = Buffer.concat([cipher.update(keys), cipher.final()]);
    return { nonce, keys: sealed, tag: cipher.getAuthTag() };
  }
}
