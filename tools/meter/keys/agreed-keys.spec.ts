// Keys of one message in the C host's store: agreed on as slow work, or unwrapped, against Node's cryptography and published bytes.
import { createCipheriv, createECDH, createHash, randomBytes, verify } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { verifyingKey } from '../../clients/dlms/authentication.ts';
import { agreementKeyOf, pointOfPrivate, signingKeyOf, testKeys } from './development-keys.ts';
import { provision } from './provisioned.ts';
import { wrap } from './testing/by-node.ts';
import * as P from '../../../shared-protocol/generated/ts/protocol.ts';
import { FRAM_BYTES, Status } from '../../../shared-protocol/generated/ts/protocol.ts';
import { KeysLibrary } from '../../cores/keys-library.ts';
import type { SliceOutput } from '../../cores/core-runner.ts';

const board = testKeys().management;
const other = Buffer.from('6085740508030041424344454647485152535455565758', 'hex');

/** AES-GCM over nothing but a text of four bytes, nonce of fives. */
function sealed(key: Buffer): Buffer {
  const name = key.length === 32 ? 'aes-256-gcm' : 'aes-128-gcm';
  const cipher = createCipheriv(name, key, Buffer.alloc(12, 5), { authTagLength: 12 });
  const text = Buffer.concat([cipher.update('text'), cipher.final()]);
  return Buffer.concat([Buffer.alloc(12, 5), text, cipher.getAuthTag()]);
}

const message = () => Buffer.concat([Buffer.alloc(12, 5), Buffer.from('text'), Buffer.alloc(12)]);

/** What is done by which job, under suite 1 and suite 2. */
const CURVES = [
  {
    ...{ curve: 'prime256v1', hash: 'sha256', suite: 1 as const, bytes: 32, key: 16 },
    ...{ once: P.JOB_DERIVE_ONCE, derive: P.JOB_DERIVE },
    ...{ tell: P.JOB_PUBLIC, agreement: P.KEY_AGREEMENT },
  },
  {
    ...{ curve: 'secp384r1', hash: 'sha384', suite: 2 as const, bytes: 48, key: 32 },
    ...{ once: P.JOB_DERIVE_ONCE_384, derive: P.JOB_DERIVE_384 },
    ...{ tell: P.JOB_PUBLIC_384, agreement: P.KEY_AGREEMENT_384 },
  },
] as const;
type Curve = (typeof CURVES)[number];

function derived(secret: Buffer, { hash, key }: Curve): Buffer {
  const text = Buffer.concat([Buffer.of(0, 0, 0, 1), secret, other]);
  return createHash(hash).update(text).digest().subarray(0, key);
}

describe('Keys of one message', () => {
  let keys: KeysLibrary;
  let fram: Uint8Array;
  beforeEach(() => {
    fram = new Uint8Array(FRAM_BYTES).fill(0xff);
    keys = new KeysLibrary(provision(fram, 'management'), fram);
  });

  /** A job's status or bytes. */
  function job(kind: number, key: number, bytes: Uint8Array): { length: number; bytes: Buffer } {
    const ended: SliceOutput[] = [];
    const number = keys.job(kind, key, bytes, (output) => ended.push(output));
    if (number < 0) return { length: number, bytes: Buffer.alloc(0) };
    keys.jobTaken(number);
    const [output] = ended as unknown as { status: number; bytes: Uint8Array }[];
    return { length: output.status, bytes: Buffer.from(output.bytes) };
  }

  const isUnder = (n: number, key: Buffer) => {
    const bytes = message();
    expect(keys.seal(P.KEY_AGREED + n, 0, bytes, 0)).toBe(Status.OK);
    expect(bytes).toEqual(sealed(key));
  };

  it.each(CURVES)(
    'are derived by the board’s own key, which is made of what it wraps under: $curve',
    (of) => {
      const own = createECDH(of.curve);
      own.setPrivateKey(agreementKeyOf(board, of.suite));
      expect(job(of.tell, of.agreement, Buffer.alloc(0)).bytes).toEqual(own.getPublicKey().subarray(1));
      for (let n = 0; n < P.KEY_ASSOCIATIONS; n++) {
        const theirs = createECDH(of.curve);
        theirs.generateKeys();
        const given = Buffer.concat([theirs.getPublicKey().subarray(1), other]);
        expect(keys.seal(P.KEY_AGREED + n, 0, message(), 0)).toBe(Status.NOT_FOUND);
        job(of.derive, P.KEY_AGREED + n, given);
        isUnder(n, derived(theirs.computeSecret(own.getPublicKey()), of));
      }
    },
  );

  it.each(CURVES)(
    'are derived by a key of that message, told with its signature, another one each time: $curve',
    (of) => {
      const told = new Set<string>();
      for (let n = 0; n < 3; n++) {
        const theirs = createECDH(of.curve);
        theirs.generateKeys();
        const given = Buffer.concat([theirs.getPublicKey().subarray(1), other]);
        const { bytes } = job(of.once, P.KEY_AGREED + 1, given);
        expect(bytes.length).toBe(4 * of.bytes);
        const [point, signature] = [bytes.subarray(0, 2 * of.bytes), bytes.subarray(2 * of.bytes)];
        const signing = verifyingKey(pointOfPrivate(signingKeyOf(board, of.suite)));
        const key = { key: signing, dsaEncoding: 'ieee-p1363' } as const;
        expect(verify(of.hash, point, key, signature)).toBe(true);
        isUnder(1, derived(theirs.computeSecret(Buffer.concat([Buffer.of(4), point])), of));
        told.add(point.toString('hex'));
      }
      expect(told.size).toBe(3);
    },
  );

  it.each(CURVES)(
    'are not derived from a point of no curve, or under another handle or length: $curve',
    (of) => {
      const given = Buffer.concat([Buffer.alloc(2 * of.bytes, 7), other]);
      for (const kind of [of.derive, of.once]) {
        expect(job(kind, P.KEY_AGREED, given).length).toBe(Status.BAD_CHECK);
        expect(keys.seal(P.KEY_AGREED, 0, message(), 0)).toBe(Status.NOT_FOUND);
        for (const handle of [P.KEY_AGREED - 1, P.KEY_AGREED + P.KEY_ASSOCIATIONS, of.agreement, 0, -1])
          expect(job(kind, handle, given).length).toBe(Status.OUT_OF_RANGE);
        expect(job(kind, P.KEY_AGREED, given.subarray(0, 2 * of.bytes - 1)).length).toBe(Status.BAD_LENGTH);
      }
      expect(job(of.tell, P.KEY_SIGNING, Buffer.alloc(0)).length).toBe(Status.OUT_OF_RANGE);
      const blank = new KeysLibrary(undefined, new Uint8Array(FRAM_BYTES).fill(0xff));
      expect(blank.job(of.derive, P.KEY_AGREED, given, () => undefined)).toBe(Status.NOT_FOUND);
      expect(blank.job(of.tell, of.agreement, Buffer.alloc(0), () => undefined)).toBe(Status.NOT_FOUND);
    },
  );

  it('are signed by a key of P-384 of the board’s own, which it tells', () => {
    const point = pointOfPrivate(signingKeyOf(board, 2));
    expect(job(P.JOB_PUBLIC_384, P.KEY_SIGNING_384, Buffer.alloc(0)).bytes).toEqual(point);
    const digest = createHash('sha384').update('signed').digest();
    const { bytes } = job(P.JOB_SIGN_384, P.KEY_SIGNING_384, digest);
    const key = { key: verifyingKey(point), dsaEncoding: 'ieee-p1363' } as const;
    expect(verify('sha384', Buffer.from('signed'), key, bytes)).toBe(true);
    for (const handle of [P.KEY_SIGNING, P.KEY_AGREEMENT_384, 0])
      expect(job(P.JOB_SIGN_384, handle, digest).length).toBe(Status.OUT_OF_RANGE);
    expect(job(P.JOB_SIGN_384, P.KEY_SIGNING_384, digest.subarray(0, 32)).length).toBe(Status.BAD_LENGTH);
    expect(job(P.JOB_SIGN, P.KEY_SIGNING_384, digest.subarray(0, 32)).length).toBe(Status.OUT_OF_RANGE);
  });

  it('have lengths that are told, and nothing else of them', () => {
    const long = new Uint8Array(FRAM_BYTES).fill(0xff);
    const other = new KeysLibrary(provision(long, 'management', testKeys(2)), long);
    for (const [each, bytes] of [
      [keys, 16],
      [other, 32],
    ] as const) {
      for (const handle of [P.KEY_MASTER, P.KEY_ENCRYPTION, P.KEY_AUTHENTICATION + 3])
        expect(each.bytesOf(handle)).toBe(bytes);
      expect(each.bytesOf(P.KEY_AGREED)).toBe(Status.NOT_FOUND);
      for (const handle of [P.KEY_SIGNING, P.KEY_AGREEMENT_384, 0, -1])
        expect(each.bytesOf(handle)).toBe(Status.OUT_OF_RANGE);
    }
  });

  it('are unwrapped into RAM alone', () => {
    const banks = Buffer.from(fram.slice(P.KEY_BANKS));
    const key = randomBytes(16);
    const wrapped = wrap(Buffer.from(board.master_key, 'hex'), key);
    expect(keys.replace(P.KEY_AGREED + 2, P.KEY_MASTER, wrapped)).toBe(Status.OK);
    isUnder(2, key);
    wrapped[0] ^= 1;
    expect(keys.replace(P.KEY_AGREED + 2, P.KEY_MASTER, wrapped)).toBe(Status.BAD_CHECK);
    expect(Buffer.from(fram.slice(P.KEY_BANKS))).toEqual(banks);
  });
});
