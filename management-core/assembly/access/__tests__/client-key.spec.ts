// The public key of the client that signs: kept with its MAC, and none where somebody else wrote it.
import {
  framRead, framWrite, resetHost, setCutAfter, setHasKeys, setStorageFails,
} from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { CLIENT_SIGNING_KEY_BYTES, CLIENT_SIGNING_KEY_public_key } from '../../../../shared-protocol/generated/assembly/layouts';
import {
  CLIENT_SIGNING_KEY_MAGIC, FRAM_CLIENT_SIGNING_KEY_A, FRAM_CLIENT_SIGNING_KEY_B, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { sealRecord } from '../../storage/banked-record';
import { storageRead, storageWrite } from '../../host';
import { clientKey, PUBLIC_KEY_BYTES, resetClientKey, setClientKey } from '../client-key';

const KEY = memory.data(64, 8);
const BANK = memory.data(128, 8);

function set(fill: u8): i32 {
  memory.fill(KEY, fill, PUBLIC_KEY_BYTES);
  return setClientKey(KEY, PUBLIC_KEY_BYTES);
}

/** What the key is filled with; 0 where there is none. */
function known(): i32 {
  return clientKey() ? <i32>load<u8>(clientKey(), PUBLIC_KEY_BYTES - 1) : 0;
}

describe('the key of the client that signs', () => {
  beforeEach(() => {
    resetHost();
    resetClientKey();
  });

  it('is none in a new meter, and is there after a start once it was set', () => {
    expect(known()).toBe(0);
    expect(set(7)).toBe(Status.OK);
    expect(known()).toBe(7);
    resetClientKey();
    expect(known()).toBe(7);
  });

  it('is refused at another length, and on a board without keys', () => {
    expect(setClientKey(KEY, 63)).toBe(Status.BAD_LENGTH);
    expect(setClientKey(KEY, 0)).toBe(Status.BAD_LENGTH);
    setHasKeys(false);
    expect(set(7)).toBe(Status.NOT_FOUND);
    expect(known()).toBe(0);
  });

  it('stays as it was where another one cannot be stored', () => {
    set(7);
    setStorageFails(true);
    expect(set(9)).toBe(Status.STORAGE_FAILED);
    expect(known()).toBe(7);
  });

  it('is none where somebody put another one into the FRAM, with whatever check', () => {
    set(7);
    storageRead(FRAM_CLIENT_SIGNING_KEY_A, BANK, CLIENT_SIGNING_KEY_BYTES);
    store<u8>(BANK, 9, CLIENT_SIGNING_KEY_public_key);
    sealRecord(BANK, CLIENT_SIGNING_KEY_BYTES, CLIENT_SIGNING_KEY_MAGIC);
    storageWrite(FRAM_CLIENT_SIGNING_KEY_A, BANK, CLIENT_SIGNING_KEY_BYTES);
    resetClientKey();
    expect(known()).toBe(0);
  });

  it('is the old one or the new one, wherever a cut falls', () => {
    for (let cut: i32 = 0; cut <= CLIENT_SIGNING_KEY_BYTES; cut++) {
      resetHost();
      resetClientKey();
      set(7);
      setCutAfter(cut);
      set(9);
      setCutAfter(-1);
      resetClientKey();
      expect(known()).toBe(cut < CLIENT_SIGNING_KEY_BYTES ? 7 : 9);
    }
    expect(framRead(FRAM_CLIENT_SIGNING_KEY_B)).toBe(CLIENT_SIGNING_KEY_MAGIC & 255);
    framWrite(FRAM_CLIENT_SIGNING_KEY_B, 0);
    resetClientKey();
    expect(known()).toBe(7);
  });
});
