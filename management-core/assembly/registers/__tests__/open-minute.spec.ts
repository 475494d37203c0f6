// What stands open since the last record: told at once in the rate that holds, never more than the next record books there.
import { Registers, Status as MeteringStatus } from '../../../../shared-protocol/generated/assembly/layouts';
import { MESSAGE_READ_REGISTERS, MESSAGE_READ_STATUS } from '../../../../shared-protocol/generated/assembly/protocol';
import { mirrorRecord, RECORD as MIRRORED } from '../../__tests__/testing';
import { resetMirror } from '../../link/mirror';
import { resetRecordsFollower } from '../../link/records-follower';
import { slotOf } from '../../link/slots';
import { bookRecord } from '../booking';
import { ofRate } from '../books';
import { isBehind, openIn, openMinute, openMinuteTick, openOf, rateInForce, resetOpenMinute } from '../open-minute';
import { recordOf, resetTariffed } from './testing';

/** A midnight: rate 3 from it on, 4 from six. */
const DAY_s: i64 = 20_000 * 86_400;
const SIX_s: i64 = DAY_s + 6 * 3600;
let sequence: u32 = 0;

/** The meter tells a time, and a register of so many hundredths of Wh. */
function tell(time_s: i64, energy: u64): void {
  memory.fill(MIRRORED, 0, 256);
  changetype<MeteringStatus>(MIRRORED).clock_s = <u64>time_s;
  mirrorRecord(slotOf(MESSAGE_READ_STATUS, 0), MIRRORED, 0);
  memory.fill(MIRRORED, 0, 256);
  changetype<Registers>(MIRRORED).active_import_mWs = <i64>(energy * 36_000 + 35_999);
  mirrorRecord(slotOf(MESSAGE_READ_REGISTERS, 0), MIRRORED, 0);
  openMinuteTick();
}

function book(time_s: i64, energy: u64): void {
  bookRecord(recordOf(++sequence, time_s, energy), 0);
  openMinute();
}

/** Rates 3 and 4 as they are told. */
function told(rate: i32): u64 {
  return ofRate(0, rate) + openIn(0, rate);
}

describe('What stands open since the last minute record', () => {
  beforeEach(() => {
    resetTariffed();
    resetMirror();
    resetRecordsFollower(0, 0);
    resetOpenMinute();
    sequence = 0;
  });

  test('is told in the rate that holds, hundredth by hundredth of a watt-hour, and in no other', () => {
    book(SIX_s - 120, 1000);
    tell(SIX_s - 100, 1007);
    expect(openIn(0, 3)).toBe(7);
    expect(openIn(0, 4)).toBe(0);
    expect(openOf(0)).toBe(7);
    tell(SIX_s - 99, 1009);
    expect(openIn(0, 3)).toBe(9);
  });

  test('never falls: a register that the open window lowers, and the record that books it', () => {
    book(SIX_s - 180, 1000);
    tell(SIX_s - 150, 1010);
    tell(SIX_s - 149, 1008);
    expect(told(3)).toBe(10);
    book(SIX_s - 120, 1030);
    expect(told(3)).toBe(30);
    tell(SIX_s - 119, 1029);
    expect(told(3)).toBe(30);
  });

  test('goes on past the minute where the rate does, and waits a second before another begins', () => {
    book(SIX_s - 120, 1000);
    tell(SIX_s - 60, 1060);
    expect(told(3)).toBe(60);
    tell(SIX_s - 59, 1061);
    expect(told(3)).toBe(61);
    book(SIX_s - 60, 1060);
    expect(told(3)).toBe(61);
    tell(SIX_s - 2, 1118);
    expect(told(3)).toBe(118);
    tell(SIX_s - 1, 1119);
    tell(SIX_s, 1120);
    tell(SIX_s + 1, 1121);
    expect(told(3)).toBe(118);
    expect(told(4)).toBe(0);
    book(SIX_s, 1120);
    expect(told(3)).toBe(120);
    tell(SIX_s + 2, 1122);
    expect(told(3)).toBe(120);
    expect(told(4)).toBe(2);
    expect(rateInForce()).toBe(4);
  });

  test('is nothing without a record, without a time, and long behind the last one', () => {
    tell(SIX_s, 1000);
    expect(openOf(0)).toBe(0);
    book(0, 1000);
    tell(SIX_s, 1010);
    expect(openOf(0)).toBe(0);
    book(SIX_s, 1020);
    tell(SIX_s + 300, 1100);
    expect(openOf(0)).toBe(0);
  });

  test('is behind after a start until it was looked at once, while the meter tells a time', () => {
    book(SIX_s, 1000);
    tell(SIX_s + 10, 1010);
    expect(isBehind()).toBe(false);
    resetMirror();
    resetOpenMinute();
    expect(isBehind()).toBe(false); // nobody is told anything yet
    tell(SIX_s + 300, 1300);
    expect(isBehind()).toBe(true);
    book(SIX_s + 300, 1300);
    tell(SIX_s + 301, 1301);
    expect(isBehind()).toBe(false);
    expect(told(4)).toBe(1); // no rate can be told of five minutes without a record
    expect(openIn(0, 4)).toBe(1);
  });
});
