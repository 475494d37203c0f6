// Plain text in static memory: digits, hexadecimal, blanks.
import { putBlanks, putBytes, putCharacter, putDigits, putHexadecimal, putNumber, putTerminated } from '../text';
import { textBetween } from '../../__tests__/mocked-host';

const TEXT = memory.data(64, 8);
const BYTES = memory.data<u8>([0x00, 0x0f, 0xa5, 0xff]);
const NAME = memory.data<u8>([107, 87, 104, 0, 65]); // "kWh", NUL, "A"

function number(value: i64): string {
  return textBetween(TEXT, putNumber(TEXT, value));
}

function digits(value: i64, count: i32): string {
  return textBetween(TEXT, putDigits(TEXT, value, count));
}

describe('A number', () => {
  test('has no leading zeros', () => {
    expect(number(0)).toBe('0');
    expect(number(7)).toBe('7');
    expect(number(10)).toBe('10');
    expect(number(9_223_372_036_854_775_807)).toBe('9223372036854775807');
  });
});

describe('Digits', () => {
  test('are filled with leading zeros', () => {
    expect(digits(42, 6)).toBe('000042');
  });

  test('above the asked count are cut off, as a counter rolls over', () => {
    expect(digits(1_000_000, 6)).toBe('000000');
    expect(digits(1_234_567, 6)).toBe('234567');
  });

  test('of no count are nothing', () => {
    expect(digits(42, 0)).toBe('');
  });
});

describe('Bytes', () => {
  test('become two hexadecimal digits each', () => {
    expect(textBetween(TEXT, putHexadecimal(TEXT, BYTES, 4))).toBe('000fa5ff');
  });

  test('are copied as they are', () => {
    expect(textBetween(TEXT, putBytes(TEXT, NAME, 3))).toBe('kWh');
  });
});

describe('A terminated text', () => {
  test('ends at its NUL', () => {
    expect(textBetween(TEXT, putTerminated(TEXT, NAME, 5))).toBe('kWh');
  });

  test('ends at its largest length where no NUL comes', () => {
    expect(textBetween(TEXT, putTerminated(TEXT, NAME, 2))).toBe('kW');
  });
});

describe('Blanks', () => {
  test('reach to the end and not behind it', () => {
    store<u8>(TEXT + 5, 0x21);
    expect(putBlanks(putCharacter(TEXT, 65), TEXT + 5)).toBe(TEXT + 5);
    expect(textBetween(TEXT, TEXT + 6)).toBe('A    !');
  });

  test('are none where the text is already longer', () => {
    expect(putBlanks(TEXT + 9, TEXT + 5)).toBe(TEXT + 9);
  });
});
