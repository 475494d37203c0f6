// The mirror: copies of records with the time they came.
import {
  HARMONICS_BYTES, IDENTIFICATION_BYTES, INSTANTANEOUS_BYTES, NETWORK_BYTES, POWER_QUALITY_BYTES, REGISTERS_BYTES,
  STATUS_BYTES,
} from '../../../../shared-protocol/generated/assembly/layouts';
import { MIRROR_BYTES, MIRROR_RECORDS, SLOTS } from '../../../../shared-protocol/generated/assembly/mirror';
import {
  MESSAGE_IDENTIFY, MESSAGE_READ_EVENTS, MESSAGE_READ_HARMONICS, MESSAGE_READ_INSTANTANEOUS, MESSAGE_READ_NETWORK,
  MESSAGE_READ_POWER_QUALITY, MESSAGE_READ_REGISTERS, MESSAGE_READ_STATUS,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { age_us, isMirrored, mirrored, mirrorRecord, resetMirror, slotBytes, slotOf, slotRow } from '../mirror';
import { RECORD } from '../../__tests__/testing';

const SCOPES: i32 = 4;
const INPUTS: i32 = 7;

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
      memory.fill(RECORD, <u8>(slot + 1), 256);
      mirrorRecord(slot, RECORD, slot);
    }
    for (let slot = 0; slot < SLOTS; slot++) {
      for (let i = 0; i < slotBytes(slot); i++) expect(load<u8>(mirrored(slot) + i)).toBe(<u8>(slot + 1));
    }
  });

  test('is empty again after a reset, its old bytes too', () => {
    memory.fill(RECORD, 0xa5, 256);
    for (let slot = 0; slot < SLOTS; slot++) mirrorRecord(slot, RECORD, 1);
    resetMirror();
    for (let slot = 0; slot < SLOTS; slot++) {
      expect(isMirrored(slot)).toBe(false);
      for (let i = 0; i < slotBytes(slot); i++) expect(load<u8>(mirrored(slot) + i)).toBe(0);
    }
  });

  test('has a slot of its own for every message and scope or input, and none for others', () => {
    expect(slotOf(MESSAGE_IDENTIFY, 0)).toBe(0);
    expect(slotOf(MESSAGE_READ_STATUS, 0)).toBe(1);
    expect(slotOf(MESSAGE_READ_NETWORK, 0)).toBe(14);
    for (let scope = 0; scope < SCOPES; scope++) {
      expect(slotOf(MESSAGE_READ_REGISTERS, scope)).toBe(2 + scope);
      expect(slotOf(MESSAGE_READ_INSTANTANEOUS, scope)).toBe(6 + scope);
      expect(slotOf(MESSAGE_READ_POWER_QUALITY, scope)).toBe(10 + scope);
    }
    for (let input = 0; input < INPUTS; input++) expect(slotOf(MESSAGE_READ_HARMONICS, input)).toBe(15 + 3 * input);
    expect(slotOf(MESSAGE_READ_REGISTERS, SCOPES)).toBe(-1);
    expect(slotOf(MESSAGE_READ_HARMONICS, INPUTS)).toBe(-1);
    expect(slotOf(MESSAGE_READ_EVENTS, 0)).toBe(-1);
    expect(slotOf(99, 0)).toBe(-1);
  });

  test('keeps the pages of a spectrum behind each other, each with its first order', () => {
    for (let page = 0; page < 3; page++) {
      const row = slotRow(slotOf(MESSAGE_READ_HARMONICS, 4) + page);
      expect(row.request_0).toBe(4);
      expect(row.request_1).toBe(<u8>(1 + 24 * page));
    }
  });

  test('ages each record on its own', () => {
    mirrorRecord(slotOf(MESSAGE_READ_NETWORK, 0), RECORD, 1_000_000);
    mirrorRecord(slotOf(MESSAGE_READ_HARMONICS, 6), RECORD, 3_000_000);
    expect(age_us(slotOf(MESSAGE_READ_NETWORK, 0), 4_000_000)).toBe(3_000_000);
    expect(age_us(slotOf(MESSAGE_READ_HARMONICS, 6), 4_000_000)).toBe(1_000_000);
    expect(isMirrored(slotOf(MESSAGE_READ_HARMONICS, 6) + 1)).toBe(false);
  });

  test('has slots for records of their layouts\' lengths, inside its memory', () => {
    expect(slotBytes(0)).toBe(IDENTIFICATION_BYTES);
    expect(slotBytes(1)).toBe(STATUS_BYTES);
    expect(slotBytes(5)).toBe(REGISTERS_BYTES);
    expect(slotBytes(6)).toBe(INSTANTANEOUS_BYTES);
    expect(slotBytes(13)).toBe(POWER_QUALITY_BYTES);
    expect(slotBytes(14)).toBe(NETWORK_BYTES);
    expect(slotBytes(35)).toBe(HARMONICS_BYTES);
    expect(mirrored(SLOTS - 1) + slotBytes(SLOTS - 1)).toBeLessThanOrEqual(MIRROR_RECORDS + MIRROR_BYTES);
  });
});
