// The public key of the client that signs: kept with its MAC, and none where somebody else wrote it.
import {
  framRead, framWrite, resetHost, setCutAfter, setHasKeys, setStorageFails,
} from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { CLIENT_SIGNING_KEY_BYTES, CLIENT_SIGNING_KEY_public_key } from '../../../../shared-protocol/generated/assembly/layouts';
import {
  CLIENT_SIGNING_KEY_MAGIC, FRAM_CLIENT_SIGNING_KEY_A, FRAM_CLIENT_SIGNING_KEY_B, Status, STRENGTH_256, STRENGTH_384,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { sealRecord } from '../../storage/banked-record';
import { storageRead, storageWrite } from '../../host';
import { clientKey, FOR_AGREEMENT, FOR_SIGNING, resetClientKey, setClientKey } from '../client-key';

const PUBLIC_KEY_BYTES: i32 = 64;

const KEY = memory.data(96, 8);
const BANK = memory.data(128, 8);

function set(fill: u8): i32 {
  memory.fill(KEY, fill, PUBLIC_KEY_BYTES);
  return setClientKey(KEY, PUBLIC_KEY_BYTES, FOR_SIGNING, STRENGTH_256);
}

/** What the key is filled with; 0 where there is none. */
function known(): i32 {
  const key = clientKey(FOR_SIGNING, STRENGTH_256);
  return key ? <i32>load<u8>(key, PUBLIC_KEY_BYTES - 1) : 0;
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

  it('is kept beside those of other uses and curves, each at its own length', () => {
    set(7);
    memory.fill(KEY, 9, 96);
    expect(setClientKey(KEY, 64, FOR_AGREEMENT, STRENGTH_384)).toBe(Status.BAD_LENGTH);
    expect(setClientKey(KEY, 96, FOR_AGREEMENT, STRENGTH_384)).toBe(Status.OK);
    resetClientKey();
    expect(known()).toBe(7);
    expect(clientKey(FOR_AGREEMENT, STRENGTH_256)).toBe(0);
    expect(clientKey(FOR_SIGNING, STRENGTH_384)).toBe(0);
    expect(<i32>load<u8>(clientKey(FOR_AGREEMENT, STRENGTH_384), 95)).toBe(9);
  });

  it('is refused at another length, and on a board without keys', () => {
    expect(setClientKey(KEY, 63, FOR_SIGNING, STRENGTH_256)).toBe(Status.BAD_LENGTH);
    expect(setClientKey(KEY, 0, FOR_SIGNING, STRENGTH_256)).toBe(Status.BAD_LENGTH);
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
