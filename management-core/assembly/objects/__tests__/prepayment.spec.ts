// Prepayment through the object model: a token is entered by writing it, and everything of the credit is read and set by its row.
import { resetHost } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import {
  CREDIT_EMERGENCY, CREDIT_GOOD, PREPAYMENT_MODE_ENERGY, PREPAYMENT_MODE_MONEY, Status, TOKEN_1ST_KCT, TOKEN_ACCEPT, TOKEN_CRC_ERROR,
  TOKEN_NONE, TOKEN_USED_ERROR,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { Value, VALUE_BYTES, VALUE_NUMBER } from '../../../../shared-protocol/assembly/objects/value';
import { readLeaf } from '../../../../shared-protocol/assembly/objects/read';
import { account } from '../../control/prepayment/account';
import { prepaymentTick, resetPrepayment } from '../../control/prepayment/prepayment';
import { resetMirror, shownSnapshot } from '../../link/mirror';
import { loadBooks } from '../../registers/books';
import { findObject, objectRow, objectTables } from '../tables';
import { beginWrite, commitWrite, resetWrites, takeBytes, Write } from '../write';

const PLACE: i32 = 1;
const KWH_mWs: i64 = 3_600_000_000;
const TOKEN = '63638916334124550935'; // 25.6 kWh
const FOREIGN = '25453597494250138964';
const SECTION = '34812744915211133004';

const CODE = memory.data(8, 8);
const BYTES = memory.data(128, 8);
const WRITE = memory.data(256, 8);
const VALUE = memory.data(64, 8);
const KEY = memory.data<u8>([
  0, 0x01, 0xe2, 0x41, 11, 2, 1, 1, 255, 0,
  0xf9, 0x4b, 0x6e, 0xd3, 0x53, 0xc3, 0xbf, 0xdb, 0x11, 0x3e, 0x2d, 0x3a, 0x7e, 0xa3, 0xc4, 0x1d,
]);

let length: i32 = 0;

/** Row of 0-0:96.141.e.255. */
function row(e: i32): i32 {
  store<u32>(CODE, 0x8d600000);
  store<u16>(CODE + 4, <u16>(e | 0xff00));
  return findObject(CODE);
}

function put(tag: u8, bytes: i32, value: i64): void {
  store<u8>(BYTES + length++, tag);
  for (let i = bytes - 1; i >= 0; i--) store<u8>(BYTES + length++, <u8>(value >> (i << 3)));
}

function structure(fields: u8): void {
  length = 0;
  put(2, 1, fields);
}

/** Writes what stands in BYTES. */
function written(e: i32): i32 {
  const write = changetype<Write>(WRITE);
  const begun = beginWrite(write, row(e), 0, PLACE);
  if (begun < 0) return begun;
  const taken = takeBytes(write, BYTES, length);
  return taken < 0 ? taken : commitWrite(write);
}

function enteredToken(digits: string): i32 {
  length = 0;
  put(9, 1, digits.length);
  for (let i = 0; i < digits.length; i++) store<u8>(BYTES + length++, <u8>digits.charCodeAt(i));
  return written(0);
}

function provisioned(): i32 {
  length = 0;
  put(9, 1, 26);
  memory.copy(BYTES + length, KEY, 26);
  length += 26;
  return written(11);
}

function leafOf(e: i32, leaf: i32): Value {
  const value = changetype<Value>(VALUE);
  memory.fill(VALUE, 0, offsetof<Value>());
  readLeaf(objectTables(), objectRow(row(e)), 0, PLACE, 0, leaf, shownSnapshot(0), value);
  return value;
}

function numberOf(e: i32, leaf: i32 = 0): i64 {
  return leafOf(e, leaf).number;
}

function setTerms(mode: i32, emergency: i64): i32 {
  structure(9);
  put(17, 1, mode);
  put(20, 8, KWH_mWs / 10);
  put(20, 8, emergency);
  put(20, 8, 0);
  put(20, 8, 1000 * KWH_mWs);
  put(17, 1, 0);
  put(18, 2, 0);
  put(18, 2, 0);
  put(18, 2, 0);
  return written(8);
}

function orderedCredit(order: i32, amount: i64): i32 {
  structure(2);
  put(6, 4, order);
  put(20, 8, amount);
  return written(10);
}

describe('Prepayment by its objects', () => {
  beforeEach(() => {
    resetHost();
    resetMirror();
    resetWrites();
    loadBooks();
    resetPrepayment();
    memory.fill(WRITE, 0, 256);
    expect(provisioned()).toBe(Status.OK);
    expect(setTerms(PREPAYMENT_MODE_ENERGY, 2 * KWH_mWs)).toBe(Status.OK);
  });

  test('takes a token that is written, once, and tells its result and the credit', () => {
    expect(<i32>numberOf(1)).toBe(TOKEN_NONE);
    expect(enteredToken(TOKEN)).toBe(Status.OK);
    expect(<i32>numberOf(1)).toBe(TOKEN_ACCEPT);
    expect(numberOf(2)).toBe(2_560_000);
    expect(leafOf(0, 0).length).toBe(20);
    expect(enteredToken(TOKEN)).toBe(Status.OUT_OF_RANGE);
    expect(<i32>numberOf(1)).toBe(TOKEN_USED_ERROR);
    prepaymentTick(1_000_000);
    expect(<i32>numberOf(4)).toBe(CREDIT_GOOD);
  });

  test('tells nobody a token that was not accepted: it may be good at another meter', () => {
    enteredToken(TOKEN);
    expect(enteredToken(FOREIGN)).toBe(Status.OUT_OF_RANGE);
    expect(<i32>numberOf(1)).toBe(TOKEN_CRC_ERROR);
    expect(leafOf(0, 0).kind).not.toBe(VALUE_BYTES);
  });

  test('takes a section of a key whose others are to come', () => {
    expect(enteredToken(SECTION)).toBe(Status.OK);
    expect(<i32>numberOf(1)).toBe(TOKEN_1ST_KCT);
  });

  test('tells what its key is for, and never the key', () => {
    expect(numberOf(5, 1)).toBe(123457);
    expect(numberOf(5, 2)).toBe(1);
    expect(numberOf(5, 5)).toBe(255);
    const value = leafOf(11, 0);
    expect(value.kind == VALUE_BYTES || value.kind == VALUE_NUMBER).toBe(false);
  });

  test('takes no key of another length, and none without its purpose', () => {
    length = 0;
    put(9, 1, 10);
    memory.copy(BYTES + length, KEY, 10);
    length += 10;
    expect(written(11)).toBe(Status.BAD_LENGTH);
    expect(enteredToken(TOKEN)).toBe(Status.OK);
  });

  test('gives emergency credit to who chooses it, and takes no other value', () => {
    prepaymentTick(1_000_000);
    length = 0;
    put(17, 1, 0);
    expect(written(7)).toBe(Status.OUT_OF_RANGE);
    length = 0;
    put(17, 1, 1);
    expect(written(7)).toBe(Status.OK);
    expect(numberOf(7)).toBe(1);
    prepaymentTick(2_000_000);
    expect(<i32>numberOf(4)).toBe(CREDIT_EMERGENCY);
    expect(written(7)).toBe(Status.OUT_OF_RANGE);
  });

  test('keeps terms and prices, and leaves those before in force where they contradict each other', () => {
    expect(setTerms(3, 0)).toBe(Status.OUT_OF_RANGE);
    expect(numberOf(8, 1)).toBe(PREPAYMENT_MODE_ENERGY);
    expect(numberOf(8, 3)).toBe(2 * KWH_mWs);
    structure(8);
    for (let rate = 1; rate <= 8; rate++) put(6, 4, rate * 100);
    expect(written(9)).toBe(Status.OK);
    resetPrepayment();
    expect(numberOf(9, 8)).toBe(800);
    expect(numberOf(8, 5)).toBe(1000 * KWH_mWs);
  });

  test('counts an order of credit once, in the unit of the mode', () => {
    expect(setTerms(PREPAYMENT_MODE_MONEY, 0)).toBe(Status.OK);
    expect(orderedCredit(5, 1_500_000)).toBe(Status.OK);
    expect(orderedCredit(5, 1_500_000)).toBe(Status.OUT_OF_RANGE);
    expect(numberOf(3)).toBe(1_500_000);
    expect(leafOf(2, 0).kind).not.toBe(VALUE_NUMBER);
    expect(numberOf(10, 1)).toBe(5);
    expect(account().credit).toBe(1_500_000);
  });

  test('tells credit that is owed as less than nothing, never rounded up', () => {
    account().credit = -1;
    expect(numberOf(2)).toBe(-1);
    account().credit = 35_999;
    expect(numberOf(2)).toBe(0);
  });
});
