// The balance: credit that tokens and orders bring, and the energy that is charged to it to the last millionth.
import { PrepaymentAccount } from '../../../../../shared-protocol/generated/assembly/layouts';
import { PREPAYMENT_MODE_ENERGY, PREPAYMENT_MODE_MONEY, PREPAYMENT_MODE_OFF } from '../../../../../shared-protocol/generated/assembly/protocol';
import { account, touchAccount } from '../account';
import { parameters } from '../parameters';

/** One kWh in the unit of the registers. */
const KWH_mWs: u64 = 3_600_000_000;
const TOKEN_UNIT_mWs: i64 = 360_000_000; // 0.1 kWh

/** Energy of a credit token in the unit of the credit. */
export function energyOfToken(amount: u64): i64 {
  return <i64>amount * TOKEN_UNIT_mWs; // at most 18,201,624 units: 53 bits
}

/** True where the account has room for as much more. */
export function hasRoom(record: PrepaymentAccount, more: i64): bool {
  return record.credit + more <= parameters().maximum_credit;
}

/**
 * Money for energy at a price, and what is left of less than a millionth: 3.6e9 mWs a kWh. Prices have 32 bits, so up to 2^31 mWs
 * (0.6 kWh) are priced at once, and longer stretches in parts.
 */
function chargeMoney(record: PrepaymentAccount, energy_mWs: u64, price: u32): void {
  for (const part: u64 = 0x7fffffff; energy_mWs > 0; ) {
    const now = min(energy_mWs, part);
    const total = now * <u64>price + <u64>record.price_rest;
    record.credit -= <i64>(total / KWH_mWs);
    record.price_rest = <i64>(total % KWH_mWs);
    energy_mWs -= now;
  }
}

function charge(record: PrepaymentAccount, energy_mWs: u64, price: u32): void {
  if (<i32>parameters().mode == PREPAYMENT_MODE_ENERGY) record.credit -= <i64>energy_mWs;
  if (<i32>parameters().mode == PREPAYMENT_MODE_MONEY) chargeMoney(record, energy_mWs, price);
}

/**
 * The import register stands at this reading: what it grew by since the last one is charged at a price. The account is changed in
 * place: what is stored is a balance with the reading it belongs to, so that nothing is lost or charged twice by a power cut.
 */
export function chargeUpTo(import_mWs: i64, price: u32): void {
  const record = account();
  const before = record.accounted_mWs;
  if (<i32>parameters().mode == PREPAYMENT_MODE_OFF || import_mWs == before) return;
  record.accounted_mWs = import_mWs;
  touchAccount();
  if (before < 0) return;
  if (import_mWs < before) record.reanchored++;
  else charge(record, <u64>(import_mWs - before), price);
}
