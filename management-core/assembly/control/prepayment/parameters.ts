// What the utility set for prepayment: mode, limits, friendly hours, prices; two banks in FRAM.
import {
  PREPAYMENT_PARAMETERS_BYTES, PREPAYMENT_PARAMETERS_prices, PrepaymentParameters,
} from '../../../../shared-protocol/generated/assembly/layouts';
import {
  FRAM_PREPAYMENT_PARAMETERS_A, FRAM_PREPAYMENT_PARAMETERS_B, PREPAYMENT_MODE_MONEY, PREPAYMENT_PARAMETERS_MAGIC,
  PREPAYMENT_RATES, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { loadBanked, replaceBanked } from '../../storage/banked-record';

// @ts-ignore: decorator
@lazy const RECORD = memory.data(PREPAYMENT_PARAMETERS_BYTES, 8);
// @ts-ignore: decorator
@lazy const SPARE = memory.data(PREPAYMENT_PARAMETERS_BYTES, 8);

const DAY_min: u16 = 1440;
const ALL_DAYS: u8 = 0x7f;
/** Credit in either direction: its sums stay far from the ends of 64 bits. */
const CREDIT_MAX: i64 = 1 << 60;

/** What is in force; to change it, change a copy and hand that to replaceParameters. */
export function parameters(): PrepaymentParameters {
  return changetype<PrepaymentParameters>(RECORD);
}

/** A meter that was never set, or whose parameters are lost, is no prepayment meter: its mode is off. */
export function resetParameters(): void {
  loadBanked(
    RECORD, SPARE, PREPAYMENT_PARAMETERS_BYTES, PREPAYMENT_PARAMETERS_MAGIC, FRAM_PREPAYMENT_PARAMETERS_A,
    FRAM_PREPAYMENT_PARAMETERS_B,
  );
}

/** A copy of what is in force, to be changed. */
export function parametersToBe(): PrepaymentParameters {
  memory.copy(SPARE, RECORD, PREPAYMENT_PARAMETERS_BYTES);
  return changetype<PrepaymentParameters>(SPARE);
}

function isCredit(value: i64): bool {
  return value >= 0 && value <= CREDIT_MAX;
}

/** True where the values of a copy agree with each other. */
export function parametersFit(next: PrepaymentParameters): bool {
  if (next.mode > <u8>PREPAYMENT_MODE_MONEY || (next.friendly_days & ~ALL_DAYS) != 0) return false;
  if (next.friendly_from_min >= DAY_min || next.friendly_to_min > DAY_min) return false;
  if (!isCredit(next.low_credit) || !isCredit(next.emergency_limit) || !isCredit(next.reconnect_above)) return false;
  return isCredit(next.maximum_credit) && next.low_credit <= next.maximum_credit;
}

/** Stores what parametersToBe gave and was changed, then puts it in force. Returns a Status. */
export function replaceParameters(next: PrepaymentParameters): i32 {
  if (!parametersFit(next)) return Status.OUT_OF_RANGE;
  return replaceBanked(
    RECORD, changetype<usize>(next), PREPAYMENT_PARAMETERS_BYTES, PREPAYMENT_PARAMETERS_MAGIC, FRAM_PREPAYMENT_PARAMETERS_A, FRAM_PREPAYMENT_PARAMETERS_B,
  );
}

/** Price of a rate from 0 on, millionths of the currency a kWh; of a rate without one that of the first. */
export function priceOf(rate: i32): u32 {
  const index = rate >= 0 && rate < PREPAYMENT_RATES ? rate : 0;
  return load<u32>(RECORD + PREPAYMENT_PARAMETERS_prices + (index << 2));
}

/** Sets the price of a rate of a copy. */
export function setPrice(next: PrepaymentParameters, rate: i32, price: u32): void {
  store<u32>(changetype<usize>(next) + PREPAYMENT_PARAMETERS_prices + (rate << 2), price);
}
