// The companion profile in force: none at first, what was chosen over a start too, whole or as before wherever a cut falls.
import { framWrite, resetHost, setCutAfter, setStorageFails } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { COMPANION_DSMR_4_2_2_P3, COMPANION_DSMR_4_2_2_P3_BYTES } from '../../../../shared-protocol/generated/assembly/companions';
import {
  COMPANION_HEAD_BYTES, COMPANION_RECORD_BYTES, COMPANION_RECORD_profile, CompanionHead,
} from '../../../../shared-protocol/generated/assembly/layouts';
import {
  COMPANION_BUILT_IN, COMPANION_LOADED, COMPANION_MOST, COMPANION_OWN, FRAM_COMPANION_RECORD_A, FRAM_COMPANION_RECORD_B,
  FRAM_COMPANION_SETTINGS_A, FRAM_COMPANION_SETTINGS_B, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import {
  beginCompanion, commitCompanion, companionInForce, loadedBytes, loadedCompanion, putCompanion, resetCompanion, selectCompanion,
  selectedCompanion,
} from '../companion';
import { accessIn, codeAt, columnOf, hasAccessIn, isCompanionImage, kindIn, toldCode, UNNAMED } from '../companion-image';

const CODE = memory.data(8, 8);
const IMAGE = memory.data(COMPANION_MOST + 8, 8);
const PIECE: i32 = 60;
const CLIENT: i32 = 1;
const PUBLIC: i32 = 16;

function codeOf(a: u8, b: u8, c: u8, d: u8, e: u8): u64 {
  store<u8>(CODE, a);
  store<u8>(CODE, b, 1);
  store<u8>(CODE, c, 2);
  store<u8>(CODE, d, 3);
  store<u8>(CODE, e, 4);
  store<u8>(CODE, 255, 5);
  return codeAt(CODE);
}

function copyOfBuiltIn(): void {
  memory.copy(IMAGE, COMPANION_DSMR_4_2_2_P3, COMPANION_DSMR_4_2_2_P3_BYTES);
}

/** Loads bytes in pieces. Returns a Status. */
function load_(bytes: usize, length: i32): i32 {
  beginCompanion();
  for (let at: i32 = 0; at < length; at += PIECE) {
    const status = putCompanion(at, bytes + <usize>at, min(PIECE, length - at));
    if (status != Status.OK) return status;
  }
  return commitCompanion();
}

function loadBuiltIn(): i32 {
  return load_(COMPANION_DSMR_4_2_2_P3, COMPANION_DSMR_4_2_2_P3_BYTES);
}

describe('a companion profile', () => {
  beforeEach(() => {
    resetHost();
    resetCompanion();
  });

  it('is none until one is chosen, over a start too; a loaded one has to be there', () => {
    expect(COMPANION_RECORD_BYTES).toBe(<i32>COMPANION_RECORD_profile + COMPANION_MOST + 8);
    expect(companionInForce()).toBe(0);
    expect(selectCompanion(COMPANION_LOADED)).toBe(Status.NOT_FOUND);
    expect(selectCompanion(COMPANION_BUILT_IN)).toBe(Status.OK);
    expect(companionInForce()).toBe(COMPANION_DSMR_4_2_2_P3);
    resetCompanion();
    expect(companionInForce()).toBe(COMPANION_DSMR_4_2_2_P3);
    for (let choice: i32 = 3; choice < 260; choice++) expect(selectCompanion(choice)).toBe(Status.OUT_OF_RANGE);
    expect(selectCompanion(-1)).toBe(Status.OUT_OF_RANGE);
    expect(selectCompanion(COMPANION_OWN)).toBe(Status.OK);
    expect(companionInForce()).toBe(0);
  });

  it('says what a client may do with an object, and nothing of clients and objects that it does not name', () => {
    const image = COMPANION_DSMR_4_2_2_P3;
    expect(isCompanionImage(image, COMPANION_DSMR_4_2_2_P3_BYTES)).toBe(true);
    expect(columnOf(image, 2)).toBe(UNNAMED);
    expect(columnOf(image, 0)).toBe(UNNAMED);
    const manager = columnOf(image, CLIENT);
    const public_ = columnOf(image, PUBLIC);
    const clock = kindIn(image, codeOf(0, 0, 1, 0, 0), 8);
    expect(accessIn(image, clock, 2, false, manager)).toBe(3);
    expect(accessIn(image, clock, 2, false, public_)).toBe(1);
    expect(accessIn(image, clock, 2, true, manager)).toBe(0);
    expect(hasAccessIn(image, clock, public_)).toBe(true);
    const energy = kindIn(image, codeOf(1, 0, 1, 8, 2), 3);
    expect(hasAccessIn(image, energy, public_)).toBe(false);
    expect(accessIn(image, kindIn(image, codeOf(0, 0, 99, 98, 1), 7), 1, true, manager)).toBe(1);
    expect(kindIn(image, codeOf(1, 0, 1, 8, 3), 3)).toBe(UNNAMED);
    expect(kindIn(image, codeOf(1, 0, 1, 8, 2), 4)).toBe(UNNAMED);
    expect(kindIn(image, codeOf(0, 0, 0, 0, 0), 1)).toBe(UNNAMED);
    expect(kindIn(image, codeOf(255, 255, 255, 255, 255), 1)).toBe(UNNAMED);
    expect(toldCode(image, 161)).toBe(248);
    expect(toldCode(image, 46)).toBe(46);
  });

  it('is found whatever was looked for before', () => {
    const image = COMPANION_DSMR_4_2_2_P3;
    const objects = <i32>changetype<CompanionHead>(image).objects;
    for (let step: i32 = 1; step < 8; step++) {
      for (let n: i32 = 0; n < objects; n++) {
        const object = image + COMPANION_HEAD_BYTES + <usize>((n * step) % objects) * 8;
        const kind = <i32>load<u16>(object, 6);
        const classId = <i32>load<u16>(image + COMPANION_HEAD_BYTES + <usize>objects * 8 + <usize>kind * 8);
        expect(kindIn(image, codeAt(object), classId)).toBe(kind);
      }
    }
  });

  it('is taken whole, and not where a byte is missing, too many, or out of its bounds', () => {
    expect(loadBuiltIn()).toBe(Status.OK);
    expect(loadedBytes()).toBe(COMPANION_DSMR_4_2_2_P3_BYTES);
    expect(memory.compare(loadedCompanion(), COMPANION_DSMR_4_2_2_P3, COMPANION_DSMR_4_2_2_P3_BYTES)).toBe(0);
    copyOfBuiltIn();
    for (let length: i32 = 0; length < COMPANION_DSMR_4_2_2_P3_BYTES; length += 7) expect(load_(IMAGE, length)).toBe(Status.OUT_OF_RANGE);
    expect(load_(IMAGE, COMPANION_DSMR_4_2_2_P3_BYTES + 1)).toBe(Status.OUT_OF_RANGE);
    expect(load_(IMAGE, COMPANION_MOST + 1)).toBe(Status.BAD_LENGTH);
    const objects = <usize>changetype<CompanionHead>(IMAGE).objects;
    store<u8>(IMAGE, 0); // no name
    expect(load_(IMAGE, COMPANION_DSMR_4_2_2_P3_BYTES)).toBe(Status.OUT_OF_RANGE);
    copyOfBuiltIn();
    store<u16>(IMAGE + COMPANION_HEAD_BYTES + objects * 8 + 2, 0xffff); // a kind's first item
    expect(load_(IMAGE, COMPANION_DSMR_4_2_2_P3_BYTES)).toBe(Status.OUT_OF_RANGE);
    copyOfBuiltIn();
    memory.copy(IMAGE + COMPANION_HEAD_BYTES, IMAGE + COMPANION_HEAD_BYTES + 8, 8); // an object twice
    expect(load_(IMAGE, COMPANION_DSMR_4_2_2_P3_BYTES)).toBe(Status.OUT_OF_RANGE);
    expect(memory.compare(loadedCompanion(), COMPANION_DSMR_4_2_2_P3, COMPANION_DSMR_4_2_2_P3_BYTES)).toBe(0);
  });

  it('is the one before, or the new one, wherever a cut falls', () => {
    for (let cut: i32 = 0; cut <= COMPANION_RECORD_BYTES; cut += 41) {
      resetHost();
      resetCompanion();
      expect(loadBuiltIn()).toBe(Status.OK);
      copyOfBuiltIn();
      store<u8>(IMAGE, 88);
      setCutAfter(cut);
      load_(IMAGE, COMPANION_DSMR_4_2_2_P3_BYTES);
      setCutAfter(-1);
      resetCompanion();
      expect(load<u8>(loadedCompanion())).toBe(cut < COMPANION_RECORD_BYTES ? 68 : 88);
    }
    setStorageFails(true);
    expect(selectCompanion(COMPANION_LOADED)).toBe(Status.STORAGE_FAILED);
    expect(loadBuiltIn()).toBe(Status.STORAGE_FAILED);
    expect(selectedCompanion()).toBe(COMPANION_OWN);
  });

  it('is the own list where choice or profile are lost', () => {
    loadBuiltIn();
    loadBuiltIn();
    selectCompanion(COMPANION_LOADED);
    framWrite(FRAM_COMPANION_RECORD_A + 100, 0x55);
    framWrite(FRAM_COMPANION_RECORD_B + 100, 0x55);
    resetCompanion();
    expect(selectedCompanion()).toBe(COMPANION_LOADED);
    expect(companionInForce()).toBe(0);
    selectCompanion(COMPANION_BUILT_IN);
    framWrite(FRAM_COMPANION_SETTINGS_A + 8, 0x55);
    framWrite(FRAM_COMPANION_SETTINGS_B + 8, 0x55);
    resetCompanion();
    expect(companionInForce()).toBe(0);
  });
});
