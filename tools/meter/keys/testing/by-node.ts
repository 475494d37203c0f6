// What Node's own cryptography makes of keys and messages: the other opinion in the specs of the key store.
import * as crypto from 'node:crypto';

/** A key wrapped as RFC 3394 has it. */
export const wrap = (kek: Buffer, key: Buffer) => {
  const cipher = crypto.createCipheriv(
    `id-aes${8 * kek.length}-wrap` as 'id-aes128-wrap',
    kek,
    Buffer.alloc(8, 0xa6),
  );
  return Buffer.concat([cipher.update(key), cipher.final()]);
};
/** Nonce, text and tag of AES-GCM as DLMS has it. */
export const sealed = (key: Buffer, nonce: Buffer, also: Buffer, text: Buffer) => {
  const cipher = crypto.createCipheriv('aes-128-gcm', key, nonce, { authTagLength: 12 });
  cipher.setAAD(also);
  return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
};
