// Reads and programs OTP rows through windows, locks and the boot ROM's way in.
import { beforeEach, describe, expect, it } from 'vitest';
import { GuestError } from '../registers/peripheral.ts';
import { registersOf, TestChip } from '../registers/test-chip.ts';
import { Otp, OtpRows, OtpWindow } from './otp.ts';

let rows: OtpRows;
let otp: Otp;
let regs: ReturnType<typeof registersOf>;
let ecc: OtpWindow;
let raw: OtpWindow;

beforeEach(() => {
  rows = new OtpRows();
  otp = new TestChip().add(new Otp(rows));
  regs = registersOf(otp);
  [ecc, raw] = [new OtpWindow(otp, 'ecc'), new OtpWindow(otp, 'raw')];
});

describe('OTP', () => {
  it('has the reset values of the SVD', () => {
    expect([regs.read('SW_LOCK0'), regs.read('USR'), regs.read('CRITICAL')]).toEqual([0, 1, 0]);
  });

  it('reads rows as half-words, word pairs and raw', () => {
    otp.program(100, 0xab1234);
    otp.program(101, 0x5678);
    expect(ecc.read(200, 2)).toBe(0x1234);
    expect(ecc.read(200, 4)).toBe(0x56781234);
    expect(raw.read(400, 4)).toBe(0xab1234);
  });

  it('sets bits and never clears one', () => {
    otp.program(5, 1);
    otp.program(5, 3);
    expect(rows.raw(5)).toBe(3);
    expect(() => otp.program(5, 2)).toThrow(GuestError);
  });

  it('keeps a lock until reset, and refuses what it forbids', () => {
    regs.write('SW_LOCK1', 1);
    regs.write('SW_LOCK1', 0);
    expect(regs.read('SW_LOCK1')).toBe(1);
    expect(() => otp.program(64, 1)).toThrow(/locked/);
    expect(raw.read(256, 4)).toBe(0);
    regs.write('SW_LOCK1', 3);
    expect(() => raw.read(256, 4)).toThrow(/locked/);
    otp.reset();
    expect(raw.read(256, 4)).toBe(0);
  });

  it('takes the lock in the fuses by two bytes of three', () => {
    otp.program(0xf81 + 2 * 3, 0x01ff01);
    expect([otp.mayRead(3 * 64), otp.mayProgram(3 * 64), otp.mayProgram(4 * 64)]).toEqual([
      true,
      false,
      true,
    ]);
    otp.program(0xf81 + 2 * 5, 0x030003);
    expect(otp.mayRead(5 * 64)).toBe(false);
    otp.program(0xf81 + 2 * 6, 0x000003);
    expect(otp.mayProgram(6 * 64)).toBe(true);
  });

  it('refuses stores and bytes in its windows', () => {
    expect(() => ecc.write()).toThrow(GuestError);
    expect(() => ecc.read(0, 1)).toThrow(GuestError);
    expect(() => ecc.read(8192, 2)).toThrow(/no row/);
  });
});
