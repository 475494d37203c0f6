// Keys of associations in the C host's store: kept in RAM under their handles, used as a client's, and forgotten.
import { createCipheriv, randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { testKeys } from './development-keys.ts';
import { provision } from './provisioned.ts';
import {
  FRAM_BYTES,
  KEY_ASSOCIATIONS,
  KEY_AUTHENTICATION,
  KEY_BANKS,
  KEY_DEDICATED,
  KEY_ENCRYPTION,
  Status,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { KeysLibrary } from '../../cores/keys-library.ts';

const also = Buffer.from(testKeys().management.clients[0].authentication_key, 'hex');
/** Nonce, security control, text, room for the tag. */
const message = () =>
  Buffer.concat([Buffer.alloc(12, 5), Buffer.of(0x30), Buffer.from('text'), Buffer.alloc(12)]);

function sealed(key: Buffer): Buffer {
  const cipher = createCipheriv('aes-128-gcm', key, Buffer.alloc(12, 5), { authTagLength: 12 });
  cipher.setAAD(Buffer.concat([Buffer.of(0x30), also]));
  const text = Buffer.concat([cipher.update('text'), cipher.final()]);
  return Buffer.concat([Buffer.alloc(12, 5), Buffer.of(0x30), text, cipher.getAuthTag()]);
}

describe('Dedicated keys', () => {
  let fram: Uint8Array;
  let keys: KeysLibrary;
  beforeEach(() => {
    fram = new Uint8Array(FRAM_BYTES).fill(0xff);
    keys = new KeysLibrary(provision(fram, 'management'), fram);
  });

  it('seal as DLMS does, each for its own association, until they are forgotten', () => {
    const banks = Buffer.from(fram.slice(KEY_BANKS));
    const own = Array.from({ length: KEY_ASSOCIATIONS }, () => randomBytes(16));
    own.forEach((key, n) => expect(keys.take(KEY_DEDICATED + n, key)).toBe(Status.OK));
    for (const [n, key] of own.entries()) {
      const bytes = message();
      expect(keys.seal(KEY_DEDICATED + n, KEY_AUTHENTICATION, bytes, 1)).toBe(Status.OK);
      expect(bytes).toEqual(sealed(key));
      expect(keys.open(KEY_DEDICATED + n, KEY_AUTHENTICATION, bytes, 1)).toBe(Status.OK);
    }
    expect(keys.take(KEY_DEDICATED, Buffer.alloc(0))).toBe(Status.OK);
    expect(keys.seal(KEY_DEDICATED, KEY_AUTHENTICATION, message(), 1)).toBe(Status.NOT_FOUND);
    expect(keys.seal(KEY_DEDICATED + 1, KEY_AUTHENTICATION, message(), 1)).toBe(Status.OK);
    expect(Buffer.from(fram.slice(KEY_BANKS))).toEqual(banks);
  });

  it('are taken under their handles and at their length alone', () => {
    const key = randomBytes(16);
    for (const handle of [KEY_DEDICATED - 1, KEY_DEDICATED + KEY_ASSOCIATIONS, KEY_ENCRYPTION, 0, -1])
      expect(keys.take(handle, key)).toBe(Status.OUT_OF_RANGE);
    for (const bytes of [1, 15, 17, 31, 33])
      expect(keys.take(KEY_DEDICATED, Buffer.alloc(bytes))).toBe(Status.BAD_LENGTH);
    expect(keys.seal(KEY_DEDICATED, 0, message(), 0)).toBe(Status.NOT_FOUND);
    const blank = new KeysLibrary(undefined, new Uint8Array(FRAM_BYTES).fill(0xff));
    expect(blank.take(KEY_DEDICATED, key)).toBe(Status.NOT_FOUND);
  });
});
