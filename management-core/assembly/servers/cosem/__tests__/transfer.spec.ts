// General block transfer without a link: every block of an answer is the same however often and in whatever order it is given.
import { Status } from '../../../../../shared-protocol/generated/assembly/protocol';
import { ASSOCIATED } from '../../../access/association';
import { CONFORMANCE_TRANSFER } from '../../../access/dlms-facts';
import { answered, associationOf, Dialogue, DIALOGUE_BYTES, inOf, outOf } from '../dialogue';
import {
  APDU_TRANSFER, beginGiving, endTransfer, giveNext, givesOn, resetTransfer, takeBlock, takeStreamed, transfers,
} from '../transfer';

const DIALOGUE = memory.data(8192, 8);
const PDU: i32 = 100;
const CONTENT: i32 = PDU - 9;
const WHOLE: i32 = 1000;
const LAST_BLOCK: i32 = 11;

function d(): Dialogue {
  return changetype<Dialogue>(DIALOGUE);
}

/** A byte of an answer at a place. */
function pattern(at: i32): u8 {
  return <u8>(at * 7 + (at >> 8) + 3);
}

/** A block of the client's stands where one that came does. */
function put(control: i32, block: i32, acknowledged: i32, from: i32, length: i32): void {
  const at = inOf(d());
  store<u8>(at, <u8>APDU_TRANSFER);
  store<u8>(at, <u8>control, 1);
  store<u16>(at, bswap<u16>(<u16>block), 2);
  store<u16>(at, bswap<u16>(<u16>acknowledged), 4);
  store<u8>(at, <u8>length, 6);
  for (let i: i32 = 0; i < length; i++) store<u8>(at + 7 + i, pattern(from + i));
  d().length = 7 + length;
}

/** What was given is block `number`, with the bytes of the answer that are its. */
function expectGiven(number: i32, control: i32): void {
  const at = d().answer;
  const from = (number - 1) * CONTENT;
  const length = min(CONTENT, WHOLE - from);
  expect(<i32>load<u8>(at)).toBe(APDU_TRANSFER);
  expect(<i32>load<u8>(at, 1) & 0xc0).toBe(control);
  expect(<i32>bswap<u16>(load<u16>(at, 2))).toBe(number);
  expect(<i32>load<u8>(at, 6)).toBe(length);
  expect(d().answerLength).toBe(7 + length);
  let wrong = 0;
  for (let i: i32 = 0; i < length; i++) if (load<u8>(at + 7 + i) != pattern(from + i)) wrong++;
  expect(wrong).toBe(0);
  // What a link writes before it.
  memory.fill(at - 8, 0xee, 8);
}

/** The client has blocks up to a number and takes so many in a row; all of the row come right. */
function row(from: i32, window: i32): void {
  put(0x80 | window, 1, from - 1, 0, 0);
  expect(takeBlock(d())).toBe(Status.INCOMPLETE);
  for (let number: i32 = from; ; number++) {
    const isEnd = number == from + window - 1;
    expectGiven(number, number == LAST_BLOCK ? 0x80 : isEnd ? 0 : 0x40);
    if (!givesOn(d())) break;
    giveNext(d());
  }
}

describe('general block transfer', () => {
  beforeEach(() => {
    expect(DIALOGUE_BYTES < 8192).toBe(true);
    memory.fill(DIALOGUE, 0, 8192);
    resetTransfer();
    associationOf(d()).state = ASSOCIATED;
    associationOf(d()).conformance = CONFORMANCE_TRANSFER;
    associationOf(d()).pduSize = PDU;
  });

  it('gives an answer that is too long in blocks, again from anywhere', () => {
    for (let i: i32 = 0; i < WHOLE; i++) store<u8>(outOf(d()) + i, pattern(i));
    answered(d(), outOf(d()), WHOLE);
    beginGiving(d());
    expectGiven(1, 0);
    expect(givesOn(d())).toBe(false);
    for (let from: i32 = 1; from <= LAST_BLOCK; from++) {
      for (let window: i32 = 1; window <= 12; window += 3) row(from, window);
    }
    row(LAST_BLOCK, 1);
    row(1, 63);
    put(0x80 | 5, 1, LAST_BLOCK, 0, 0);
    expect(takeBlock(d())).toBe(Status.INCOMPLETE);
    expect(d().answerLength).toBe(0);
    endTransfer(d());
    expect(takeBlock(d())).toBe(Status.BAD_LENGTH);
  });

  it('gives an answer that fits as it is, and none to who did not agree', () => {
    answered(d(), outOf(d()), PDU);
    beginGiving(d());
    expect(d().answer).toBe(outOf(d()));
    associationOf(d()).conformance = 0;
    expect(transfers(d())).toBe(false);
    answered(d(), outOf(d()), WHOLE);
    beginGiving(d());
    expect(d().answerLength).toBe(WHOLE);
  });

  it('gathers a request in its order, passes by what comes twice or too early, and says how far it is', () => {
    put(0x40 | 1, 1, 0, 0, 50);
    expect(takeStreamed(d())).toBe(true);
    put(0x40 | 1, 3, 0, 100, 50);
    expect(takeStreamed(d())).toBe(true);
    put(1, 1, 0, 0, 50);
    expect(takeStreamed(d())).toBe(false);
    expect(takeBlock(d())).toBe(Status.INCOMPLETE);
    expect(<i32>bswap<u16>(load<u16>(d().answer, 4))).toBe(1);
    put(1, 2, 1, 50, 50);
    expect(takeBlock(d())).toBe(Status.INCOMPLETE);
    expect(<i32>bswap<u16>(load<u16>(d().answer, 4))).toBe(2);
    put(0x80, 3, 2, 100, 20);
    expect(takeBlock(d())).toBe(Status.OK);
    expect(d().length).toBe(120);
    let wrong = 0;
    for (let i: i32 = 0; i < 120; i++) if (load<u8>(inOf(d()) + i) != pattern(i)) wrong++;
    expect(wrong).toBe(0);
  });
});
