// How clients prove themselves: GMAC until it is set otherwise, and as it was or as it is wherever a cut falls.
import { framWrite, resetHost, setCutAfter, setStorageFails } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { CLIENT_MECHANISMS_BYTES } from '../../../../shared-protocol/generated/assembly/layouts';
import {
  FRAM_CLIENT_MECHANISMS_A, FRAM_CLIENT_MECHANISMS_B, KEY_CLIENTS, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { mechanismOfClient, resetMechanisms, setMechanism } from '../mechanisms';

const GMAC: i32 = 5;
const DIGEST: i32 = 6;

describe('mechanisms', () => {
  beforeEach(() => {
    resetHost();
    resetMechanisms();
  });

  it('are GMAC until one is set, of that client alone, over a start too', () => {
    for (let client: i32 = 1; client <= KEY_CLIENTS; client++) expect(mechanismOfClient(client)).toBe(GMAC);
    expect(setMechanism(4, DIGEST)).toBe(Status.OK);
    resetMechanisms();
    for (let client: i32 = 1; client <= KEY_CLIENTS; client++) {
      expect(mechanismOfClient(client)).toBe(client == 4 ? DIGEST : GMAC);
    }
    expect(setMechanism(4, GMAC)).toBe(Status.OK);
    expect(mechanismOfClient(4)).toBe(GMAC);
  });

  it('are no others', () => {
    for (let mechanism: i32 = -1; mechanism < 300; mechanism++) {
      const isOne = mechanism == GMAC || mechanism == DIGEST;
      expect(setMechanism(1, mechanism)).toBe(isOne ? Status.OK : Status.OUT_OF_RANGE);
    }
  });

  it('stay as they were where another cannot be stored, or the supply goes before', () => {
    setStorageFails(true);
    expect(setMechanism(1, DIGEST)).toBe(Status.STORAGE_FAILED);
    expect(mechanismOfClient(1)).toBe(GMAC);
    for (let cut: i32 = 0; cut <= CLIENT_MECHANISMS_BYTES; cut++) {
      resetHost();
      resetMechanisms();
      setMechanism(1, GMAC);
      setCutAfter(cut);
      setMechanism(1, DIGEST);
      setCutAfter(-1);
      resetMechanisms();
      expect(mechanismOfClient(1)).toBe(cut < CLIENT_MECHANISMS_BYTES ? GMAC : DIGEST);
    }
  });

  it('are GMAC where both banks are damaged', () => {
    setMechanism(1, DIGEST);
    setMechanism(1, DIGEST);
    framWrite(FRAM_CLIENT_MECHANISMS_A + 8, 0x55);
    framWrite(FRAM_CLIENT_MECHANISMS_B + 8, 0x55);
    resetMechanisms();
    expect(mechanismOfClient(1)).toBe(GMAC);
  });
});
