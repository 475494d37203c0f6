// A-XDR leaf by leaf: tags, widths, lengths, what does not fit, and the parameter of a method by its own shape.
import { Status } from '../../../generated/assembly/protocol';
import { TAG_DOUBLE_LONG } from '../../../generated/assembly/tags';
import { beginEncoding, encode, isSigned, numberBytes } from '../axdr';
import { beginDecoding, commitDecoding, decode } from '../axdr-read';
import { Cursor } from '../cursor';
import { Selection } from '../selection';
import { putHexadecimal } from '../text';
import { setBits, setBytes, setNumber, Value, VALUE_NULL } from '../value';
import { textBetween } from '../../__tests__/mocked-host';
import {
  aborted, BITS, CHOICE, committed, DOUBLE_LONG, GIVEN, INTEGER, LONG64, LONG64_UNSIGNED, LONG_UNSIGNED, METHOD, OCTETS,
  PAIR, putNumber, tables, UNSIGNED,
} from './tables';

const CURSOR = memory.data(32, 8);
const SELECTION = memory.data(32, 8);
const OUT = memory.data(512, 8);
const TEXT = memory.data(1024, 8);
const BYTES = memory.data(300, 8);

function cursor(): Cursor {
  return changetype<Cursor>(CURSOR);
}

function given(): Value {
  return changetype<Value>(GIVEN);
}

/** All bytes of the value in a place, made in blocks of so much room; or the status that refused it. */
function encoded(place: i32, room: i32 = 64): string {
  beginEncoding(tables(), cursor(), 0, 0, place, changetype<Selection>(SELECTION), 0);
  let end = OUT;
  for (;;) {
    const length = encode(tables(), cursor(), end, room);
    if (length < 0) return length.toString();
    if (length == 0) break;
    end += length;
  }
  return textBetween(TEXT, putHexadecimal(TEXT, OUT, <i32>(end - OUT)));
}

function number(place: i32, value: i64, room: i32 = 64): string {
  setNumber(given(), value);
  return encoded(place, room);
}

const REFUSED = (<i32>Status.OUT_OF_RANGE).toString();

describe('A number', () => {
  test('stands behind its tag, the highest byte first', () => {
    expect(number(UNSIGNED, 0xa5)).toBe('11a5');
    expect(number(LONG_UNSIGNED, 0x1234)).toBe('121234');
    expect(number(DOUBLE_LONG, 0x12345678)).toBe('0512345678');
    expect(number(LONG64, 0x0123456789abcdef)).toBe('140123456789abcdef');
  });

  test('below nothing is a complement of two', () => {
    expect(number(INTEGER, -1)).toBe('0fff');
    expect(number(DOUBLE_LONG, -2)).toBe('05fffffffe');
    expect(number(LONG64, i64.MIN_VALUE)).toBe('148000000000000000');
  });

  test('is the same in every size of block, however it is cut', () => {
    for (let room: i32 = 1; room <= 20; room++) {
      expect(number(LONG64, 0x0123456789abcdef, room)).toBe('140123456789abcdef');
    }
  });

  test('at the ends of its type is taken', () => {
    expect(number(INTEGER, -128)).toBe('0f80');
    expect(number(UNSIGNED, 255)).toBe('11ff');
    expect(number(LONG64_UNSIGNED, i64.MAX_VALUE)).toBe('157fffffffffffffff');
  });

  test('that its type cannot hold is refused', () => {
    expect(number(INTEGER, -129)).toBe(REFUSED);
    expect(number(INTEGER, 128)).toBe(REFUSED);
    expect(number(UNSIGNED, 256)).toBe(REFUSED);
    expect(number(UNSIGNED, -1)).toBe(REFUSED);
    expect(number(DOUBLE_LONG, 0x80000000)).toBe(REFUSED);
  });

  test('has no width by a tag that is no number, be it beyond the tags', () => {
    expect(numberBytes(9)).toBe(0);
    expect(numberBytes(TAG_DOUBLE_LONG)).toBe(4);
    expect(numberBytes(TAG_DOUBLE_LONG + 32)).toBe(0);
    expect(isSigned(TAG_DOUBLE_LONG)).toBe(true);
  });

  test('of no type in its shape has that of the value', () => {
    given().tag = <u8>TAG_DOUBLE_LONG;
    expect(number(CHOICE, -5)).toBe('05fffffffb');
  });
});

describe('A value that is not known', () => {
  test('is null, whatever its type', () => {
    given().kind = VALUE_NULL;
    expect(encoded(LONG64)).toBe('00');
  });
});

describe('A structure', () => {
  test('is its number of fields, and they', () => {
    expect(number(PAIR, 7)).toBe('020211070f07');
    expect(number(PAIR, 7, 1)).toBe('020211070f07');
  });
});

describe('A string', () => {
  test('below 128 bytes has a length of one byte', () => {
    setBytes(given(), BYTES, 127);
    expect(encoded(OCTETS).substring(0, 6)).toBe('097f00');
  });

  test('from 128 bytes on says how long its length is', () => {
    setBytes(given(), BYTES, 128);
    expect(encoded(OCTETS).substring(0, 8)).toBe('09818000');
    setBytes(given(), BYTES, 300);
    expect(encoded(OCTETS).substring(0, 10)).toBe('0982012c00');
    expect(encoded(OCTETS, 7).length).toBe(2 * 304);
  });

  test('of bits has its length in bits', () => {
    store<u16>(BYTES, 0x80a5);
    setBits(given(), BYTES, 9);
    expect(encoded(BITS)).toBe('0409a580');
    store<u16>(BYTES, 0);
  });

  test('is refused where a number should be, and a number of bits as octets', () => {
    setBytes(given(), BYTES, 3);
    expect(encoded(UNSIGNED)).toBe(REFUSED);
    setBits(given(), BYTES, 9);
    expect(encoded(OCTETS)).toBe(REFUSED);
  });
});

describe("A method's parameter", () => {
  test('is decoded by its own shape, not by that of the result', () => {
    store<u16>(BYTES, 0xfe0f);
    expect(beginDecoding(tables(), cursor(), 0, 0, METHOD)).toBe(Status.OK);
    expect(decode(tables(), cursor(), BYTES, 2)).toBe(2);
    const before = committed;
    expect(commitDecoding(tables(), cursor())).toBe(Status.OK);
    expect(committed).toBe(before + 1);
    expect(putNumber).toBe(-2);
  });

  test('of the type of its result is refused and given up', () => {
    const before = aborted;
    store<u16>(BYTES, 0x0014);
    beginDecoding(tables(), cursor(), 0, 0, METHOD);
    expect(decode(tables(), cursor(), BYTES, 9)).toBe(Status.OUT_OF_RANGE);
    expect(aborted).toBe(before + 1);
  });
});
