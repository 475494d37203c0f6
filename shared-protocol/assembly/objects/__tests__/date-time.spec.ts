// Dates and times as twelve bytes of COSEM: leap days, weekdays, what lies before 1970, and the deviation's sign.
import { DATE_TIME_BYTES, putDateTime } from '../date-time';
import { putHexadecimal } from '../text';
import { NO_DEVIATION, setDateTime, Value } from '../value';
import { textBetween } from '../../__tests__/mocked-host';

const OUT = memory.data(12, 8);
const TEXT = memory.data(24, 8);
const VALUE = memory.data(40, 8);

function bytes(local_ms: i64, deviation_min: i32 = 0, status: u32 = 0): string {
  const value = changetype<Value>(VALUE);
  setDateTime(value, local_ms, deviation_min, status);
  putDateTime(OUT, value);
  return textBetween(TEXT, putHexadecimal(TEXT, OUT, DATE_TIME_BYTES));
}

describe('A date and time', () => {
  test('begins on Thursday, the first of January 1970', () => {
    expect(bytes(0)).toBe('07b2010104000000' + '00000000');
  });

  test('has hundredths of a second', () => {
    expect(bytes(86_399_999)).toBe('07b20101' + '04' + '173b3b63' + '000000');
  });

  test('before 1970 is the day before', () => {
    expect(bytes(-1)).toBe('07b10c1f' + '03' + '173b3b63' + '000000');
  });

  test('knows the leap day of 2000, and that of 2024', () => {
    expect(bytes(951_782_400_000)).toBe('07d0021d' + '02' + '00000000' + '000000');
    expect(bytes(1_709_164_800_000)).toBe('07e8021d' + '04' + '00000000' + '000000');
  });

  test('knows that 2100 has none', () => {
    expect(bytes(4_107_456_000_000)).toBe('0834021c' + '07' + '00000000' + '000000');
    expect(bytes(4_107_542_400_000)).toBe('08340301' + '01' + '00000000' + '000000');
  });

  test('tells its deviation as UTC less local time', () => {
    expect(bytes(0, 60).substring(18, 22)).toBe('ffc4');
    expect(bytes(0, -330).substring(18, 22)).toBe('014a');
  });

  test('says that no deviation is known', () => {
    expect(bytes(0, NO_DEVIATION).substring(18, 22)).toBe('8000');
  });

  test('ends with the status of the clock', () => {
    expect(bytes(0, 0, 0x80).substring(22)).toBe('80');
  });
});
