// Passwords: found by their slots, kept as salted MACs alone, whole through a power cut at any byte.
import {
  framRead, framWrite, resetHost, setCutAfter, setHasKeys, setStorageFails,
} from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { CREDENTIALS_BYTES } from '../../../../shared-protocol/generated/assembly/layouts';
import { FRAM_CREDENTIALS_A, FRAM_CREDENTIALS_B, Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { anyPasswordIsSet, passwordIsSet, resetPasswords, setPassword, slotOfPassword } from '../passwords';

const TEXT = memory.data(32, 8);

function put(text: string): i32 {
  for (let i = 0; i < text.length; i++) store<u8>(TEXT + i, <u8>text.charCodeAt(i));
  return text.length;
}

function set(slot: i32, text: string): i32 {
  return setPassword(slot, TEXT, put(text));
}

function slotOf(text: string): i32 {
  return slotOfPassword(TEXT, put(text));
}

/** True where the characters stand in the FRAM anywhere. */
function isInFram(text: string): bool {
  for (let at = 0x1000; at < 0x2000; at++) {
    let i = 0;
    while (i < text.length && framRead(at + i) == text.charCodeAt(i)) i++;
    if (i == text.length) return true;
  }
  return false;
}

describe('passwords', () => {
  beforeEach(() => {
    resetHost();
    resetPasswords();
  });

  it('there are none in a new meter, and nothing is one', () => {
    expect(anyPasswordIsSet()).toBe(false);
    expect(slotOf('')).toBe(0);
    expect(slotOf('00000000')).toBe(0);
  });

  it('are found by their slots, also after a start', () => {
    expect(set(1, '12345678')).toBe(Status.OK);
    expect(set(3, 'Abcdefgh.1234567')).toBe(Status.OK);
    resetPasswords();
    expect(slotOf('12345678')).toBe(1);
    expect(slotOf('Abcdefgh.1234567')).toBe(3);
    expect(slotOf('12345679')).toBe(0);
    expect(slotOf('1234567')).toBe(0);
    expect(slotOf('123456789')).toBe(0);
    expect(passwordIsSet(2)).toBe(false);
  });

  it('can be changed and taken away', () => {
    set(1, '12345678');
    set(1, '87654321');
    expect(slotOf('12345678')).toBe(0);
    expect(slotOf('87654321')).toBe(1);
    expect(set(1, '')).toBe(Status.OK);
    expect(slotOf('87654321')).toBe(0);
    expect(slotOf('')).toBe(0);
    expect(anyPasswordIsSet()).toBe(false);
  });

  it('have 8 to 16 characters that can be said in brackets', () => {
    const bad = ['1234567', '12345678901234567', '1234 678', '1234(678', '1234/678', '1234*678', '1234!678'];
    for (let i = 0; i < bad.length; i++) expect(set(1, bad[i])).toBe(Status.OUT_OF_RANGE);
    expect(anyPasswordIsSet()).toBe(false);
  });

  it('are kept nowhere as they are, and never twice alike', () => {
    set(1, 'Geheim-42');
    expect(isInFram('Geheim-42')).toBe(false);
    set(2, 'Geheim-42');
    let differs = 0;
    for (let i = 0; i < 16; i++) {
      if (framRead(FRAM_CREDENTIALS_B + 56 + i) != framRead(FRAM_CREDENTIALS_B + 72 + i)) differs++;
    }
    expect(differs).toBeGreaterThan(8);
  });

  it('want keys of the board, and say so', () => {
    setHasKeys(false);
    expect(set(1, '12345678')).toBe(Status.NOT_FOUND);
    setHasKeys(true);
    set(1, '12345678');
    setHasKeys(false);
    expect(slotOf('12345678')).toBe(Status.NOT_FOUND);
  });

  it('stay as they were where they cannot be stored', () => {
    set(1, '12345678');
    setStorageFails(true);
    expect(set(1, '87654321')).toBe(Status.STORAGE_FAILED);
    expect(slotOf('12345678')).toBe(1);
  });

  it('are the old or the new one, wherever the supply goes: each byte is tried', () => {
    for (let bytes = 0; bytes <= CREDENTIALS_BYTES; bytes++) {
      resetHost();
      resetPasswords();
      set(1, '12345678');
      set(2, 'other-one');
      setCutAfter(bytes);
      set(1, '87654321');
      setCutAfter(-1);
      resetPasswords();
      const isNew = bytes == CREDENTIALS_BYTES;
      expect(slotOf('87654321')).toBe(isNew ? 1 : 0);
      expect(slotOf('12345678')).toBe(isNew ? 0 : 1);
      expect(slotOf('other-one')).toBe(2);
    }
  });

  it('of a damaged record are none', () => {
    set(1, '12345678');
    framWrite(FRAM_CREDENTIALS_A + 60, framRead(FRAM_CREDENTIALS_A + 60) ^ 1);
    resetPasswords();
    expect(slotOf('12345678')).toBe(0);
  });
});
