// Numbers as SunSpec has them: floats made of whole numbers, scaled integers, counters, and what says that there is none.
import { put32, putCounter, putFloat, putRegister, putScaled, putText, UNKNOWN } from '../registers';

const AT = memory.data(64, 8);

function floatOf(number: i64, decimals: i32): f32 {
  putFloat(AT, number, decimals);
  return reinterpret<f32>(bswap<u32>(load<u32>(AT)));
}

function scaledOf(number: i64, decimals: i32, scale: i32): i32 {
  putScaled(AT, number, decimals, scale);
  return <i16>bswap<u16>(load<u16>(AT));
}

/** The float next to a quotient, or the one beside it. */
function expectNear(number: i64, decimals: i32): void {
  const exact = <f64>number / Math.pow(10, decimals);
  expect(Math.abs(<f64>floatOf(number, decimals) - exact)).toBeLessThanOrEqual(Math.abs(exact) / 8_000_000);
}

describe('A number becomes a float', () => {
  test('the nearest there is, of any size and sign', () => {
    let number: i64 = 1;
    for (let n = 0; n < 59; n++) {
      for (let decimals = 0; decimals <= 9; decimals++) {
        expectNear(number, decimals);
        expectNear(-number - n, decimals);
        expectNear(number + (number >> 2) + 1, decimals);
      }
      number <<= 1;
    }
    expect(floatOf(0, 6)).toBe(0);
    expect(floatOf(16_777_215, 0)).toBe(16_777_215);
    expect(floatOf(33_554_431, 0)).toBe(33_554_432);
    expect(floatOf(-230_000, 3)).toBe(-230);
    expect(floatOf(1, 1)).toBe(0.1);
  });

  test('that is none where it is not known', () => {
    expect(isNaN(floatOf(UNKNOWN, 3))).toBe(true);
    expect(load<u8>(AT)).toBe(0x7f);
  });
});

describe('A number becomes an integer with a scale factor', () => {
  test('rounded, with its sign', () => {
    expect(scaledOf(230_049, 3, -1)).toBe(2300);
    expect(scaledOf(230_050, 3, -1)).toBe(2301);
    expect(scaledOf(-230_050, 3, -1)).toBe(-2301);
    expect(scaledOf(69_000_000, 3, 1)).toBe(6900);
    expect(scaledOf(32_767, 0, 0)).toBe(32_767);
  });

  test('or says that there is none: not known, or without room', () => {
    expect(scaledOf(UNKNOWN, 3, 0)).toBe(-32768);
    expect(scaledOf(32_768, 0, 0)).toBe(-32768);
    expect(scaledOf(-32_768, 0, 0)).toBe(-32768);
  });
});

describe('A counter', () => {
  test('has whole units, goes round at 2^32, and is 0 where nothing is counted', () => {
    putCounter(AT, 1_999, 3);
    expect(bswap<u32>(load<u32>(AT))).toBe(1);
    putCounter(AT, 4_294_967_297_000, 3);
    expect(bswap<u32>(load<u32>(AT))).toBe(1);
    putCounter(AT, UNKNOWN, 3);
    expect(load<u32>(AT)).toBe(0);
  });
});

test('Text fills its registers with zeros behind it, and is cut where they end', () => {
  memory.fill(AT, 0xff, 64);
  put32(AT + 32, 0x41424344);
  expect(putText(AT, AT + 32, 3, 2)).toBe(AT + 4);
  expect(bswap<u32>(load<u32>(AT))).toBe(0x41424300);
  putText(AT, AT + 32, 4, 1);
  expect(bswap<u16>(load<u16>(AT))).toBe(0x4142);
  expect(putRegister(AT, -2)).toBe(AT + 2);
  expect(load<u8>(AT)).toBe(0xff);
});
