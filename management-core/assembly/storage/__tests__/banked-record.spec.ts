// A record of two banks: the newest comes back, a cut at any byte leaves the one before, and damage is told.
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import {
  framRead, framWrite, resetHost, setCutAfter, setStorageFails,
} from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { Found, loadBanked, storeBanked } from '../banked-record';

const BYTES: i32 = 24;
const MAGIC: i32 = 0x54534554;
const BANK_A: i32 = 0x2f00;
const BANK_B: i32 = 0x2f40;
const VALUE: usize = 8;

const RECORD = memory.data(24, 8);
const CANDIDATE = memory.data(24, 8);

function stored(value: u64): i32 {
  store<u64>(RECORD + VALUE, value);
  return storeBanked(RECORD, BYTES, MAGIC, BANK_A, BANK_B);
}

function loaded(): i32 {
  return loadBanked(RECORD, CANDIDATE, BYTES, MAGIC, BANK_A, BANK_B);
}

describe('A record of two banks', () => {
  beforeEach(() => {
    resetHost();
    memory.fill(RECORD, 0, BYTES);
  });

  test('is all zero, and nothing is damaged, before it was ever stored', () => {
    expect(loaded()).toBe(0);
    expect(load<u64>(RECORD + VALUE)).toBe(0);
  });

  test('comes back as it was stored last', () => {
    for (let value: u64 = 1; value < 6; value++) {
      expect(stored(value)).toBe(Status.OK);
      expect(loaded()).toBe(Found.WHOLE);
      expect(load<u64>(RECORD + VALUE)).toBe(value);
    }
  });

  test('is the one before or the new one, whatever byte a cut hits', () => {
    let old = 0;
    for (let cut: i32 = 0; cut <= BYTES; cut++) {
      resetHost();
      memory.fill(RECORD, 0, BYTES);
      stored(1);
      stored(2);
      setCutAfter(cut);
      stored(3);
      setCutAfter(-1);
      expect(loaded() & Found.WHOLE).toBe(Found.WHOLE);
      const value = load<u64>(RECORD + VALUE);
      expect(value == 2 || value == 3).toBe(true);
      if (value == 2) old++;
      // What goes on from there is stored and found again.
      expect(stored(4)).toBe(Status.OK);
      loaded();
      expect(load<u64>(RECORD + VALUE)).toBe(4);
    }
    expect(old).toBeGreaterThan(0);
    expect(old).toBeLessThan(BYTES + 1);
  });

  test('says which bank is damaged, and is loaded from the other', () => {
    stored(1);
    stored(2);
    framWrite(BANK_B + 9, framRead(BANK_B + 9) ^ 1);
    expect(loaded()).toBe(Found.WHOLE | Found.DAMAGED_B);
    expect(load<u64>(RECORD + VALUE)).toBe(1);
    framWrite(BANK_A + 9, framRead(BANK_A + 9) ^ 1);
    expect(loaded()).toBe(Found.DAMAGED);
    expect(load<u64>(RECORD + VALUE)).toBe(0);
  });

  test('of another kind is damage', () => {
    stored(1);
    expect(loadBanked(RECORD, CANDIDATE, BYTES, MAGIC + 1, BANK_A, BANK_B)).toBe(Found.DAMAGED_A);
  });

  test('that could not be stored uses up no sequence', () => {
    stored(1);
    setStorageFails(1);
    expect(stored(2)).toBe(Status.STORAGE_FAILED);
    expect(loaded()).toBe(Found.DAMAGED);
    setStorageFails(0);
    loaded();
    expect(stored(3)).toBe(Status.OK);
    expect(framRead(BANK_B)).toBe(MAGIC & 0xff);
    loaded();
    expect(load<u64>(RECORD + VALUE)).toBe(3);
  });
});
