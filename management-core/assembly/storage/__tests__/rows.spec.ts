// Rows in the NOR: whole or not there, in their place by their sequence, whatever the NOR does meanwhile.
import { PROFILE_ROW_BYTES, ProfileRow } from '../../../../shared-protocol/generated/assembly/layouts';
import { NOR_PROFILE_2, PROFILE_SLOTS, Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { norByte, norEnds, norErases, norPut, resetHost, setNorFails } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { beginRow, readRow, resetRows, Ring, rowOperationEnded, rowsFailed, rowsHeld, Writing, writingOfRow } from '../rows';

const ROW = memory.data(PROFILE_ROW_BYTES, 8);
const READ = memory.data(PROFILE_ROW_BYTES, 8);

function rowOf(sequence: u32): usize {
  memory.fill(ROW, <u8>(sequence + 1), PROFILE_ROW_BYTES);
  changetype<ProfileRow>(ROW).sequence = sequence;
  return ROW;
}

/** Writes a row to its end; how it went. */
function written(sequence: u32): i32 {
  beginRow(Ring.PROFILE_2, rowOf(sequence));
  for (let i = 0; i < 5 && writingOfRow() == Writing.UNDER_WAY; i++) {
    norEnds(true);
    rowOperationEnded(Status.OK);
  }
  return writingOfRow();
}

function found(sequence: u32): i32 {
  return readRow(Ring.PROFILE_2, sequence, READ);
}

describe('A row', () => {
  beforeEach(() => {
    resetHost();
    resetRows();
  });

  test('comes back as it was written', () => {
    expect(written(1)).toBe(Writing.DONE);
    expect(found(1)).toBe(Status.OK);
    expect(memory.compare(ROW, READ, PROFILE_ROW_BYTES)).toBe(0);
    expect(found(2)).toBe(Status.NOT_FOUND);
  });

  test('has its sector erased where it is the first of it, and no other one', () => {
    expect(written(31)).toBe(Writing.DONE);
    expect(norErases()).toBe(0);
    expect(written(32)).toBe(Writing.DONE);
    expect(norErases()).toBe(1);
    expect(found(31)).toBe(Status.OK);
  });

  test('goes over the oldest when its ring is full', () => {
    written(1);
    written(PROFILE_SLOTS);
    expect(found(1)).toBe(Status.NOT_FOUND);
    expect(written(PROFILE_SLOTS + 1)).toBe(Writing.DONE);
    expect(found(PROFILE_SLOTS + 1)).toBe(Status.OK);
    expect(rowsHeld(Ring.PROFILE_2)).toBe(PROFILE_SLOTS - 32);
  });

  test('is written again over what a cut left of it', () => {
    beginRow(Ring.PROFILE_2, rowOf(5));
    writingOfRow();
    for (let i = 0; i < 40; i++) norPut(NOR_PROFILE_2 + 5 * 128 + i, <i32>load<u8>(ROW + i) | (i & 1 ? 0xf0 : 0));
    resetRows();
    norEnds(false);
    expect(found(5)).toBe(Status.NOT_FOUND);
    expect(written(5)).toBe(Writing.DONE);
    expect(found(5)).toBe(Status.OK);
  });

  test('that does not stand there as it was given has failed, and is not there', () => {
    norPut(NOR_PROFILE_2 + 7 * 128 + 20, 0);
    expect(written(7)).toBe(Writing.FAILED);
    expect(rowsFailed).toBe(1);
    expect(found(7)).toBe(Status.NOT_FOUND);
    expect(norByte(NOR_PROFILE_2 + 8 * 128)).toBe(0xff);
  });

  test('fails with an operation that ends badly, or a NOR that gives nothing', () => {
    beginRow(Ring.PROFILE_2, rowOf(9));
    writingOfRow();
    norEnds(false);
    rowOperationEnded(Status.STORAGE_FAILED);
    expect(writingOfRow()).toBe(Writing.FAILED);
    setNorFails(true);
    expect(written(10)).toBe(Writing.FAILED);
    setNorFails(false);
  });

  test('does not take the end of an operation that was started before this core for its own', () => {
    rowOperationEnded(Status.OK);
    expect(writingOfRow()).toBe(Writing.NONE);
    beginRow(Ring.PROFILE_2, rowOf(9));
    rowOperationEnded(Status.OK);
    expect(found(9)).toBe(Status.NOT_FOUND);
    expect(writingOfRow()).toBe(Writing.UNDER_WAY);
  });
});
