// Tariff tables: what is sound, what a day has, when a table takes over, and what a cut at any byte leaves in force.
import { SPECIAL_DAYS_BYTES, SpecialDays, TARIFF_HEAD_BYTES, TARIFF_TABLE_BYTES, TariffTable } from '../../../../shared-protocol/generated/assembly/layouts';
import { ACTIVATION_LOCAL, ACTIVATION_NONE, ACTIVATION_UTC, Status, TARIFF_TABLES } from '../../../../shared-protocol/generated/assembly/protocol';
import { daysOf } from '../../../../shared-protocol/assembly/objects/calendar';
import { framRead, framWrite, resetHost, setCutAfter, setStorageFails } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { rateAt, resetTariffDay, seasonDay, specialDayAt } from '../tariff-day';
import {
  activeTable, changeOver, loadTariff, passiveTable, replacePassive, replaceSpecialDays, scheduleChange, setDefaultRate, tariffHead,
} from '../tariff-tables';
import { dayAt, isConsistent, NAME, putDay, RATE_STEP, seasonAt, startOf, switchingAt, weekAt, weekNameOf } from '../tariff-rules';
import { putName, putSimple } from './testing';

const TABLE = memory.data(TARIFF_TABLE_BYTES, 8);
const DAYS = memory.data(SPECIAL_DAYS_BYTES, 8);
const START = memory.data(16, 8);
const HOUR: i64 = 3600;

function table(): TariffTable {
  return changetype<TariffTable>(TABLE);
}

function simple(first: i32, second: i32): usize {
  memory.fill(TABLE, 0, TARIFF_TABLE_BYTES);
  putSimple(table(), first, second);
  return TABLE;
}

function at(y: i32, m: i32, d: i32, hour: i64 = 12): i64 {
  return <i64>daysOf(y, m, d) * 86_400 + hour * HOUR;
}

/** Makes a table of two rates the active one. */
function activate(first: i32, second: i32): void {
  replacePassive(simple(first, second));
  scheduleChange(ACTIVATION_UTC, 0, 0);
  changeOver(1, 1);
}

function seasonStart(month: i32, day: i32, weekday: i32): usize {
  store<u8>(START, <u8>month, 2);
  store<u8>(START, <u8>day, 3);
  store<u8>(START, <u8>weekday, 4);
  return START;
}

describe('A tariff table', () => {
  beforeEach(() => {
    resetHost();
    resetTariffDay();
    loadTariff();
  });

  test('is none before one was written: the default rate holds', () => {
    expect(<i32>tariffHead().active).toBe(TARIFF_TABLES);
    expect(rateAt(at(2028, 1, 1))).toBe(1);
    expect(setDefaultRate(5)).toBe(Status.OK);
    expect(rateAt(at(2028, 1, 1))).toBe(5);
    expect(setDefaultRate(9)).toBe(Status.OUT_OF_RANGE);
    expect(setDefaultRate(0)).toBe(Status.OUT_OF_RANGE);
  });

  test('switches at its minutes', () => {
    activate(2, 6);
    expect(rateAt(at(2028, 1, 1, 0))).toBe(2);
    expect(rateAt(at(2028, 1, 1, 6) - 1)).toBe(2);
    expect(rateAt(at(2028, 1, 1, 6))).toBe(6);
    expect(rateAt(at(2028, 1, 2, 0) - 1)).toBe(6);
  });

  test('that is written anew is no longer awaited: half of it never takes over', () => {
    activate(2, 6);
    replacePassive(simple(7, 8));
    scheduleChange(ACTIVATION_UTC, 100, 0);
    replacePassive(simple(3, 4));
    expect(<i32>tariffHead().activation).toBe(ACTIVATION_NONE);
    changeOver(200, 200);
    expect(rateAt(at(2028, 1, 1))).toBe(6);
    scheduleChange(ACTIVATION_UTC, 100, 0);
    setStorageFails(true);
    expect(replacePassive(simple(7, 8))).toBe(Status.STORAGE_FAILED);
    setStorageFails(false);
    expect(<i32>tariffHead().activation).toBe(ACTIVATION_UTC);
  });

  test('comes back after a start, active and passive', () => {
    activate(2, 6);
    replacePassive(simple(7, 8));
    scheduleChange(ACTIVATION_LOCAL, at(2030, 1, 1), 0);
    loadTariff();
    expect(rateAt(at(2028, 1, 1))).toBe(6);
    expect(<i32>tariffHead().activation).toBe(ACTIVATION_LOCAL);
    changeOver(at(2031, 1, 1), at(2030, 1, 1) - 1);
    expect(rateAt(at(2028, 1, 1))).toBe(6);
    changeOver(0, at(2030, 1, 1));
    expect(rateAt(at(2028, 1, 1))).toBe(8);
    expect(<i32>tariffHead().activation).toBe(ACTIVATION_NONE);
    expect(<i32>tariffHead().changes).toBe(2);
  });

  test('that cannot hold is not scheduled, and one spoilt later does not take over', () => {
    activate(2, 6);
    const other = simple(7, 8);
    putName(weekNameOf(seasonAt(table(), 0)), 90);
    expect(replacePassive(other)).toBe(Status.OK);
    expect(scheduleChange(ACTIVATION_UTC, 5, 0)).toBe(Status.OUT_OF_RANGE);
    replacePassive(simple(7, 8));
    expect(scheduleChange(ACTIVATION_UTC, 5, 0)).toBe(Status.OK);
    simple(7, 8);
    table().seasons = 0;
    replacePassive(TABLE);
    changeOver(6, 6);
    expect(rateAt(at(2028, 1, 1))).toBe(6);
    expect(<i32>tariffHead().activation).toBe(ACTIVATION_NONE);
  });

  test('is refused by each of its rules', () => {
    expect(isConsistent(changetype<TariffTable>(simple(2, 6)))).toBe(true);
    simple(2, 6);
    store<u16>(switchingAt(table(), 0), 16 + 2); // not from midnight on
    expect(isConsistent(table())).toBe(false);
    simple(2, 9);
    expect(isConsistent(table())).toBe(false);
    simple(0, 6);
    expect(isConsistent(table())).toBe(false);
    simple(2, 6);
    store<u16>(switchingAt(table(), 1), 2); // the same minute twice
    expect(isConsistent(table())).toBe(false);
    simple(2, 6);
    store<u16>(switchingAt(table(), 1), <u16>(1440 * RATE_STEP + 2));
    expect(isConsistent(table())).toBe(false);
    simple(2, 6);
    putDay(dayAt(table(), 0), 1, 0, 0);
    expect(isConsistent(table())).toBe(false);
    simple(2, 6);
    putDay(dayAt(table(), 0), 1, 96, 600);
    expect(isConsistent(table())).toBe(false);
    simple(2, 6);
    store<u8>(weekAt(table(), 0) + NAME + 6, 2);
    expect(isConsistent(table())).toBe(false);
  });

  test('has its seasons begin on days, last days and weekdays', () => {
    expect(seasonDay(seasonStart(3, 1, 0xff), 2028)).toBe(daysOf(2028, 3, 1));
    expect(seasonDay(seasonStart(2, 0xfe, 0xff), 2028)).toBe(daysOf(2028, 2, 29));
    expect(seasonDay(seasonStart(2, 29, 0xff), 2027)).toBe(daysOf(2027, 2, 28));
    expect(seasonDay(seasonStart(3, 0xfe, 7), 2028)).toBe(daysOf(2028, 3, 26));
    expect(seasonDay(seasonStart(10, 8, 7), 2028)).toBe(daysOf(2028, 10, 8));
    expect(seasonDay(seasonStart(10, 9, 7), 2028)).toBe(daysOf(2028, 10, 15));
  });

  test('gives way on a special day whose table it has', () => {
    simple(2, 6);
    table().days = 2;
    table().switchings = 3;
    putDay(dayAt(table(), 1), 9, 1, 2);
    store<u16>(switchingAt(table(), 2), 3);
    replacePassive(TABLE);
    scheduleChange(ACTIVATION_UTC, 0, 0);
    changeOver(1, 1);
    memory.fill(DAYS, 0, SPECIAL_DAYS_BYTES);
    changetype<SpecialDays>(DAYS).count = 2;
    const any = specialDayAt(DAYS, 0);
    memory.fill(any, 0xff, 8);
    store<u8>(any, 12, 4);
    store<u8>(any, 24, 5);
    store<u8>(any, 77, 7); // a table that is not there: the day is as any other
    const dated = specialDayAt(DAYS, 1);
    memory.fill(dated, 0xff, 8);
    store<u16>(dated, 2028, 2);
    store<u8>(dated, 5, 4);
    store<u8>(dated, 1, 6);
    store<u8>(dated, 9, 7);
    expect(replaceSpecialDays(DAYS)).toBe(Status.OK);
    expect(rateAt(at(2028, 12, 24))).toBe(6);
    expect(rateAt(at(2028, 5, 1))).toBe(3); // a Monday of May
    expect(rateAt(at(2028, 5, 2))).toBe(6);
    expect(rateAt(at(2029, 5, 7))).toBe(6);
    loadTariff();
    expect(rateAt(at(2028, 5, 8))).toBe(3);
  });

  test('is the old one or the new one, whatever byte of its change-over a cut hits', () => {
    let cuts = 0;
    let old = 0;
    const bytes = TARIFF_TABLE_BYTES + 3 * TARIFF_HEAD_BYTES;
    for (let cut: i32 = 0; cut <= bytes; cut++) {
      resetHost();
      loadTariff();
      activate(2, 6);
      setCutAfter(cut);
      replacePassive(simple(7, 8));
      scheduleChange(ACTIVATION_UTC, 0, 0);
      changeOver(1, 1);
      setCutAfter(-1);
      loadTariff();
      const rate = rateAt(at(2028, 1, 1));
      expect(rate == 6 || rate == 8).toBe(true);
      if (rate == 6) old++;
      cuts++;
      // Whatever a cut left, the next table finds its place.
      activate(4, 5);
      expect(rateAt(at(2028, 1, 1))).toBe(5);
    }
    trace('cuts of a change-over: ' + cuts.toString() + ', of which the old table held: ' + old.toString());
    expect(old).toBeGreaterThan(0);
    expect(old).toBeLessThan(cuts);
  });

  test('that cannot be stored leaves the old one in force', () => {
    activate(2, 6);
    setStorageFails(1);
    expect(replacePassive(simple(7, 8))).toBe(Status.STORAGE_FAILED);
    expect(scheduleChange(ACTIVATION_UTC, 0, 0)).toBe(Status.STORAGE_FAILED);
    setStorageFails(0);
    loadTariff();
    expect(rateAt(at(2028, 1, 1))).toBe(6);
  });

  test('that was damaged is none, and the default rate holds', () => {
    activate(2, 6);
    const address = 18432 + <i32>tariffHead().active * 2048 + 700;
    framWrite(address, framRead(address) ^ 1);
    loadTariff();
    expect(rateAt(at(2028, 1, 1))).toBe(1);
    expect(activeTable().seasons).toBe(0);
    expect(passiveTable().seasons).toBe(0);
  });
});
