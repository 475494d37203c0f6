// A decoder key with its algorithm: what turns the block of a token into one that only its meter reads.
import { TokenRangeError } from './errors.ts';
import { decryptMisty1, encryptMisty1 } from './misty1.ts';
import { checkTables, decryptSta, encryptSta, type StaTables } from './sta.ts';

export interface Cipher {
  readonly encrypt: (block: bigint) => bigint;
  readonly decrypt: (block: bigint) => bigint;
}

/** Encryption algorithm 11. */
export const misty1Cipher = (key: Uint8Array): Cipher => ({
  encrypt: (block) => encryptMisty1(key, block),
  decrypt: (block) => decryptMisty1(key, block),
});

const STA_KEY_BYTES = 8;

/** Encryption algorithm 07, with tables from outside. */
export function staCipher(key: Uint8Array, tables: StaTables): Cipher {
  if (key.length !== STA_KEY_BYTES) throw new TokenRangeError(`a key of STA has 8 bytes, not ${key.length}`);
  checkTables(tables);
  const number = BigInt(`0x${Buffer.from(key).toString('hex')}`);
  return {
    encrypt: (block) => encryptSta(tables, number, block),
    decrypt: (block) => decryptSta(tables, number, block),
  };
}
