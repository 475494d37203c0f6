// A request of ACCESS taken apart: all of it is there, or none of it is taken.
import { Status } from '../../../../../shared-protocol/generated/assembly/protocol';
import { takeAccess, specificationBytes } from '../access-request';
import { Dialogue, DIALOGUE_BYTES } from '../dialogue';

const DIALOGUE = memory.data(8192, 8);
/** Number 5, confirmed; a GET, a SET, a GET of entries; nothing, a byte, nothing. */
const REQUEST = memory.data<u8>([
  0xd9, 0xc0, 0x00, 0x00, 0x05, 0x00, 0x03,
  0x01, 0x00, 0x03, 0x01, 0x00, 0x01, 0x08, 0x00, 0xff, 0x02,
  0x02, 0x00, 0x46, 0x00, 0x00, 0x60, 0x03, 0x0a, 0xff, 0x04,
  0x04, 0x00, 0x07, 0x01, 0x00, 0x63, 0x01, 0x00, 0xff, 0x02,
  0x02, 0x02, 0x04, 0x06, 0, 0, 0, 1, 0x06, 0, 0, 0, 2, 0x12, 0, 1, 0x12, 0, 0,
  0x03, 0x00, 0x16, 0x02, 0x00,
]);
const BYTES: i32 = 61;
const SPECIFIED: i32 = 56;
const WORK = memory.data(128, 8);

function d(): Dialogue {
  return changetype<Dialogue>(DIALOGUE);
}

function take(length: i32): i32 {
  return takeAccess(d(), WORK, length);
}

describe('a request of ACCESS', () => {
  beforeEach(() => {
    expect(DIALOGUE_BYTES < 8192).toBe(true);
    memory.copy(WORK, REQUEST, BYTES);
  });

  it('tells its number, what is to be done, and the values', () => {
    expect(take(BYTES)).toBe(Status.OK);
    expect(d().longInvoke).toBe(0xc0000005);
    expect(<i32>d().items).toBe(3);
    expect(<i32>(d().descriptor - WORK)).toBe(7);
    expect(<i32>(d().specified - WORK)).toBe(SPECIFIED);
    expect(<i32>(d().value - WORK)).toBe(SPECIFIED + 1);
    expect(d().valueLength).toBe(4);
    expect(specificationBytes(WORK + 7, SPECIFIED - 7)).toBe(10);
    expect(specificationBytes(WORK + 27, SPECIFIED - 27)).toBe(29);
  });

  it('is none where it is cut short anywhere, or longer', () => {
    for (let length: i32 = 1; length < BYTES; length++) expect(take(length)).toBe(Status.BAD_LENGTH);
    expect(take(BYTES + 1)).toBe(Status.BAD_LENGTH);
  });

  it('is none with another choice, no or too many of them, or not a value for each', () => {
    for (let choice: i32 = 0; choice < 256; choice++) {
      store<u8>(WORK, <u8>choice, 7);
      const isOne = choice >= 1 && choice <= 3;
      expect(take(BYTES) == Status.OK).toBe(isOne);
    }
    store<u8>(WORK, 1, 7);
    for (let count: i32 = 0; count < 256; count++) {
      store<u8>(WORK, <u8>count, 6);
      if (count != 3) expect(take(BYTES)).toBe(Status.BAD_LENGTH);
    }
    store<u8>(WORK, 3, 6);
    for (let count: i32 = 0; count < 256; count++) {
      store<u8>(WORK, <u8>count, SPECIFIED);
      if (count != 3) expect(take(BYTES)).toBe(Status.BAD_LENGTH);
    }
  });
});
