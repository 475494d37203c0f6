// The hot record: what power cuts, failing storage and damage leave of the registers.
import { crc32 } from '../../../../shared-protocol/assembly/crc';
import { framRead, framWrite, keptAddress, powerFails, resetHost, setStorageFails } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { HOT_RECORD_BYTES, HOT_RECORD_registers, HotRecord } from '../../../../shared-protocol/generated/assembly/layouts';
import { FRAM_HOT_A, FRAM_HOT_B } from '../../../../shared-protocol/generated/assembly/protocol';
import { closedRegisters, resetEnergy } from '../energy';
import { registerValue, ROLL_OVER, VALUES_BYTES } from '../register-state';
import {
  bothBanksAreDamaged, damagedRegisterBanks, hotRecord, markRegistersLost, prepareHotRecord, registersAreLost, restored, restoreHotRecord,
  writeFailed, writeHotRecord,
} from '../hot-record';

// @ts-ignore: decorator
@lazy const VALUES = memory.data(512, 8);
// @ts-ignore: decorator
@lazy const OLD = memory.data(512, 8);
// @ts-ignore: decorator
@lazy const NEW = memory.data(512, 8);

function fill(value: i64): void {
  for (let at: i32 = 0; at < VALUES_BYTES; at += 8) store<i64>(VALUES + at, value);
}

function write(value: i64): void {
  fill(value);
  writeHotRecord(VALUES, 4000);
}

function prepare(value: i64): void {
  fill(value);
  prepareHotRecord(VALUES, 4000);
}

/** What a start finds in register 0 of the total. */
function found(): i64 {
  resetEnergy();
  restoreHotRecord();
  return registerValue(closedRegisters(), 0, 0);
}

function copyBank(bank: i32, to: usize): void {
  for (let i: i32 = 0; i < HOT_RECORD_BYTES; i++) store<u8>(to + i, <u8>framRead(bank + i));
}

function putBank(bank: i32, from: usize, bytes: i32): void {
  for (let i: i32 = 0; i < bytes; i++) framWrite(bank + i, load<u8>(from + i));
}

/** Bank of the record written last. */
function newestBank(): i32 {
  return (hotRecord().sequence - 1) & 1 ? FRAM_HOT_A : FRAM_HOT_B;
}

function damage(bank: i32): void {
  framWrite(bank + 40, framRead(bank + 40) ^ 1);
}

describe('The hot record', () => {
  beforeEach(() => {
    resetHost();
    found();
  });

  test('of a blank FRAM gives registers of zero, and nothing failed', () => {
    expect(found()).toBe(0);
    expect(restored).toBe(false);
    expect(writeFailed).toBe(false);
  });

  test('restores the newer of two banks, whichever it is', () => {
    for (let value: i64 = 1; value < 5; value++) {
      write(value);
      expect(found()).toBe(value);
    }
  });

  test('torn at any byte leaves the old or the new registers, and nothing else', () => {
    write(100);
    write(200);
    const bank = newestBank() == FRAM_HOT_A ? FRAM_HOT_B : FRAM_HOT_A;
    copyBank(bank, OLD);
    write(300);
    copyBank(bank, NEW);
    for (let torn: i32 = 0; torn <= HOT_RECORD_BYTES; torn++) {
      putBank(bank, OLD, HOT_RECORD_BYTES);
      putBank(bank, NEW, torn);
      expect(found()).toBe(torn == HOT_RECORD_BYTES ? 300 : 200);
    }
  });

  test('that was not taken is tried again in the same bank: the other one is the only whole one', () => {
    write(100);
    write(200);
    const whole = newestBank();
    const torn = whole == FRAM_HOT_A ? FRAM_HOT_B : FRAM_HOT_A;
    setStorageFails(true);
    write(300);
    setStorageFails(false);
    expect(writeFailed).toBe(true);
    damage(torn);
    copyBank(whole, OLD);
    write(400);
    expect(writeFailed).toBe(false);
    for (let i: i32 = 0; i < HOT_RECORD_BYTES; i++) expect(framRead(whole + i)).toBe(load<u8>(OLD + i));
    expect(found()).toBe(400);
  });

  test('with a register that none can have is not taken, though its CRC fits', () => {
    const bad: i64[] = [-1, ROLL_OVER, i64.MIN_VALUE, i64.MAX_VALUE];
    write(100);
    write(200);
    const bank = newestBank();
    for (let n: i32 = 0; n < bad.length; n++) {
      copyBank(bank, NEW);
      store<i64>(NEW + HOT_RECORD_registers + 8 * n, bad[n]);
      store<u32>(NEW + HOT_RECORD_BYTES - 4, crc32(NEW, HOT_RECORD_BYTES - 4));
      putBank(bank, NEW, HOT_RECORD_BYTES);
      expect(found()).toBe(100);
    }
  });

  test('says which of its banks is damaged, and when both are', () => {
    write(100);
    write(200);
    expect(found()).toBe(200);
    expect(damagedRegisterBanks).toBe(0);
    damage(FRAM_HOT_A);
    expect(found()).toBe((hotRecord().sequence - 1) & 1 ? 100 : 200);
    expect(damagedRegisterBanks).toBe(1);
    expect(bothBanksAreDamaged()).toBe(false);
    damage(FRAM_HOT_B);
    expect(found()).toBe(0);
    expect(restored).toBe(false);
    expect(bothBanksAreDamaged()).toBe(true);
  });

  test('misses a bank that went blank, but none behind the first record of a life', () => {
    write(100);
    expect(found()).toBe(100);
    expect(damagedRegisterBanks).toBe(0);
    write(200);
    for (let i: i32 = 0; i < HOT_RECORD_BYTES; i++) framWrite(FRAM_HOT_A + i, 0xff);
    expect(found()).toBe(200);
    expect(damagedRegisterBanks).toBe(1);
  });

  test('with a number that leaves no next one is not taken', () => {
    write(100);
    write(200);
    const bank = newestBank();
    copyBank(bank, NEW);
    changetype<HotRecord>(NEW).sequence = u32.MAX_VALUE;
    store<u32>(NEW + HOT_RECORD_BYTES - 4, crc32(NEW, HOT_RECORD_BYTES - 4));
    putBank(bank, NEW, HOT_RECORD_BYTES);
    expect(found()).toBe(100);
  });

  test('keeps over restarts that registers were lost, until that is taken back', () => {
    expect(registersAreLost()).toBe(false);
    markRegistersLost(true);
    write(100);
    found();
    expect(registersAreLost()).toBe(true);
    markRegistersLost(false);
    write(200);
    found();
    expect(registersAreLost()).toBe(false);
  });
});

describe('The hot record, prepared for a failing supply', () => {
  beforeEach(() => {
    resetHost();
    found();
  });

  test('is what a start finds when the supply failed, and nothing when it did not', () => {
    write(100);
    prepare(110);
    expect(found()).toBe(100);
    write(100);
    prepare(110);
    powerFails();
    expect(found()).toBe(110);
  });

  test('counts a start even when none of the seconds was whole', () => {
    for (let start: u32 = 1; start <= 100; start++) {
      expect(hotRecord().starts).toBe(start);
      prepare(start);
      powerFails();
      expect(found()).toBe(start);
    }
  });

  test('keeps its bank when the supply comes back: the next record goes into the other', () => {
    write(100);
    prepare(110);
    const bank = keptAddress();
    powerFails();
    prepare(120);
    expect(keptAddress()).not.toBe(bank);
    expect(found()).toBe(110);
    write(130);
    expect(newestBank()).not.toBe(bank);
    damage(newestBank());
    expect(found()).toBe(110);
  });

  test('written again right behind the record of a second takes nothing from the other bank', () => {
    write(100);
    write(200);
    const bank = newestBank();
    powerFails();
    prepare(210);
    expect(keptAddress()).not.toBe(bank);
    powerFails();
    expect(found()).toBe(210);
    damage(keptAddress());
    expect(found()).toBe(200);
  });

  test('leaves the new registers whole at whatever byte of a write the supply fails', () => {
    write(100);
    write(200);
    const bank = newestBank() == FRAM_HOT_A ? FRAM_HOT_B : FRAM_HOT_A;
    copyBank(bank, OLD);
    write(300);
    copyBank(bank, NEW);
    for (let at: i32 = 0; at <= HOT_RECORD_BYTES; at += 7) {
      putBank(bank, OLD, HOT_RECORD_BYTES);
      putBank(bank, NEW, at);
      powerFails();
      for (let i: i32 = at; i < HOT_RECORD_BYTES; i++) framWrite(bank + i, load<u8>(NEW + i));
      expect(found()).toBe(300);
      restoreBoth(300);
    }
  });
});

/** Goes on as if that record had been written just now, with the same bank prepared. */
function restoreBoth(value: i64): void {
  resetHost();
  found();
  write(100);
  write(200);
  write(value);
}
