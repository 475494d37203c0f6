// Amounts of prepayment as COSEM's 32 bits have them: Wh, or thousandths of the currency.
import { PREPAYMENT_MODE_MONEY, PREPAYMENT_MODE_OFF } from '../../../shared-protocol/generated/assembly/protocol';
import { account } from '../control/prepayment/account';
import { parameters } from '../control/prepayment/parameters';

/** Credits by E of 0-0:19.10.E.255. */
export const TOKENS: i32 = 0;
export const EMERGENCY: i32 = 1;

const WH_mWs: i64 = 3_600_000;
const THOUSANDTH: i64 = 1000;
const MONEY_SCALE: i32 = -3;

export function isOn(): bool {
  return <i32>parameters().mode != PREPAYMENT_MODE_OFF;
}

export function isMoney(): bool {
  return <i32>parameters().mode == PREPAYMENT_MODE_MONEY;
}

/** Power of ten of an amount, in the currency or in Wh. */
export function currencyScale(): i32 {
  return isMoney() ? MONEY_SCALE : 0;
}

/** An amount of the account, rounded down; one that 32 bits do not hold as their end. */
export function amountOf(credit: i64): i64 {
  const unit = isMoney() ? THOUSANDTH : WH_mWs;
  const down = credit >= 0 ? credit / unit : (credit - unit + 1) / unit;
  return max<i64>(min<i64>(down, i32.MAX_VALUE), i32.MIN_VALUE);
}

/** What a credit has, in the unit of the account: what is owed is taken from the emergency credit once that is chosen. */
export function creditOf(credit: i32): i64 {
  const record = account();
  if (credit == TOKENS) return record.emergency ? max<i64>(record.credit, 0) : record.credit;
  return record.emergency ? parameters().emergency_limit + min<i64>(record.credit, 0) : 0;
}
