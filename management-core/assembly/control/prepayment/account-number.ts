// The meter's primary account number (IEC 62055-41 6.1.2): under which vending systems know it; told with its first key.
import { METER_PAN_BYTES, MeterPan } from '../../../../shared-protocol/generated/assembly/layouts';
import { FRAM_METER_PAN_A, FRAM_METER_PAN_B, METER_PAN_MAGIC, Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { loadBanked, replaceBanked } from '../../storage/banked-record';

// @ts-ignore: decorator
@lazy const RECORD = memory.data(METER_PAN_BYTES, 8);
// @ts-ignore: decorator
@lazy const SPARE = memory.data(METER_PAN_BYTES, 8);

/** Either an issuer of 6 digits and a reference of 11, or of 4 and 13. */
const ISSUER_END: u64 = 1_000_000;
const SHORT_ISSUER_END: u64 = 10_000;
const REFERENCE_END: u64 = 100_000_000_000;
const LONG_REFERENCE_END: u64 = 10_000_000_000_000;

/** A meter that was never told has none: all is zero. */
export function resetAccountNumber(): void {
  loadBanked(RECORD, SPARE, METER_PAN_BYTES, METER_PAN_MAGIC, FRAM_METER_PAN_A, FRAM_METER_PAN_B);
}

export function accountNumber(): MeterPan {
  return changetype<MeterPan>(RECORD);
}

/** Sum of the digits of a number as ISO/IEC 7812-1 counts them: each second one twice, the last one if `odd` is false. */
function weighted(number: u64, odd: bool): u32 {
  let sum: u32 = 0;
  for (let isTwice = !odd; number > 0; number /= 10) {
    const digit = <u32>(number % 10) * (isTwice ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
    isTwice = !isTwice;
  }
  return sum;
}

/** The issuer stands an odd number of digits, 11 or 13, in front of the end. */
function checkDigitOf(issuer: u64, reference: u64): u32 {
  return (10 - (weighted(reference, false) + weighted(issuer, true)) % 10) % 10;
}

function fits(issuer: u64, reference: u64): bool {
  return reference < REFERENCE_END ? issuer < ISSUER_END : reference < LONG_REFERENCE_END && issuer < SHORT_ISSUER_END;
}

/** Stored before it is told. Returns a Status: OUT_OF_RANGE for what has too many digits, or not that check digit. */
export function setAccountNumber(issuer: u64, reference: u64, checkDigit: u32): i32 {
  if (!fits(issuer, reference) || checkDigitOf(issuer, reference) != checkDigit) return Status.OUT_OF_RANGE;
  memory.copy(SPARE, RECORD, METER_PAN_BYTES);
  const next = changetype<MeterPan>(SPARE);
  next.issuer = <u32>issuer;
  next.decoder_reference = reference;
  next.check_digit = <u8>checkDigit;
  return replaceBanked(RECORD, SPARE, METER_PAN_BYTES, METER_PAN_MAGIC, FRAM_METER_PAN_A, FRAM_METER_PAN_B);
}
