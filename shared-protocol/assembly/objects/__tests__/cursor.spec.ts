// Where an encoder stands: its size, its start, and the leaf a provider is asked for.
import { Cursor, CURSOR_BYTES, leafOf, NO_ARRAY, resetCursor } from '../cursor';

const CURSOR = memory.data(32, 8);

function cursor(): Cursor {
  memory.fill(CURSOR, 0xee, CURSOR_BYTES);
  return changetype<Cursor>(CURSOR);
}

describe('A cursor', () => {
  test('fits the room a session keeps for it', () => {
    expect(<i32>offsetof<Cursor>()).toBe(CURSOR_BYTES);
  });

  test('stands at the first node of what it is set to, whatever it was before', () => {
    const at = cursor();
    resetCursor(at, 1000, 300, 2, 7);
    expect(at.row).toBe(1000);
    expect(at.entry).toBe(300);
    expect(at.place).toBe(2);
    expect(at.shape).toBe(7);
    expect(at.node).toBe(0);
    expect(at.offset).toBe(0);
    expect(at.item).toBe(0);
    expect(at.end).toBe(0);
    expect(at.innerNode).toBe(NO_ARRAY);
  });

  test('keeps its place in a list and its snapshot when it goes to another object', () => {
    const at = cursor();
    at.position = 12;
    at.snapshot = 4096;
    resetCursor(at, 1, 0, 1, 0);
    expect(at.position).toBe(12);
    expect(at.snapshot).toBe(4096);
  });

  test('asks for the node alone outside of an array within', () => {
    const at = cursor();
    resetCursor(at, 0, 0, 0, 0);
    at.node = 5;
    at.inner = 3;
    expect(leafOf(at)).toBe(5);
  });

  test('asks for the entry above the node inside of one', () => {
    const at = cursor();
    resetCursor(at, 0, 0, 0, 0);
    at.node = 5;
    at.innerNode = 4;
    at.inner = 3;
    expect(leafOf(at)).toBe(0x305);
  });
});
