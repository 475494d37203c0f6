// What a DLMS client may be told of itself, its keys and its server.
import type { KeyObject } from 'node:crypto';
import type { Agreement } from './acse.ts';
import type { Keys } from './ciphering.ts';
import type { AgreementKeys, KeyInfo } from './general-ciphering.ts';
import type { SigningKeys } from './general-signing.ts';
import type { Ciphering, Suite } from './security.ts';

export interface ClientOptions {
  /** Without them nothing is ciphered. */
  readonly keys?: Keys;
  /** System title of the client, 8 bytes. */
  readonly title: Uint8Array;
  /** The next counter of the client's own; never one that was used before with these keys. */
  readonly counter?: number;
  readonly challenge?: Uint8Array;
  /** Ciphers what it agrees on, too. */
  readonly cipherInitiate?: boolean;
  readonly agreement?: Agreement;
  /** 0 none, 1 low, 3 to 7 high; 5 where there are keys. */
  readonly mechanism?: number;
  /** Password of low level, secret of mechanisms 3, 4 and 6. */
  readonly secret?: Uint8Array;
  /** APDUs are ciphered; so where there are keys. */
  readonly isCiphered?: boolean;
  readonly suite?: Suite;
  /** Authenticated (10 hex), encrypted (20), or both. */
  readonly control?: number;
  readonly ciphering?: Ciphering;
  /** Of general-ciphering ('general'): which key, and what that is wrapped or agreed on by. */
  readonly keyInfo?: KeyInfo;
  readonly masterKey?: Uint8Array;
  readonly agreementKeys?: AgreementKeys;
  /** Once associated what is asked is signed, then ciphered in a general form; what is answered has to be. */
  readonly signing?: SigningKeys;
  /** Mechanism 7: own private key, the server's public one. */
  readonly signingKey?: KeyObject;
  readonly serverKey?: KeyObject;
  /** Goes on with the counter that the server awaits, where that is higher. */
  readonly recoverCounter?: boolean;
  /** Longer requests go in general blocks of so many bytes, where these were agreed on; else those that the server does not take. */
  readonly generalBytes?: number;
  /** Bytes of an answer in blocks that have come. */
  readonly onProgress?: (bytes: number) => void;
}
