// Slow work on the emulated metering board: signatures, verifications and agreements back to back cost it nothing.
import { verify } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import * as P from '../../../shared-protocol/generated/ts/protocol.ts';
import { jobLines, metered, type Metered } from '../../figures/jobs/jobs.ts';
import { SIGNED, WORK } from '../../figures/jobs/working-module.ts';
import { verifyingKey } from '../../clients/dlms/authentication.ts';
import {
  agreementKeyOf,
  pointOfPrivate,
  publicKeyOf,
  signingKeyOf,
  testKeys,
  verifyingKeyOf,
} from '../../meter/keys/development-keys.ts';
import { describeEmulated } from './emulated-images.ts';

const SECONDS = 10;
const LIMIT_ms = 600_000;
/** How every other target signs it (tools/meter/keys/keys.spec.ts). */
const SIGNATURE = '30ecc0955fd53bb8';

describeEmulated('Jobs back to back on the emulated metering board', () => {
  let idle: Metered;
  let working: Metered;
  beforeAll(async () => {
    idle = await metered(SECONDS, false);
    working = await metered(SECONDS, true);
    console.info(jobLines(SECONDS, idle, working).join('\n'));
  }, LIMIT_ms);

  const of = (kind: number) => working.jobs.filter((job) => job.kind === kind);

  it('all end, in the order of their start, with what they were to give', () => {
    expect(working.jobs.length).toBeGreaterThan(WORK.length);
    expect(working.jobs.map(({ kind }) => kind)).toEqual(working.jobs.map((_, i) => WORK[i % WORK.length]));
    for (const kind of [P.JOB_VERIFY_256, P.JOB_VERIFY_384, P.JOB_AGREE, P.JOB_DERIVE])
      expect(new Set(of(kind).map(({ length }) => length))).toEqual(new Set([0]));
    for (const kind of [P.JOB_GENERATE, P.JOB_DERIVE_ONCE, P.JOB_DERIVE_ONCE_384]) {
      const made = of(kind).map(({ result }) => result.toString('hex'));
      expect(new Set(made).size).toBe(made.length);
    }
  });

  it('agree by the key that is made of the fuses, and sign what is made for one message', () => {
    const own = publicKeyOf({ signing_key: agreementKeyOf(testKeys()).toString('hex') }).toString('hex');
    expect(of(P.JOB_PUBLIC).length).toBeGreaterThan(0);
    for (const { result } of of(P.JOB_PUBLIC)) expect(result.toString('hex')).toBe(own);
    const key = { key: verifyingKeyOf(testKeys()), dsaEncoding: 'ieee-p1363' } as const;
    expect(of(P.JOB_DERIVE_ONCE).length).toBeGreaterThan(0);
    for (const { result } of of(P.JOB_DERIVE_ONCE))
      expect(verify('sha256', result.subarray(0, 64), key, result.subarray(64))).toBe(true);
  });

  it('do the same on P-384, by keys that are made of the fuses too', () => {
    const own = pointOfPrivate(agreementKeyOf(testKeys(), 2)).toString('hex');
    expect(of(P.JOB_PUBLIC_384).map(({ result }) => result.toString('hex'))).toContain(own);
    const signing = verifyingKey(pointOfPrivate(signingKeyOf(testKeys(), 2)));
    const key = { key: signing, dsaEncoding: 'ieee-p1363' } as const;
    const [signed, once] = [of(P.JOB_SIGN_384), of(P.JOB_DERIVE_ONCE_384)].map(([{ result }]) => result);
    expect(verify('sha384', SIGNED, key, signed)).toBe(true);
    expect(verify('sha384', once.subarray(0, 96), key, once.subarray(96))).toBe(true);
  });

  it('sign with the key in the fuses what Node verifies, the same bytes each time', () => {
    const key = verifyingKeyOf(testKeys());
    const signatures = of(P.JOB_SIGN).map(({ result }) => result);
    expect(verify('sha256', SIGNED, { key, dsaEncoding: 'ieee-p1363' }, signatures[0])).toBe(true);
    expect(new Set(signatures.map((each) => each.toString('hex'))).size).toBe(1);
    expect(signatures[0].toString('hex').slice(0, 16)).toBe(SIGNATURE);
  });

  it('lose no sample, no link reply and no answer of a port, and move no pulse by 50 us', () => {
    for (const each of [idle, working]) {
      expect([each.missedSamples, each.restarts, each.faults]).toEqual([0, 0, 0]);
      expect(each.linkTimeouts).toBe(0);
      expect(each.answers).toBe(each.questions);
      expect(each.worstPulse_us).toBeLessThan(50);
    }
  });

  it('make neither a sample set nor a reply wait noticeably longer', () => {
    // The start of a job and the telling of its end are work of the loop; the longest is a random number of 128 bytes.
    expect(working.worstBlock_us).toBeLessThan(idle.worstBlock_us + 2000);
    // A reply waits for the block that the loop is at when it is asked: without jobs at most as long as a set waits.
    expect(working.worstReady_us).toBeLessThan(Math.max(idle.worstReady_us, idle.worstBlock_us) + 2000);
  });
});
