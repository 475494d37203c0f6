// The balance: credit that tokens and orders bring, and the energy that is charged to it to the last millionth.
//
// What is stored is a balance with the readings it belongs to: nothing is lost or charged twice by a power cut.
import {
  PREPAYMENT_ACCOUNT_accounted_rates, PrepaymentAccount,
} from '../../../../../shared-protocol/generated/assembly/layouts';
import { PREPAYMENT_RATES } from '../../../../../shared-protocol/generated/assembly/protocol';
import { account, touchAccount } from '../account';
import { parameters, priceOf } from '../parameters';

/** Energy of a token of one unit, 0.1 kWh. */
const TOKEN_UNIT_mWs: i64 = 360_000_000;
/** One kWh in hundredths of Wh, the unit of the registers by rate. */
const KWH: u64 = 100_000;
/** Energy that is priced at once: with 32 bits of price its cost has 63. */
const PART: u64 = 0x7fffffff;

/** Energy of a credit token in the unit of the credit. */
export function energyOfToken(amount: u64): i64 {
  return <i64>amount * TOKEN_UNIT_mWs; // at most 18,201,624 units: 53 bits
}

/** True where the account has room for as much more. */
export function hasRoom(record: PrepaymentAccount, more: i64): bool {
  return record.credit + more <= parameters().maximum_credit;
}

/** The first reading is where charging begins; one that went back too, and what was used meanwhile is charged to nobody. */
function anchor(record: PrepaymentAccount, import_mWs: i64): void {
  if (record.accounted_mWs >= 0) record.reanchored++;
  record.accounted_mWs = import_mWs;
}

/** The import register stands at this reading: what it grew by is charged as it is. */
export function chargeEnergy(import_mWs: i64): void {
  const record = account();
  const before = record.accounted_mWs;
  if (import_mWs == before) return;
  touchAccount();
  if (before < 0 || import_mWs < before) return anchor(record, import_mWs);
  record.accounted_mWs = import_mWs;
  record.credit -= import_mWs - before;
}

function accountedOf(record: PrepaymentAccount, rate: i32): usize {
  return changetype<usize>(record) + PREPAYMENT_ACCOUNT_accounted_rates + (rate << 3);
}

/** Money for energy at a price, and what is left of less than a millionth. */
function pay(record: PrepaymentAccount, energy: u64, price: u32): void {
  while (energy > 0) {
    const part = min(energy, PART);
    const total = part * <u64>price + <u64>record.price_rest;
    record.credit -= <i64>(total / KWH);
    record.price_rest = <i64>(total % KWH);
    energy -= part;
  }
}

/** True where a register by rate is behind what was charged: they began anew. */
function wentBack(record: PrepaymentAccount, rates: usize): bool {
  for (let r: i32 = 0; r < PREPAYMENT_RATES; r++) {
    if (load<u64>(rates + (r << 3)) < load<u64>(accountedOf(record, r))) return true;
  }
  return false;
}

/** Registers of the active import by rate, eight of hundredths of Wh, at an address: what each grew by is paid at its price. */
export function chargeMoney(rates: usize): void {
  const record = account();
  const bytes = PREPAYMENT_RATES << 3;
  const isFirst = record.accounted_mWs < 0;
  if (!isFirst && memory.compare(rates, accountedOf(record, 0), bytes) == 0) return;
  touchAccount();
  if (isFirst || wentBack(record, rates)) anchor(record, 0);
  else {
    for (let r: i32 = 0; r < PREPAYMENT_RATES; r++) {
      pay(record, load<u64>(rates + (r << 3)) - load<u64>(accountedOf(record, r)), priceOf(r));
    }
  }
  memory.copy(accountedOf(record, 0), rates, bytes);
}
