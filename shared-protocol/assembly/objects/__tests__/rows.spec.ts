// Which entry of a row a code is, and what is none: also codes that no row was made for.
import { entryIn, ObjectRow } from '../rows';

const ROW = memory.data(64, 8);
const CODE = memory.data(8, 8);

/** 1-0:99.1.0.255, or three of them that count up by two in C. */
function row(group: u8, step: u8, span: u16): ObjectRow {
  const made = changetype<ObjectRow>(ROW);
  memory.fill(ROW, 0, offsetof<ObjectRow>());
  made.a = 1;
  made.c = 99;
  made.d = 1;
  made.f = 255;
  made.group = group;
  made.step = step;
  made.span = span;
  return made;
}

function code(a: u8, c: u8): usize {
  memory.copy(CODE, ROW, 6);
  store<u8>(CODE, a);
  store<u8>(CODE + 2, c);
  return CODE;
}

describe('The entry of a row that a code is', () => {
  test('is the only one where the row has no range', () => {
    expect(entryIn(row(0, 0, 1), code(1, 99))).toBe(0);
  });

  test('is none for a code of another medium, which is no range either', () => {
    const single = row(0, 0, 1);
    for (let a: i32 = 0; a < 256; a++) if (a != 1) expect(entryIn(single, code(<u8>a, 99))).toBe(-1);
  });

  test('counts in the steps of the range, from its first to its last', () => {
    const range = row(2, 2, 3);
    expect(entryIn(range, code(1, 103))).toBe(2);
    expect(entryIn(range, code(1, 102))).toBe(-1);
    expect(entryIn(range, code(1, 105))).toBe(-1);
    expect(entryIn(range, code(1, 97))).toBe(-1);
  });
});
