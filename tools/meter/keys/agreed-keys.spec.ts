// Keys of one message in the C host's store: agreed on as slow work, or unwrapped, against Node's cryptography and published bytes.
import { createCipheriv, createECDH, createHash, randomBytes, verify } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { agreementKeyOf, testKeys, verifyingKeyOf } from './development-keys.ts';
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
  const cipher = createCipheriv('aes-128-gcm', key, Buffer.alloc(12, 5), { authTagLength: 12 });
  const text = Buffer.concat([cipher.update('text'), cipher.final()]);
  return Buffer.concat([Buffer.alloc(12, 5), text, cipher.getAuthTag()]);
}

const message = () => Buffer.concat([Buffer.alloc(12, 5), Buffer.from('text'), Buffer.alloc(12)]);

function derived(secret: Buffer): Buffer {
  const text = Buffer.concat([Buffer.of(0, 0, 0, 1), secret, other]);
  return createHash('sha256').update(text).digest().subarray(0, 16);
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

  it('are derived by the board’s own key, which is made of what it wraps under', () => {
    const own = createECDH('prime256v1');
    own.setPrivateKey(agreementKeyOf(board));
    expect(job(P.JOB_PUBLIC, P.KEY_AGREEMENT, Buffer.alloc(0)).bytes).toEqual(own.getPublicKey().subarray(1));
    for (let n = 0; n < P.KEY_ASSOCIATIONS; n++) {
      const theirs = createECDH('prime256v1');
      theirs.generateKeys();
      const given = Buffer.concat([theirs.getPublicKey().subarray(1), other]);
      expect(keys.seal(P.KEY_AGREED + n, 0, message(), 0)).toBe(Status.NOT_FOUND);
      job(P.JOB_DERIVE, P.KEY_AGREED + n, given);
      isUnder(n, derived(theirs.computeSecret(own.getPublicKey())));
    }
  });

  it('are derived by a key of that message, which is told with its signature, and another one each time', () => {
    const told = new Set<string>();
    for (let n = 0; n < 3; n++) {
      const theirs = createECDH('prime256v1');
      theirs.generateKeys();
      const given = Buffer.concat([theirs.getPublicKey().subarray(1), other]);
      const { bytes } = job(P.JOB_DERIVE_ONCE, P.KEY_AGREED + 1, given);
      expect(bytes.length).toBe(128);
      const [point, signature] = [bytes.subarray(0, 64), bytes.subarray(64)];
      const key = { key: verifyingKeyOf(board), dsaEncoding: 'ieee-p1363' } as const;
      expect(verify('sha256', point, key, signature)).toBe(true);
      isUnder(1, derived(theirs.computeSecret(Buffer.concat([Buffer.of(4), point]))));
      told.add(point.toString('hex'));
    }
    expect(told.size).toBe(3);
  });

  it('are not derived from a point of no curve, or under another handle or length', () => {
    const given = Buffer.concat([Buffer.alloc(64, 7), other]);
    for (const kind of [P.JOB_DERIVE, P.JOB_DERIVE_ONCE]) {
      expect(job(kind, P.KEY_AGREED, given).length).toBe(Status.BAD_CHECK);
      expect(keys.seal(P.KEY_AGREED, 0, message(), 0)).toBe(Status.NOT_FOUND);
      for (const handle of [P.KEY_AGREED - 1, P.KEY_AGREED + P.KEY_ASSOCIATIONS, P.KEY_AGREEMENT, 0, -1])
        expect(job(kind, handle, given).length).toBe(Status.OUT_OF_RANGE);
      expect(job(kind, P.KEY_AGREED, given.subarray(0, 63)).length).toBe(Status.BAD_LENGTH);
    }
    expect(job(P.JOB_PUBLIC, P.KEY_SIGNING, Buffer.alloc(0)).length).toBe(Status.OUT_OF_RANGE);
    const blank = new KeysLibrary(undefined, new Uint8Array(FRAM_BYTES).fill(0xff));
    expect(blank.job(P.JOB_DERIVE, P.KEY_AGREED, given, () => undefined)).toBe(Status.NOT_FOUND);
    expect(blank.job(P.JOB_PUBLIC, P.KEY_AGREEMENT, Buffer.alloc(0), () => undefined)).toBe(Status.NOT_FOUND);
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
