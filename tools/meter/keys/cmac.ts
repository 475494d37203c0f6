// AES-CMAC (RFC 4493), which Node's cryptography does not have: over AES in blocks.
import { createCipheriv } from 'node:crypto';

const BLOCK = 16;
/** What x^128 is in the field of the subkeys. */
const REDUCTION = 0x87;

/** Twice a block as a number, reduced (RFC 4493, 2.3). */
function doubled(block: Buffer): Buffer {
  const twice = Buffer.from(block.map((byte, i) => (byte << 1) | ((block[i + 1] ?? 0) >> 7)));
  if (block[0] & 0x80) twice[BLOCK - 1] ^= REDUCTION;
  return twice;
}

const xored = (a: Uint8Array, b: Uint8Array): Buffer => Buffer.from(a.map((byte, i) => byte ^ b[i]));

/** The MAC of any bytes by a key of 16. */
export function cmac(key: Uint8Array, text: Uint8Array): Buffer {
  const encipher = (block: Uint8Array) =>
    createCipheriv('aes-128-ecb', key, null).setAutoPadding(false).update(block);
  const isWhole = text.length > 0 && text.length % BLOCK === 0;
  const single = doubled(encipher(Buffer.alloc(BLOCK)));
  const padded = isWhole ? text : Buffer.concat([text, Buffer.of(0x80)]);
  const blocks = Buffer.concat([padded, Buffer.alloc((BLOCK - (padded.length % BLOCK)) % BLOCK)]);
  blocks.set(xored(blocks.subarray(-BLOCK), isWhole ? single : doubled(single)), blocks.length - BLOCK);
  let state: Buffer = Buffer.alloc(BLOCK);
  for (let at = 0; at < blocks.length; at += BLOCK)
    state = encipher(xored(blocks.subarray(at, at + BLOCK), state));
  return state;
}
