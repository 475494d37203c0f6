// The mirror: copies of records with the time they came.
import {
  IDENTIFICATION_BYTES, INSTANTANEOUS_BYTES, REGISTERS_BYTES, STATUS_BYTES,
} from '../../../shared-protocol/generated/assembly/layouts';
import {
  MESSAGE_IDENTIFY, MESSAGE_READ_INSTANTANEOUS, MESSAGE_READ_REGISTERS, MESSAGE_READ_STATUS,
} from '../../../shared-protocol/generated/assembly/protocol';
import { age_us, isMirrored, mirrored, mirrorFits, mirrorRecord, resetMirror, SCOPES, slotBytes, slotOf } from '../mirror';
import { RECORD } from './testing';

const SLOTS: i32 = 2 + 2 * SCOPES;

describe('The mirror', () => {
  beforeEach(() => {
    resetMirror();
  });

  test('knows nothing before it received something', () => {
    for (let slot = 0; slot < SLOTS; slot++) {
      expect(isMirrored(slot)).toBe(false);
      expect(age_us(slot, 5_000_000)).toBe(-1);
    }
  });

  test('holds a record with its age, from the very start of time', () => {
    mirrorRecord(3, RECORD, 0);
    expect(isMirrored(3)).toBe(true);
    expect(age_us(3, 0)).toBe(0);
    expect(age_us(3, 1_500_000)).toBe(1_500_000);
  });

  test('keeps every byte of each record, and no record touches another', () => {
    for (let slot = 0; slot < SLOTS; slot++) {
      memory.fill(RECORD, <u8>(slot + 1), 80);
      mirrorRecord(slot, RECORD, slot);
    }
    for (let slot = 0; slot < SLOTS; slot++) {
      for (let i = 0; i < slotBytes(slot); i++) expect(load<u8>(mirrored(slot) + i)).toBe(<u8>(slot + 1));
    }
  });

  test('is empty again after a reset, its old bytes too', () => {
    memory.fill(RECORD, 0xa5, 80);
    for (let slot = 0; slot < SLOTS; slot++) mirrorRecord(slot, RECORD, 1);
    resetMirror();
    for (let slot = 0; slot < SLOTS; slot++) {
      expect(isMirrored(slot)).toBe(false);
      for (let i = 0; i < slotBytes(slot); i++) expect(load<u8>(mirrored(slot) + i)).toBe(0);
    }
  });

  test('has a slot of its own for every message and scope, and none for others', () => {
    expect(slotOf(MESSAGE_IDENTIFY, 0)).toBe(0);
    expect(slotOf(MESSAGE_READ_STATUS, 0)).toBe(1);
    for (let scope = 0; scope < SCOPES; scope++) {
      expect(slotOf(MESSAGE_READ_REGISTERS, scope)).toBe(2 + scope);
      expect(slotOf(MESSAGE_READ_INSTANTANEOUS, scope)).toBe(6 + scope);
    }
    expect(slotOf(99, 0)).toBe(-1);
  });

  test('has slots for records of their layouts\' lengths', () => {
    expect(mirrorFits()).toBe(true);
    expect(slotBytes(0)).toBe(IDENTIFICATION_BYTES);
    expect(slotBytes(1)).toBe(STATUS_BYTES);
    expect(slotBytes(5)).toBe(REGISTERS_BYTES);
    expect(slotBytes(6)).toBe(INSTANTANEOUS_BYTES);
  });
});
