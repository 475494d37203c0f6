// What a client wants of each message: only ever more, in force behind a start, the old or the new one wherever a cut falls.
import { resetHost, setCutAfter, setStorageFails } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { CLIENT_POLICIES_BYTES } from '../../../../shared-protocol/generated/assembly/layouts';
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { mustSign, policyOf, resetPolicies, setPolicy } from '../policies';

const SUPERVISOR: i32 = 3;
const SECURED: i32 = 0x6c;
const SIGNED_REQUEST: i32 = 0x7c;
const SIGNED_BOTH: i32 = 0xfc;

describe('the security policy', () => {
  beforeEach(() => {
    resetHost();
    resetPolicies();
  });

  it('of a new meter wants cipher and tag, no signature', () => {
    for (let client: i32 = 1; client <= 4; client++) {
      expect(policyOf(client)).toBe(SECURED);
      expect(mustSign(client)).toBe(false);
    }
  });

  it('is strengthened, and stays so behind a start', () => {
    expect(setPolicy(SUPERVISOR, SIGNED_REQUEST)).toBe(Status.OK);
    expect(setPolicy(SUPERVISOR, SIGNED_BOTH)).toBe(Status.OK);
    resetPolicies();
    expect(policyOf(SUPERVISOR)).toBe(SIGNED_BOTH);
    expect(mustSign(SUPERVISOR)).toBe(true);
    expect(policyOf(1)).toBe(SECURED);
  });

  it('is weakened by nothing', () => {
    setPolicy(SUPERVISOR, SIGNED_BOTH);
    for (let policy: i32 = 0; policy < 256; policy++) {
      const status = setPolicy(SUPERVISOR, policy);
      expect(status == Status.OK).toBe(policy == SIGNED_BOTH);
      expect(policyOf(SUPERVISOR)).toBe(SIGNED_BOTH);
    }
  });

  it('is none of those that no client can keep', () => {
    for (let policy: i32 = 0; policy < 512; policy++) {
      if (policy == SECURED) continue;
      if (policy != SIGNED_REQUEST && policy != SIGNED_BOTH) expect(setPolicy(SUPERVISOR, policy) != Status.OK).toBe(true);
      expect(setPolicy(1, policy) != Status.OK).toBe(true);
      expect(setPolicy(4, policy) != Status.OK).toBe(true);
    }
    expect(setPolicy(1, SECURED)).toBe(Status.OK);
  });

  it('is the one before where another cannot be stored', () => {
    setStorageFails(true);
    expect(setPolicy(SUPERVISOR, SIGNED_BOTH)).toBe(Status.STORAGE_FAILED);
    expect(policyOf(SUPERVISOR)).toBe(SECURED);
  });

  it('is the old or the new one wherever a cut falls', () => {
    for (let cut: i32 = 0; cut <= CLIENT_POLICIES_BYTES; cut++) {
      resetHost();
      resetPolicies();
      setPolicy(SUPERVISOR, SIGNED_REQUEST);
      setCutAfter(cut);
      setPolicy(SUPERVISOR, SIGNED_BOTH);
      setCutAfter(-1);
      resetPolicies();
      expect(policyOf(SUPERVISOR)).toBe(cut < CLIENT_POLICIES_BYTES ? SIGNED_REQUEST : SIGNED_BOTH);
    }
  });
});
