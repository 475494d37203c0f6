// Ciphered APDUs by published bytes: with the service on the outside, and general (Green Book; recomputed).
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import {
  APDU_GENERAL_GLO, Envelope, envelopeBefore, isDedicated, isGeneral, readEnvelope,
} from '../envelope';

const FOUND = memory.data(64, 8);
const BYTES = memory.data(128, 8);
const TITLE = memory.data<u8>([0x4d, 0x4d, 0x4d, 0x00, 0x00, 0xbc, 0x61, 0x4e]);
/** A GET of the clock under control byte 30 and counter 01234567: text, then tag. */
const SEALED = memory.data<u8>([
  0x41, 0x13, 0x12, 0xff, 0x93, 0x5a, 0x47, 0x56, 0x68, 0x27, 0xc4, 0x67, 0xbc,
  0x7d, 0x82, 0x5c, 0x3b, 0xe4, 0xa7, 0x7c, 0x3f, 0xcc, 0x05, 0x6b, 0x6b,
]);
const TEXT_BYTES: i32 = 13;
const SEALED_BYTES: i32 = 25;
const COUNTER: u32 = 0x01234567;
const GENERAL_HEAD: i32 = 16;

function found(): Envelope {
  return changetype<Envelope>(FOUND);
}

/** The general APDU as it is published; gives where it begins. */
function general(): usize {
  const text = BYTES + 40;
  memory.copy(text, SEALED, SEALED_BYTES);
  return envelopeBefore(text, TEXT_BYTES, APDU_GENERAL_GLO, COUNTER, 0x30, TITLE);
}

describe('an envelope', () => {
  it('of general ciphering is written as it is published', () => {
    const at = general();
    expect(<i32>(BYTES + 40 - at)).toBe(GENERAL_HEAD);
    expect(bswap<u16>(load<u16>(at))).toBe(0xdb08);
    expect(memory.compare(at + 2, TITLE, 8)).toBe(0);
    expect(bswap<u32>(load<u32>(at, 10))).toBe(0x1e300123);
    expect(bswap<u16>(load<u16>(at, 14))).toBe(0x4567);
  });

  it('is read as it was written, with the title or without', () => {
    const at = general();
    expect(readEnvelope(at, GENERAL_HEAD + SEALED_BYTES, found())).toBe(Status.OK);
    expect(<i32>found().service).toBe(APDU_GENERAL_GLO);
    expect(found().counter).toBe(COUNTER);
    expect(found().length).toBe(TEXT_BYTES);
    expect(memory.compare(found().title, TITLE, 8)).toBe(0);
    store<u16>(at + 8, 0x00db);
    expect(readEnvelope(at + 8, GENERAL_HEAD - 8 + SEALED_BYTES, found())).toBe(Status.OK);
    expect(found().title).toBe(0);
    expect(<i32>found().service).toBe(APDU_GENERAL_GLO);
    expect(found().text).toBe(at + GENERAL_HEAD);
  });

  it('is none where it is cut short anywhere, or its title has another length', () => {
    const at = general();
    for (let length: i32 = 1; length < GENERAL_HEAD + SEALED_BYTES; length++) {
      expect(readEnvelope(at, length, found())).toBe(Status.BAD_LENGTH);
    }
    for (let bytes: i32 = 1; bytes < 256; bytes++) {
      store<u8>(at, <u8>bytes, 1);
      if (bytes != 8) expect(readEnvelope(at, GENERAL_HEAD + SEALED_BYTES, found())).toBe(Status.BAD_LENGTH);
    }
  });

  it('says by its tag which key it is under', () => {
    let dedicated = 0;
    let inside = 0;
    for (let tag: i32 = 0; tag < 256; tag++) {
      if (isDedicated(tag)) dedicated++;
      if (isGeneral(tag)) inside++;
    }
    expect(dedicated).toBe(9);
    expect(inside).toBe(2);
    expect(isDedicated(0xd0) && isDedicated(0xd3) && isDedicated(0xdc)).toBe(true);
    expect(isDedicated(0xd8) || isDedicated(0xdb) || isDedicated(0xc8)).toBe(false);
  });
});
