// The prepayment account: credit, decoder key, identifiers and counts in one record, so that a token is taken whole or not at all.
import {
  PREPAYMENT_ACCOUNT_BYTES, PREPAYMENT_ACCOUNT_counts, PrepaymentAccount,
} from '../../../../shared-protocol/generated/assembly/layouts';
import {
  FRAM_PREPAYMENT_ACCOUNT_A, FRAM_PREPAYMENT_ACCOUNT_B, PREPAYMENT_ACCOUNT_MAGIC, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { Found, loadBanked, replaceBanked } from '../../storage/banked-record';

// @ts-ignore: decorator
@lazy const RECORD = memory.data(PREPAYMENT_ACCOUNT_BYTES, 8);
/** A change is made here, stored, and then taken over. */
// @ts-ignore: decorator
@lazy const SPARE = memory.data(PREPAYMENT_ACCOUNT_BYTES, 8);

/** The record differs from what is stored: energy was charged, a result was counted. */
let unstored: bool = false;

/** What is in force; to change it, change a copy and hand that to replaceAccount. */
export function account(): PrepaymentAccount {
  return changetype<PrepaymentAccount>(RECORD);
}

/** A meter whose account is lost has neither credit nor key: nobody's token opens it before it is provisioned again. */
export function resetAccount(): void {
  const found = loadBanked(
    RECORD, SPARE, PREPAYMENT_ACCOUNT_BYTES, PREPAYMENT_ACCOUNT_MAGIC, FRAM_PREPAYMENT_ACCOUNT_A, FRAM_PREPAYMENT_ACCOUNT_B,
  );
  if ((found & Found.WHOLE) == 0) account().accounted_mWs = -1;
  unstored = false;
}

/** A copy of what is in force, to be changed. */
export function accountToBe(): PrepaymentAccount {
  memory.copy(SPARE, RECORD, PREPAYMENT_ACCOUNT_BYTES);
  return changetype<PrepaymentAccount>(SPARE);
}

/** Stores what accountToBe gave and was changed, then puts it in force. Returns a Status; nothing is changed by a failed one. */
export function replaceAccount(next: PrepaymentAccount): i32 {
  const status = replaceBanked(
    RECORD, changetype<usize>(next), PREPAYMENT_ACCOUNT_BYTES, PREPAYMENT_ACCOUNT_MAGIC, FRAM_PREPAYMENT_ACCOUNT_A, FRAM_PREPAYMENT_ACCOUNT_B,
  );
  if (status == Status.OK) unstored = false;
  return status;
}

/** What was changed in place is to be stored at the next occasion. */
export function touchAccount(): void {
  unstored = true;
}

export function isUnstored(): bool {
  return unstored;
}

/** Stores what was changed in place. Returns a Status. */
export function storeAccount(): i32 {
  return replaceAccount(accountToBe());
}

/** Counts a TOKEN_* of a record. */
export function countResult(record: PrepaymentAccount, result: i32): void {
  const at = changetype<usize>(record) + PREPAYMENT_ACCOUNT_counts + (result << 2);
  store<u32>(at, load<u32>(at) + 1);
}

/** Tokens with this TOKEN_* since the account was made. */
export function tokensWith(result: i32): u32 {
  return load<u32>(RECORD + PREPAYMENT_ACCOUNT_counts + (result << 2));
}
