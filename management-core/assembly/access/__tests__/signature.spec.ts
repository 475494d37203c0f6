// What is signed and verified by mechanism 7: titles and challenges in the order of each side (IEC 62056-5-3, 5.7.4).
import { jobByte, jobEnds, resetHost, setKeyLength } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { TITLE_BYTES } from '../../../../shared-protocol/assembly/dlms/acse';
import { Status, STRENGTH_256, STRENGTH_384 } from '../../../../shared-protocol/generated/assembly/protocol';
import { digest } from '../../host';
import {
  Association, ASSOCIATION_BYTES, clientChallenge, OWN_CHALLENGE_BYTES, ownChallenge, titleOf,
} from '../association';
import { ownTitle, resetCipher } from '../cipher';
import { FOR_SIGNING, resetClientKey, setClientKey } from '../client-key';
import { jobEnded, resetJobs } from '../jobs';
import { beginSigning, beginVerifying } from '../signature';
import { digestBytes, pointBytes, signingStrength } from '../suites';

const ASSOCIATION = memory.data(256, 8);
const KEY = memory.data(96, 8);
const SIGNATURE = memory.data(96, 8);
const TEXT = memory.data(256, 8);
const THEIRS: i32 = 40;
const OWNER: usize = 8;

function association(): Association {
  return changetype<Association>(ASSOCIATION);
}

function put(at: usize, from: usize, length: i32): usize {
  memory.copy(at, from, length);
  return at + <usize>length;
}

/** The digest of four pieces, where it stands. */
function sum(a: usize, b: usize, c: usize, cLength: i32, d: usize, dLength: i32): usize {
  const end = put(put(put(put(TEXT, a, TITLE_BYTES), b, TITLE_BYTES), c, cLength), d, dLength);
  digest(signingStrength(), TEXT, <i32>(end - TEXT) + digestBytes(signingStrength()));
  return end;
}

function expectBytes(from: i32, at: usize, length: i32): void {
  for (let i: i32 = 0; i < length; i++) expect(jobByte(from + i)).toBe(<i32>load<u8>(at + i));
}

/** What a client's signature is verified by, and what the meter signs, under the suite in force. */
function expectSides(): void {
  const strength = signingStrength();
  const a = association();
  setClientKey(KEY, pointBytes(strength), FOR_SIGNING, strength);
  expect(beginVerifying(OWNER, a, SIGNATURE)).toBe(Status.OK);
  const covered = sum(titleOf(a), ownTitle(), ownChallenge(a), OWN_CHALLENGE_BYTES, clientChallenge(a), THEIRS);
  const signature = pointBytes(strength) + digestBytes(strength);
  expectBytes(0, KEY, pointBytes(strength));
  expectBytes(pointBytes(strength), covered, digestBytes(strength));
  expectBytes(signature, SIGNATURE, pointBytes(strength));
  expect(jobByte(signature + pointBytes(strength))).toBe(-1);
  jobEnded(jobEnds(), 0, TEXT);
  expect(beginSigning(OWNER, a)).toBe(Status.OK);
  expectBytes(0, sum(ownTitle(), titleOf(a), clientChallenge(a), THEIRS, ownChallenge(a), OWN_CHALLENGE_BYTES), digestBytes(strength));
  expect(jobByte(digestBytes(strength))).toBe(-1);
}

describe('a signature', () => {
  beforeEach(() => {
    resetHost();
    resetJobs();
    resetCipher();
    resetClientKey();
    memory.fill(ASSOCIATION, 0, ASSOCIATION_BYTES);
    memory.fill(titleOf(association()), 0x31, TITLE_BYTES);
    memory.fill(ownChallenge(association()), 0x11, OWN_CHALLENGE_BYTES);
    memory.fill(clientChallenge(association()), 0x22, THEIRS);
    association().challengeLength = THEIRS;
    memory.fill(KEY, 0x44, 96);
    memory.fill(SIGNATURE, 0x55, 96);
  });

  it('covers the title and challenge of its maker, those of the other side, and the same the other way round', () => {
    expect(signingStrength()).toBe(STRENGTH_256);
    expectSides();
  });

  it('is of P-384 over a SHA-384 where the keys of its client are long', () => {
    setKeyLength(32);
    resetCipher();
    expect(signingStrength()).toBe(STRENGTH_384);
    expectSides();
  });

  it('is not verified where the key is not known', () => {
    expect(beginVerifying(OWNER, association(), SIGNATURE)).toBe(Status.NOT_FOUND);
    expect(jobEnds()).toBe(0);
    expect(jobEnded(0, 0, TEXT)).toBe(Status.NOT_FOUND);
  });
});
