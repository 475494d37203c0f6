// What keys can do, on the laptop: published vectors, refusals, and anything at all against Node's own cryptography.
import * as crypto from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import koffi from 'koffi';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../tools/build/paths.ts';
import { cryptoVectors } from '../crypto-vectors.ts';
import { pureC } from '../pure-c.ts';

const HAL = join(ROOT, 'hal');
const [OK, BAD_LENGTH, BAD_KEY, NOT_AUTHENTIC] = [0, 1, 2, 3];
const CURVES = [
  { strength: 0, bytes: 32, curve: 'prime256v1', hash: 'sha256' },
  { strength: 1, bytes: 48, curve: 'secp384r1', hash: 'sha384' },
] as const;
/** Orders of the curves (SEC 2, 2.4.2 and 2.5.1). */
const ORDERS = [
  'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551',
  'ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973',
].map((hex) => Buffer.from(hex, 'hex'));

function library() {
  const sources = readdirSync(join(HAL, 'crypto')).filter((file) => file.endsWith('.c'));
  const flags = ['-Wall', '-Wextra', '-Werror', '-O1', `-I${HAL}/include`, `-I${HAL}/crypto`];
  const paths = [...sources, 'testing/check_vectors.c'].map((file) => join(HAL, 'crypto', file));
  const loaded = pureC('crypto', paths, flags, ['-lbearssl']);
  const span = koffi.struct({ bytes: koffi.pointer('uint8_t'), length: 'size_t' });
  const gcm = koffi.struct({
    key: span,
    iv: span,
    also: koffi.array(span, 3),
    text: koffi.pointer('uint8_t'),
    text_length: 'size_t',
  });
  const out = koffi.out(koffi.pointer('uint8_t'));
  const bytes = koffi.pointer('uint8_t');
  return {
    check: loaded.func('check_vectors', 'int', [bytes, 'size_t']),
    seal: loaded.func('crypto_gcm_seal', 'int', [koffi.pointer(gcm), out, 'size_t']),
    open: loaded.func('crypto_gcm_open', 'int', [koffi.pointer(gcm), bytes, 'size_t']),
    cmac: loaded.func('crypto_cmac', 'int', [span, span, out]),
    wrap: loaded.func('crypto_wrap', 'int', [span, span, out]),
    unwrap: loaded.func('crypto_unwrap', 'int', [span, span, out]),
    hmac: loaded.func('crypto_hmac', 'void', ['int', span, span, out]),
    publicKey: loaded.func('crypto_public_key', 'int', ['int', bytes, out]),
    sign: loaded.func('crypto_sign', 'int', ['int', bytes, span, out]),
    verify: loaded.func('crypto_verify', 'int', ['int', bytes, span, bytes]),
    agree: loaded.func('crypto_agree', 'int', ['int', bytes, bytes, out]),
  };
}

let c: ReturnType<typeof library>;
beforeAll(() => {
  c = library();
}, 60_000);

const span = (bytes: Uint8Array) => ({ bytes, length: bytes.length });
const NOTHING = span(new Uint8Array(0));
const bytes = (minLength: number, maxLength = minLength) => fc.uint8Array({ minLength, maxLength });
const aesKey = fc.constantFrom(16, 32).chain((length) => bytes(length));

describe('Published vectors', () => {
  it.each(
    cryptoVectors().map(({ kind, row, packed }) => [`${kind} ${row.strength ?? ''}, ${row.source}`, packed]),
  )('hold both ways, and not with a bit changed: %s', (_, packed) => {
    expect(c.check(packed, packed.length)).toBe(1);
  });

  it('are counted, and the first wrong one is named', () => {
    const all = cryptoVectors();
    const run = Buffer.concat(all.map(({ packed }) => packed));
    expect(c.check(run, run.length)).toBe(all.length);
    for (const [index, { packed }] of all.entries()) {
      const spoilt = Buffer.from(packed);
      spoilt[spoilt.length - 1] ^= 1;
      const parts = all.map((each, at) => (at === index ? spoilt : each.packed));
      expect(c.check(Buffer.concat(parts), run.length)).toBe(-1 - index);
    }
  });
});

describe('Symmetric keys', () => {
  it('seal any message as Node does, and open what Node sealed', () => {
    fc.assert(
      fc.property(
        aesKey,
        bytes(12),
        bytes(0, 40),
        bytes(1, 200),
        fc.integer({ min: 12, max: 16 }),
        (key, iv, also, text, tagBytes) => {
          const cipher = crypto.createCipheriv(
            `aes-${8 * key.length}-gcm` as crypto.CipherGCMTypes,
            key,
            iv,
            { authTagLength: tagBytes },
          );
          cipher.setAAD(also);
          const expected = Buffer.concat([cipher.update(text), cipher.final()]);
          const place = Uint8Array.from(text);
          const message = {
            key: span(key),
            iv: span(iv),
            also: [span(also), NOTHING, NOTHING],
            text: place,
            text_length: place.length,
          };
          const tag = Buffer.alloc(tagBytes);
          expect(c.seal(message, tag, tagBytes)).toBe(OK);
          expect(tag).toEqual(cipher.getAuthTag());
          expect(Buffer.from(place)).toEqual(expected);
          expect(c.open(message, tag, tagBytes)).toBe(OK);
          expect(place).toEqual(text);
        },
      ),
    );
  });

  it('wrap any key as Node does', () => {
    fc.assert(
      fc.property(
        aesKey,
        fc.constantFrom(16, 24, 32).chain((length) => bytes(length)),
        (kek, key) => {
          const cipher = crypto.createCipheriv(`id-aes${8 * kek.length}-wrap`, kek, Buffer.alloc(8, 0xa6));
          const expected = Buffer.concat([cipher.update(key), cipher.final()]);
          const wrapped = Buffer.alloc(key.length + 8);
          const back = Buffer.alloc(key.length);
          expect(c.wrap(span(kek), span(key), wrapped)).toBe(OK);
          expect(wrapped).toEqual(expected);
          expect(c.unwrap(span(kek), span(wrapped), back)).toBe(OK);
          expect(back).toEqual(Buffer.from(key));
        },
      ),
    );
  });

  it('authenticate any message by HMAC as Node does', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CURVES), bytes(1, 200), bytes(0, 300), (suite, key, data) => {
        const mac = Buffer.alloc(suite.bytes);
        c.hmac(suite.strength, span(key), span(data), mac);
        expect(mac).toEqual(crypto.createHmac(suite.hash, key).update(data).digest());
      }),
    );
  });

  it.each([0, 8, 15, 17, 24, 33])('of %i bytes are none', (length) => {
    const key = span(Buffer.alloc(length));
    const block = Buffer.alloc(64);
    const text = Buffer.alloc(0);
    const message = { key, iv: span(Buffer.alloc(12)), also: [span(text), NOTHING, NOTHING], text, text_length: 0 };
    expect(c.cmac(key, span(block), block)).toBe(BAD_LENGTH);
    expect(c.wrap(key, span(Buffer.alloc(16)), block)).toBe(BAD_LENGTH);
    expect(c.unwrap(key, span(Buffer.alloc(24)), block)).toBe(BAD_LENGTH);
    expect(c.seal(message, block, 16)).toBe(BAD_LENGTH);
    expect(c.open(message, block, 16)).toBe(BAD_LENGTH);
  });

  it.each([8, 20, 40])('of %i bytes are not wrapped', (length) => {
    const kek = span(Buffer.alloc(16));
    expect(c.wrap(kek, span(Buffer.alloc(length)), Buffer.alloc(64))).toBe(BAD_LENGTH);
    expect(c.unwrap(kek, span(Buffer.alloc(length + 8)), Buffer.alloc(64))).toBe(BAD_LENGTH);
    expect(c.unwrap(kek, span(Buffer.alloc(7)), Buffer.alloc(64))).toBe(BAD_LENGTH);
  });

  it.each([0, 3, 17])('make no tag of %i bytes', (length) => {
    const text = Uint8Array.of(1, 2, 3);
    const message = {
      key: span(Buffer.alloc(16)),
      iv: span(Buffer.alloc(12)),
      also: [NOTHING, NOTHING, NOTHING],
      text,
      text_length: 3,
    };
    expect(c.seal(message, Buffer.alloc(32), length)).toBe(BAD_LENGTH);
    expect(c.open(message, Buffer.alloc(32), length)).toBe(BAD_LENGTH);
    expect([...text]).toEqual([1, 2, 3]);
  });
});

describe.each(CURVES)('Keys of $curve', ({ strength, bytes: length, curve, hash }) => {
  const generate = () => {
    const ecdh = crypto.createECDH(curve);
    ecdh.generateKeys();
    const secret = Buffer.alloc(length);
    ecdh.getPrivateKey().copy(secret, length - ecdh.getPrivateKey().length);
    return { ecdh, secret, point: ecdh.getPublicKey().subarray(1) };
  };
  /** For Node's verification: the point as a JSON web key. */
  const asKey = (point: Buffer) => {
    const part = (at: number) => point.subarray(at, at + length).toString('base64url');
    const jwk = { kty: 'EC', crv: length === 32 ? 'P-256' : 'P-384', x: part(0), y: part(length) };
    return crypto.createPublicKey({ key: jwk, format: 'jwk' });
  };

  it('sign what Node verifies, and agree on what Node agrees on', () => {
    for (let i = 0; i < 10; i++) {
      const [mine, theirs] = [generate(), generate()];
      const data = crypto.randomBytes(1 + 40 * i);
      const signature = Buffer.alloc(2 * length);
      expect(c.sign(strength, mine.secret, span(data), signature)).toBe(OK);
      const key = { key: asKey(mine.point), dsaEncoding: 'ieee-p1363' } as const;
      expect(crypto.verify(hash, data, key, signature)).toBe(true);
      expect(c.verify(strength, theirs.point, span(data), signature)).toBe(NOT_AUTHENTIC);
      const shared = Buffer.alloc(length);
      expect(c.agree(strength, mine.secret, theirs.point, shared)).toBe(OK);
      expect(shared).toEqual(mine.ecdh.computeSecret(Buffer.concat([Buffer.of(4), theirs.point])));
    }
  });

  it('are not 0, not the order of the curve, and nothing above it', () => {
    const order = ORDERS[strength];
    const above = Buffer.alloc(length, 0xff);
    const one = Buffer.alloc(length);
    one[length - 1] = 1;
    const { point } = generate();
    const room = () => Buffer.alloc(2 * length);
    for (const none of [Buffer.alloc(length), order, above]) {
      expect(c.publicKey(strength, none, room())).toBe(BAD_KEY);
      expect(c.sign(strength, none, span(one), room())).toBe(BAD_KEY);
      expect(c.agree(strength, none, point, room())).toBe(BAD_KEY);
    }
    const largest = Buffer.from(order);
    largest[length - 1] -= 1;
    for (const some of [one, largest]) expect(c.publicKey(strength, some, room())).toBe(OK);
  });

  it('agree with no point beside the curve, of another curve, or at infinity', () => {
    const { secret, point } = generate();
    const beside = Buffer.from(point);
    beside[length - 1] ^= 1;
    for (const bad of [beside, Buffer.alloc(2 * length), Buffer.alloc(2 * length, 0xff)])
      expect(c.agree(strength, secret, bad, Buffer.alloc(length))).toBe(BAD_KEY);
  });

  it('verify no signature of r or s that is 0 or the order', () => {
    const { secret, point } = generate();
    const data = span(Buffer.from('reading'));
    const good = Buffer.alloc(2 * length);
    c.sign(strength, secret, data, good);
    for (const at of [0, length]) {
      for (const part of [Buffer.alloc(length), ORDERS[strength]]) {
        const bad = Buffer.from(good);
        part.copy(bad, at);
        expect(c.verify(strength, point, data, bad)).toBe(NOT_AUTHENTIC);
      }
    }
  });
});
