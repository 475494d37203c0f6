// Special days changed one by one through the array manager, over cuts of the supply at any byte.
import { SPECIAL_DAYS_BYTES } from '../../../../shared-protocol/generated/assembly/layouts';
import { SPECIAL_DAYS_MOST, Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { resetHost, setCutAfter } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { loadTariff, specialDays } from '../../registers/tariff-tables';
import { specialDayAt } from '../../registers/tariff-day';
import { resetWrites } from '../write';
import { begin, date, head, open, put, write } from './axdr-writing';

const MANAGER = memory.data<u8>([0, 0, 18, 0, 0, 255]);
const INSERT: i32 = 4;
const UPDATE: i32 = 5;
const REMOVE: i32 = 6;

function number(value: i32): void {
  head(18, value >> 8);
  put(value);
}

/** A first of a month, with a number of its own, put in or in the place of another. */
function change(method: i32, index: i32, own: i32, month: i32): i32 {
  begin();
  head(2, 2);
  head(17, 1);
  head(2, 2);
  number(index);
  head(2, 3);
  number(own);
  open(5);
  date(0xffff, month, 1, 0xff);
  head(17, 1);
  return write(MANAGER, method, 3);
}

function remove(from: i32, to: i32): i32 {
  begin();
  head(2, 2);
  head(17, 1);
  head(2, 2);
  number(from);
  number(to);
  return write(MANAGER, REMOVE, 2);
}

/** Numbers of the days that there are, as digits. */
function numbers(): i64 {
  let all: i64 = 0;
  for (let i = 0; i < <i32>specialDays().count; i++) all = all * 10 + load<u16>(specialDayAt(changetype<usize>(specialDays()), i));
  return all;
}

function begins(): void {
  resetHost();
  resetWrites();
  loadTariff();
}

describe('The array manager', () => {
  beforeEach(begins);

  test('puts an entry behind the one that is named, in front of all, or behind all', () => {
    expect(change(INSERT, 0, 1, 1)).toBe(Status.OK);
    expect(change(INSERT, 500, 2, 2)).toBe(Status.OK);
    expect(change(INSERT, 1, 3, 3)).toBe(Status.OK);
    expect(change(INSERT, 0, 4, 4)).toBe(Status.OK);
    expect(numbers()).toBe(4132);
    expect(change(UPDATE, 3, 5, 5)).toBe(Status.OK);
    expect(numbers()).toBe(4152);
    expect(remove(2, 3)).toBe(Status.OK);
    expect(numbers()).toBe(42);
    loadTariff();
    expect(numbers()).toBe(42);
    expect(remove(1, 2)).toBe(Status.OK);
    expect(<i32>specialDays().count).toBe(0);
  });

  test('has no room for one more than there may be', () => {
    for (let n = 0; n < SPECIAL_DAYS_MOST; n++) expect(change(INSERT, n, n, 1 + n % 12)).toBe(Status.OK);
    expect(change(INSERT, 0, 500, 1)).toBe(Status.EXHAUSTED);
    expect(change(UPDATE, SPECIAL_DAYS_MOST, 500, 1)).toBe(Status.OK);
    expect(<i32>specialDays().count).toBe(SPECIAL_DAYS_MOST);
  });

  test('leaves all as they were, or changes just the one, at whatever byte the supply is cut', () => {
    let olds = 0;
    for (let cut: i32 = 0; cut <= SPECIAL_DAYS_BYTES; cut += 13) {
      begins();
      for (let n = 1; n < 6; n++) change(INSERT, n, n, n);
      setCutAfter(cut);
      change(INSERT, 2, 9, 12);
      setCutAfter(-1);
      loadTariff();
      if (numbers() == 12345) olds++;
      else expect(numbers()).toBe(129345);
    }
    expect(olds).toBeGreaterThan(SPECIAL_DAYS_BYTES / 13 - 2);
  });
});
