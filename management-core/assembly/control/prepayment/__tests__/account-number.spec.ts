// The primary account number of the meter: what is one, and that it is told whole.
import { METER_PAN_BYTES } from '../../../../../shared-protocol/generated/assembly/layouts';
import { Status } from '../../../../../shared-protocol/generated/assembly/protocol';
import { resetHost, setCutAfter } from '../../../../../shared-protocol/assembly/__tests__/mocked-host';
import { accountNumber, resetAccountNumber, setAccountNumber } from '../account-number';

function number(): u64 {
  return accountNumber().decoder_reference;
}

describe('A primary account number', () => {
  beforeEach(() => {
    resetHost();
    resetAccountNumber();
  });

  test('is none until it is told, and stays over a start', () => {
    expect(number()).toBe(0);
    expect(setAccountNumber(600727, 1_234_567_890, 8)).toBe(Status.OUT_OF_RANGE);
    expect(setAccountNumber(600727, 0, 9)).toBe(Status.OK);
    expect(setAccountNumber(1, 8, 2)).toBe(Status.OK);
    resetAccountNumber();
    expect(accountNumber().issuer).toBe(1);
    expect(number()).toBe(8);
    expect(accountNumber().check_digit).toBe(2);
  });

  test('has 17 digits and just the check digit of them, with a reference of 13 digits too', () => {
    // ISO/IEC 7812-1 over 12345678901234567: 1.
    for (let digit: u32 = 0; digit < 10; digit++) {
      expect(setAccountNumber(1234, 5_678_901_234_567, digit)).toBe(digit == 1 ? Status.OK : Status.OUT_OF_RANGE);
    }
    for (let digit: u32 = 0; digit < 10; digit++) {
      expect(setAccountNumber(12_345, 5_678_901_234_567, digit)).toBe(Status.OUT_OF_RANGE);
    }
    for (let digit: u32 = 0; digit < 20; digit++) {
      expect(setAccountNumber(1_000_000, 1, digit)).toBe(Status.OUT_OF_RANGE);
      expect(setAccountNumber(1, 10_000_000_000_000, digit)).toBe(Status.OUT_OF_RANGE);
    }
  });

  test('is the one before or the new one, at whatever byte the supply is cut', () => {
    let olds = 0;
    for (let cut: i32 = 0; cut <= METER_PAN_BYTES; cut++) {
      resetHost();
      resetAccountNumber();
      setAccountNumber(600727, 0, 9);
      setCutAfter(cut);
      setAccountNumber(1, 8, 2);
      setCutAfter(-1);
      resetAccountNumber();
      expect(number() == 8 ? accountNumber().issuer : accountNumber().issuer - 600_726).toBe(1);
      if (number() == 0) olds++;
    }
    expect(olds).toBe(METER_PAN_BYTES);
  });
});
