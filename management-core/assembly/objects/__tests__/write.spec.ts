// Writing: a value in pieces of any size, staged by its provider, in force as a whole or not at all.
import { resetHost } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { COVER_POLICY_ALARM, Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { entryIn } from '../../../../shared-protocol/assembly/objects/rows';
import { Value } from '../../../../shared-protocol/assembly/objects/value';
import { resetSettings, settings } from '../../access/settings';
import { resetMirror, shownSnapshot } from '../../link/mirror';
import { findObject, objectRow, readValue } from '../tables';
import { abortWrite, beginWrite, commitWrite, resetWrites, takeBytes, Write, WRITE_BYTES } from '../write';

const CODE = memory.data(8, 8);
const BYTES = memory.data(128, 8);
const FIRST = memory.data(256, 8);
const SECOND = memory.data(256, 8);
const VALUE = memory.data(64, 8);
/** Place of the value: behind the logical name. */
const PLACE: i32 = 1;

function first(): Write {
  return changetype<Write>(FIRST);
}

function second(): Write {
  return changetype<Write>(SECOND);
}

/** Row of 0-0:96.135.e.255. */
function cover(e: i32): i32 {
  store<u32>(CODE, 0x87600000);
  store<u16>(CODE + 4, <u16>(e | 0xff00));
  return findObject(CODE);
}

function window(from_s: u32, to_s: u32): i32 {
  store<u8>(BYTES, 2);
  store<u8>(BYTES, 2, 1);
  store<u8>(BYTES, 6, 2);
  store<u32>(BYTES, bswap<u32>(from_s), 3);
  store<u8>(BYTES, 6, 7);
  store<u32>(BYTES, bswap<u32>(to_s), 8);
  return 12;
}

/** Takes all bytes in pieces of a size; the first Status that is none of success. */
function inPieces(length: i32, size: i32): i32 {
  for (let at = 0; at < length; at += size) {
    const status = takeBytes(first(), BYTES + at, min(size, length - at));
    if (status < 0) return status;
  }
  return Status.OK;
}

describe('writing', () => {
  beforeEach(() => {
    resetHost();
    resetMirror();
    resetSettings();
    resetWrites();
    memory.fill(FIRST, 0, 256);
    memory.fill(SECOND, 0, 256);
  });

  it('has room for itself in a session', () => {
    expect(WRITE_BYTES).toBeLessThan(256);
  });

  it('takes a value in pieces of any size, which holds once it is committed, also after a start', () => {
    for (let size = 1; size <= 12; size++) {
      expect(beginWrite(first(), cover(1), 0, PLACE)).toBe(Status.OK);
      expect(inPieces(window(1000 + size, 2000), size)).toBe(Status.OK);
      expect(settings().window_from_s).not.toBe(1000 + size);
      expect(commitWrite(first())).toBe(Status.OK);
      expect(settings().window_from_s).toBe(1000 + size);
      resetSettings();
      expect(settings().window_from_s).toBe(1000 + size);
      expect(settings().window_to_s).toBe(2000);
    }
  });

  it('leaves the old in force when the value is not all there', () => {
    beginWrite(first(), cover(1), 0, PLACE);
    expect(inPieces(window(1, 2) - 1, 4)).toBe(Status.OK);
    expect(commitWrite(first())).not.toBe(Status.OK);
    expect(settings().window_to_s).toBe(0);
    expect(beginWrite(first(), cover(1), 0, PLACE)).toBe(Status.OK);
  });

  it('leaves the old in force when more than the value comes', () => {
    beginWrite(first(), cover(1), 0, PLACE);
    const length = window(1, 2);
    store<u8>(BYTES + length, 0);
    expect(inPieces(length + 1, 64)).toBe(Status.OK);
    expect(commitWrite(first())).toBe(Status.BAD_LENGTH);
    expect(settings().window_to_s).toBe(0);
  });

  it('leaves the old in force when the provider refuses the value', () => {
    beginWrite(first(), cover(1), 0, PLACE);
    inPieces(window(2, 1), 64);
    expect(commitWrite(first())).toBe(Status.OUT_OF_RANGE);
    expect(settings().window_from_s).toBe(0);
    beginWrite(first(), cover(0), 0, PLACE);
    store<u16>(BYTES, 0x0411); // unsigned 4: no bit of the policy
    inPieces(2, 2);
    expect(commitWrite(first())).toBe(Status.OUT_OF_RANGE);
    expect(settings().cover_policy).toBe(<u8>COVER_POLICY_ALARM);
  });

  it('refuses another type at once, and is over then', () => {
    beginWrite(first(), cover(0), 0, PLACE);
    store<u16>(BYTES, 0x0112); // long-unsigned
    expect(takeBytes(first(), BYTES, 2)).toBe(Status.OUT_OF_RANGE);
    expect(takeBytes(first(), BYTES, 2)).toBe(Status.NOT_STARTED);
    expect(commitWrite(first())).toBe(Status.NOT_STARTED);
    expect(beginWrite(second(), cover(0), 0, PLACE)).toBe(Status.OK);
  });

  it('is one at a time: another is told to wait until the first is over', () => {
    beginWrite(first(), cover(0), 0, PLACE);
    expect(beginWrite(second(), cover(1), 0, PLACE)).toBe(Status.BUSY);
    abortWrite(second());
    expect(beginWrite(second(), cover(1), 0, PLACE)).toBe(Status.BUSY);
    abortWrite(first());
    expect(beginWrite(second(), cover(1), 0, PLACE)).toBe(Status.OK);
  });

  it('does not reach a field of the mirror or a name', () => {
    store<u32>(CODE, 0x08010001); // 1-0:1.8.0.255
    store<u16>(CODE + 4, 0xff00);
    const energy = findObject(CODE);
    expect(beginWrite(first(), energy, entryIn(objectRow(energy), CODE), PLACE)).toBe(Status.NOT_FOUND);
    expect(beginWrite(first(), cover(0), 0, 0)).toBe(Status.NOT_FOUND);
  });

  it('does not commit what its provider never takes', () => {
    store<u32>(CODE, 0x80600000); // 0-0:96.128.0.255, age of the mirror
    store<u16>(CODE + 4, 0xff00);
    beginWrite(first(), findObject(CODE), 0, PLACE);
    store<u8>(BYTES, 6);
    store<u32>(BYTES, 0, 1);
    inPieces(5, 5);
    expect(commitWrite(first())).toBe(Status.NOT_FOUND);
  });

  it('reads back what was written', () => {
    beginWrite(first(), cover(0), 0, PLACE);
    store<u16>(BYTES, 0x0111);
    inPieces(2, 1);
    commitWrite(first());
    readValue(objectRow(cover(0)), 0, PLACE, shownSnapshot(0), changetype<Value>(VALUE));
    expect(changetype<Value>(VALUE).number).toBe(1);
  });
});
