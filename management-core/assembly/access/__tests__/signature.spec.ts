// What is signed and verified by mechanism 7: titles and challenges in the order of each side (IEC 62056-5-3, 5.7.4).
import { jobByte, jobEnds, resetHost } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { TITLE_BYTES } from '../../../../shared-protocol/assembly/dlms/acse';
import { SHA256_BYTES, Status, STRENGTH_256 } from '../../../../shared-protocol/generated/assembly/protocol';
import { digest } from '../../host';
import {
  Association, ASSOCIATION_BYTES, clientChallenge, OWN_CHALLENGE_BYTES, ownChallenge, titleOf,
} from '../association';
import { ownTitle, resetCipher } from '../cipher';
import { PUBLIC_KEY_BYTES, resetClientKey, setClientKey } from '../client-key';
import { jobEnded, resetJobs } from '../jobs';
import { beginSigning, beginVerifying, SIGNATURE_BYTES } from '../signature';

const ASSOCIATION = memory.data(256, 8);
const KEY = memory.data(64, 8);
const SIGNATURE = memory.data(64, 8);
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
  digest(STRENGTH_256, TEXT, <i32>(end - TEXT) + SHA256_BYTES);
  return end;
}

function expectBytes(from: i32, at: usize, length: i32): void {
  for (let i: i32 = 0; i < length; i++) expect(jobByte(from + i)).toBe(<i32>load<u8>(at + i));
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
    memory.fill(KEY, 0x44, PUBLIC_KEY_BYTES);
    memory.fill(SIGNATURE, 0x55, SIGNATURE_BYTES);
  });

  it('of the client covers its title, the meter\'s, the meter\'s challenge, its own', () => {
    setClientKey(KEY, PUBLIC_KEY_BYTES);
    expect(beginVerifying(OWNER, association(), SIGNATURE)).toBe(Status.OK);
    const a = association();
    const covered = sum(titleOf(a), ownTitle(), ownChallenge(a), OWN_CHALLENGE_BYTES, clientChallenge(a), THEIRS);
    expectBytes(0, KEY, PUBLIC_KEY_BYTES);
    expectBytes(PUBLIC_KEY_BYTES, covered, SHA256_BYTES);
    expectBytes(PUBLIC_KEY_BYTES + SHA256_BYTES, SIGNATURE, SIGNATURE_BYTES);
    expect(jobByte(PUBLIC_KEY_BYTES + SHA256_BYTES + SIGNATURE_BYTES)).toBe(-1);
  });

  it('of the meter covers the same the other way round', () => {
    expect(beginSigning(OWNER, association())).toBe(Status.OK);
    const a = association();
    expectBytes(0, sum(ownTitle(), titleOf(a), clientChallenge(a), THEIRS, ownChallenge(a), OWN_CHALLENGE_BYTES), SHA256_BYTES);
    expect(jobByte(SHA256_BYTES)).toBe(-1);
  });

  it('is not verified where the key is not known', () => {
    expect(beginVerifying(OWNER, association(), SIGNATURE)).toBe(Status.NOT_FOUND);
    expect(jobEnds()).toBe(0);
    expect(jobEnded(0, 0, TEXT)).toBe(Status.NOT_FOUND);
  });
});
