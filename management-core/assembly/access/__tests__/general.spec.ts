// general-ciphering as it travels: taken apart and laid out by bytes that others made (tools/clients/vectors), each key told, and none.
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import {
  answerFieldsBytes, answerHeadBefore, Answering, ANSWERING_BYTES, answerOverhead, General, Info, keepAnswering, laidBytes, layAnswer,
  layGeneral, readGeneral, signedKeyBytes, transactionOf, wrappedBytes, wrappedOf,
} from '../general';

const FOUND = memory.data(128, 8);
const ANSWERING = memory.data(128, 8);
const BYTES = memory.data(512, 8);
const GIVEN = memory.data(128, 8);
/** Behind what a layout may need before an APDU. */
const AT = BYTES + 16;
const CLIENT = memory.data<u8>([0x4d, 0x4d, 0x4d, 0, 0, 0, 0, 3]);
const SERVER = memory.data<u8>([0x54, 0x57, 0x4d, 0x15, 0xf0, 0xaf, 0x48, 0x47]);
/** Transaction 0123456789012345, titles, a time, "other". */
const FIELDS = memory.data<u8>([
  8, 0x01, 0x23, 0x45, 0x67, 0x89, 0x01, 0x23, 0x45, 8, 0x4d, 0x4d, 0x4d, 0, 0, 0, 0, 3, 8, 0x54, 0x57, 0x4d, 0x15, 0xf0, 0xaf, 0x48, 0x47,
  12, 0x07, 0xea, 0x0c, 0x01, 0x02, 0x01, 0, 0, 0, 0, 0x80, 0, 5, 0x6f, 0x74, 0x68, 0x65, 0x72,
]);
const FIELDS_BYTES: i32 = 46;
const TEXT_BYTES: i32 = 13;

function found(): General {
  return changetype<General>(FOUND);
}

function answering(): Answering {
  return changetype<Answering>(ANSWERING);
}

function put(at: usize, from: usize, length: i32): usize {
  memory.copy(at, from, length);
  return at + <usize>length;
}

/** Puts key-info of so many bytes from GIVEN behind the fields, then control, counter, a text of sevens and a tag of nines. */
function message(infoBytes: i32): i32 {
  store<u8>(AT, 0xdd);
  const at = put(put(AT + 1, FIELDS, FIELDS_BYTES), GIVEN, infoBytes);
  store<u8>(at, 5 + TEXT_BYTES + 12);
  store<u8>(at, 0x31, 1);
  store<u32>(at, bswap<u32>(0x01234567), 2);
  memory.fill(at + 6, 7, TEXT_BYTES);
  memory.fill(at + 6 + TEXT_BYTES, 9, 12);
  return <i32>(at + 6 + TEXT_BYTES + 12 - AT);
}

function info(a: u8, b: u8, c: u8, d: u8, e: u8): void {
  store<u8>(GIVEN, a);
  store<u8>(GIVEN, b, 1);
  store<u8>(GIVEN, c, 2);
  store<u8>(GIVEN, d, 3);
  store<u8>(GIVEN, e, 4);
}

function read(infoBytes: i32): i32 {
  return readGeneral(AT, message(infoBytes), found(), false);
}

describe('general-ciphering', () => {
  beforeEach(() => {
    memory.fill(BYTES, 0, 512);
    memory.fill(GIVEN, 0x5c, 128);
    memory.fill(ANSWERING, 0, ANSWERING_BYTES);
  });

  it('is taken apart: titles, which key, counter, text', () => {
    info(1, 0, 0, 0, 0);
    expect(read(3)).toBe(Status.OK);
    expect(memory.compare(found().title, CLIENT, 8)).toBe(0);
    expect(memory.compare(found().recipient, SERVER, 8)).toBe(0);
    expect(found().info).toBe(Info.GLOBAL);
    expect(found().counter).toBe(0x01234567);
    expect(<i32>found().control).toBe(0x31);
    expect(found().length).toBe(TEXT_BYTES);
    expect(found().transactionBytes).toBe(9);
    expect(found().fieldsLength).toBe(FIELDS_BYTES);
  });

  it('is laid out as its tag covers it: nonce, control, fields, text', () => {
    for (let infoBytes: i32 = 1; infoBytes <= 5; infoBytes += 2) {
      info(infoBytes == 1 ? 0 : 1, infoBytes == 5 ? 2 : 0, infoBytes == 5 ? 1 : 0, 2, 0);
      expect(read(infoBytes)).toBe(Status.OK);
      const start = layGeneral(found());
      expect(<i32>(found().text - start)).toBe(laidBytes(FIELDS_BYTES));
      expect(memory.compare(start, CLIENT, 8)).toBe(0);
      expect(bswap<u32>(load<u32>(start, 8))).toBe(0x01234567);
      expect(load<u8>(start, 12)).toBe(0x31);
      expect(memory.compare(start + 13, FIELDS, FIELDS_BYTES)).toBe(0);
      expect(memory.compare(found().title, CLIENT, 8)).toBe(0);
      expect(memory.compare(found().recipient, SERVER, 8)).toBe(0);
      expect(load<u8>(found().text)).toBe(7);
      expect(start >= AT - 16).toBe(true);
    }
  });

  it('tells each key, and nothing that is none', () => {
    info(0, 0, 0, 0, 0);
    expect(read(1)).toBe(Status.OK);
    expect(found().info).toBe(Info.NONE);
    info(1, 1, 0, 24, 0x5c);
    expect(read(28)).toBe(Status.OK);
    expect(found().info).toBe(Info.WRAPPED);
    info(1, 2, 1, 2, 0);
    expect(read(5)).toBe(Status.OK);
    expect(found().info).toBe(Info.STATIC);
    info(1, 0, 1, 0, 0);
    expect(read(3)).toBe(Status.OUT_OF_RANGE);
    info(1, 1, 1, 24, 0x5c);
    expect(read(28)).toBe(Status.OUT_OF_RANGE);
    info(1, 2, 1, 3, 0);
    expect(read(5)).toBe(Status.OUT_OF_RANGE);
    info(1, 3, 0, 0, 0);
    expect(read(3)).toBe(Status.OUT_OF_RANGE);
    info(2, 0, 0, 0, 0);
    expect(read(3)).toBe(Status.BAD_LENGTH);
    info(1, 1, 0, 23, 0x5c);
    expect(read(27)).toBe(Status.BAD_LENGTH);
  });

  it('is none where it is cut short anywhere, or has another length', () => {
    info(1, 2, 1, 1, 0x81);
    store<u8>(GIVEN, 0x80, 5);
    memory.fill(GIVEN + 6, 0x44, 122);
    // As much as there is room for in GIVEN: what is missing of key and signature is part of what follows.
    const whole = message(3);
    for (let length: i32 = 1; length <= whole; length++) expect(readGeneral(AT, length, found(), false) != Status.OK).toBe(true);
    info(1, 0, 0, 0, 0);
    const short = message(3);
    for (let length: i32 = 1; length < short; length++) expect(readGeneral(AT, length, found(), false)).toBe(Status.BAD_LENGTH);
    expect(readGeneral(AT, short + 1, found(), false)).toBe(Status.BAD_LENGTH);
  });

  it('has a transaction of 1 to 32 bytes, titles of 8, a time of 12 or none', () => {
    info(0, 0, 0, 0, 0);
    const length = message(1);
    for (let bytes: i32 = 0; bytes < 256; bytes++) {
      store<u8>(AT, <u8>bytes, 10);
      if (bytes != 8) expect(readGeneral(AT, length, found(), false)).toBe(Status.BAD_LENGTH);
      store<u8>(AT, 8, 10);
      store<u8>(AT, <u8>bytes, 28);
      if (bytes != 12) expect(readGeneral(AT, length, found(), false) != Status.OK).toBe(true);
      store<u8>(AT, 12, 28);
    }
    store<u8>(AT, 0, 1);
    expect(readGeneral(AT, length, found(), false)).toBe(Status.BAD_LENGTH);
    store<u8>(AT, 33, 1);
    expect(readGeneral(AT, length, found(), false)).toBe(Status.BAD_LENGTH);
  });

  it('is answered by the same transaction and key, from the other side', () => {
    info(1, 1, 0, 24, 0x5c);
    expect(read(28)).toBe(Status.OK);
    keepAnswering(found(), answering());
    expect(memory.compare(transactionOf(answering()), FIELDS, 9)).toBe(0);
    expect(load<u8>(wrappedOf(answering()), 23)).toBe(0x5c);
    const text = BYTES + 300;
    const start = layAnswer(text, answering(), SERVER, CLIENT, 5, 0x31);
    expect(<i32>(text - start)).toBe(laidBytes(answerFieldsBytes(answering())));
    expect(memory.compare(start, SERVER, 8)).toBe(0);
    const at = answerHeadBefore(text, TEXT_BYTES, answering(), SERVER, CLIENT, 5, 0x31, 0);
    memory.fill(text + TEXT_BYTES, 9, 12);
    expect(readGeneral(at, <i32>(text - at) + TEXT_BYTES + 12, found(), false)).toBe(Status.OK);
    expect(memory.compare(found().title, SERVER, 8)).toBe(0);
    expect(memory.compare(found().recipient, CLIENT, 8)).toBe(0);
    expect(found().info).toBe(Info.WRAPPED);
    expect(found().counter).toBe(5);
    expect(found().text).toBe(text);
  });

  it('has before its text, and behind it, what is said of it at most', () => {
    answering().transactionBytes = 33;
    memory.fill(transactionOf(answering()), 32, 1);
    for (let which: u8 = 0; which <= Info.STATIC; which++) {
      answering().info = which;
      const text = BYTES + 300;
      const at = answerHeadBefore(text, 2048, answering(), SERVER, CLIENT, 5, 0x31, GIVEN);
      expect(<i32>(text - at) + 12).toBe(answerOverhead(answering()));
      // Room before an answer (servers/cosem/dialogue.ts), less what its own head has there.
      expect(<i32>(text - at)).toBeLessThan(256 - 24);
    }
    expect(signedKeyBytes(false)).toBe(128);
    expect(signedKeyBytes(true)).toBe(192);
    expect(wrappedBytes(true)).toBe(wrappedBytes(false) + 16);
  });
});
