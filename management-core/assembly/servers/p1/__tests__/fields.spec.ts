// P1: the CRC of whole telegrams, fields at their limits, and times in summer and in winter.
import { civilOf, dayOf, monthOf } from '../../../../../shared-protocol/assembly/objects/calendar';
import { QUALITY_DAYLIGHT } from '../../../../../shared-protocol/generated/assembly/protocol';
import { resetHost } from '../../../../../shared-protocol/assembly/__tests__/mocked-host';
import { books, loadBooks } from '../../../registers/books';
import { daylightAt, europeanDaylight } from '../../../time/daylight';
import { resetWallClock, takeWallClock, wallClock_s } from '../../../time/wall-clock';
import { learnOffset, resetZone } from '../../../time/zone';
import { ARC_FIRST, crc16, MODBUS_FIRST } from '../../crc16';
import { putCode, putFixed, putMonthEnd, putOctets, putSign, putTime, scaled } from '../fields';

const AT = memory.data(512, 8);
const CODE = memory.data<u8>([1, 0, 99, 97, 0]);
const SECOND: i64 = 1_000_000;
/** 2026-03-29T01:00:00Z and 2026-10-25T01:00:00Z. */
const TO_SUMMER: i64 = 1_774_746_000;
const TO_WINTER: i64 = 1_792_890_000;

function crcOf(text: string): i32 {
  const length = String.UTF8.encodeUnsafe(changetype<usize>(text), text.length, AT);
  return crc16(AT, <i32>length, ARC_FIRST);
}

function text(end: usize): string {
  return String.UTF8.decodeUnsafe(AT, end - AT);
}

function fixed(number: i64, digits: i32, decimals: i32, goesRound: bool): string {
  return text(putFixed(AT, number, digits, decimals, goesRound));
}

function european(): void {
  resetHost();
  loadBooks();
  resetZone();
  learnOffset(0, 60);
  learnOffset(1, 120);
}

describe('The CRC of a telegram', () => {
  test('is CRC-16/ARC, the same polynomial as that of Modbus from another beginning', () => {
    expect(crcOf('123456789')).toBe(0xbb3d);
    const length = <i32>String.UTF8.encodeUnsafe(changetype<usize>('123456789'), 9, AT);
    expect(crc16(AT, length, MODBUS_FIRST)).toBe(0x4b37);
  });

  test('is that of the slash up to the exclamation mark', () => {
    expect(
      crcOf(
        '/TWM5TWINMETER\r\n\r\n1-3:0.2.8(50)\r\n0-0:1.0.0(261128120000W)\r\n1-0:1.8.1(000123.456*kWh)\r\n1-0:1.7.0(01.193*kW)\r\n!',
      ),
    ).toBe(0x8d61);
  });
});

describe('A number of fixed width', () => {
  test('has its digits before the point and behind it', () => {
    expect(fixed(123_456, 9, 3, true)).toBe('000123.456');
    expect(fixed(1193, 5, 3, false)).toBe('01.193');
    expect(fixed(2301, 4, 1, false)).toBe('230.1');
    expect(fixed(7, 3, 0, false)).toBe('007');
    expect(fixed(0, 5, 0, false)).toBe('00000');
  });

  test('goes round as a register, and stops at the highest as anything else', () => {
    expect(fixed(1_000_000_001, 9, 3, true)).toBe('000000.001');
    expect(fixed(123_456, 5, 3, false)).toBe('99.999');
    expect(fixed(1000, 3, 0, false)).toBe('999');
  });

  test('is cut where it was counted, and rounded where it was measured', () => {
    expect(scaled(12_345_699, -5, true)).toBe(123);
    expect(scaled(1_193_500, -3, false)).toBe(1194);
    expect(scaled(1_193_499, -3, false)).toBe(1193);
    expect(scaled(5, 2, false)).toBe(500);
    expect(scaled(0, -6, false)).toBe(0);
  });

  test('has a minus sign where it is less than nothing', () => {
    expect(text(putFixed(putSign(AT, true), 11, 4, 1, false))).toBe('-001.1');
    expect(text(putFixed(putSign(AT, false), 11, 4, 1, false))).toBe('001.1');
  });
});

describe('Codes and octets', () => {
  test('are written as the standard has them', () => {
    expect(text(putCode(AT, CODE))).toBe('1-0:99.97.0');
    expect(text(putOctets(AT + 0, memory.data<u8>([0x4b, 0x38, 0x0f]), 3))).toBe('4B380F');
  });
});

describe('A time', () => {
  beforeEach(european);

  test('is local, and says which of both hours of a change it is', () => {
    books().quality = <u8>QUALITY_DAYLIGHT;
    books().time_s = <u64>(TO_WINTER - 60);
    expect(text(putTime(AT, TO_WINTER - 1))).toBe('261025025959S');
    expect(text(putTime(AT, TO_WINTER))).toBe('261025020000W');
    books().quality = 0;
    books().time_s = <u64>(TO_SUMMER - 60);
    expect(text(putTime(AT, TO_SUMMER - 1))).toBe('260329015959W');
    expect(text(putTime(AT, TO_SUMMER))).toBe('260329030000S');
  });

  test('of the other half of the year is that of its own season', () => {
    books().quality = 0;
    books().time_s = <u64>(TO_WINTER + 86_400 * 60);
    expect(text(putTime(AT, TO_SUMMER + 86_400))).toBe('260330030000S');
    expect(text(putTime(AT, TO_SUMMER - 86_400))).toBe('260328020000W');
  });

  test('goes by the last record alone where that is not of the European rule, or no summer was ever seen', () => {
    books().time_s = <u64>(TO_SUMMER + 86_400);
    books().quality = 0;
    expect(text(putTime(AT, TO_SUMMER + 86_400))).toBe('260330020000W');
    resetZone();
    learnOffset(0, 60);
    books().time_s = <u64>(TO_SUMMER - 86_400);
    expect(text(putTime(AT, TO_SUMMER + 86_400))).toBe('260330020000W');
  });

  test('of a month is the midnight it ended with', () => {
    books().quality = 0;
    books().time_s = <u64>(TO_WINTER + 86_400 * 60);
    expect(text(putMonthEnd(AT, 2026 * 12 + 4))).toBe('260601000000S');
    expect(text(putMonthEnd(AT, 2026 * 12 + 11))).toBe('270101000000W');
    expect(text(putMonthEnd(AT, 2026 * 12 + 2))).toBe('260401000000S');
  });

  test('changes on the last Sunday of March and October, whatever the year', () => {
    for (let year = 0; year < 60; year++) {
      const from = <i64>(10_957 + year * 365) * 86_400; // from 2000 on
      let changes = 0;
      for (let hour = 1; hour < 365 * 24; hour++) {
        const at = from + <i64>hour * 3600;
        if (europeanDaylight(at) == europeanDaylight(at - 1)) continue;
        changes++;
        const date = civilOf(<i32>(at / 86_400));
        expect(monthOf(date) == 3 || monthOf(date) == 10).toBe(true);
        expect(dayOf(date)).toBeGreaterThan(24);
        expect(((at / 86_400 + 3) % 7 == 6) && at % 86_400 == 3600).toBe(true);
      }
      expect(changes).toBe(2);
    }
    expect(daylightAt(TO_SUMMER, TO_SUMMER, QUALITY_DAYLIGHT)).toBe(1);
  });
});

describe('The clock between its readings', () => {
  test('goes on evenly, and is moved no more than a reading shows it wrong', () => {
    resetWallClock();
    takeWallClock(1000, 300_000);
    expect(wallClock_s(300_000)).toBe(1000);
    expect(wallClock_s(1_299_999)).toBe(1000);
    takeWallClock(1001, 1_350_000);
    expect(wallClock_s(1_299_999)).toBe(1000);
    expect(wallClock_s(1_300_000)).toBe(1001);
    takeWallClock(1003, 3_100_000); // it had begun before: 0.2 s earlier than thought
    expect(wallClock_s(3_100_000)).toBe(1003);
    expect(wallClock_s(4_099_999)).toBe(1003);
    expect(wallClock_s(4_100_000)).toBe(1004);
  });

  test('that is set follows at once, ahead and back', () => {
    resetWallClock();
    takeWallClock(1000, 0);
    takeWallClock(5000, SECOND);
    expect(wallClock_s(SECOND)).toBe(5000);
    takeWallClock(900, 2 * SECOND);
    expect(wallClock_s(2 * SECOND)).toBe(900);
  });
});
