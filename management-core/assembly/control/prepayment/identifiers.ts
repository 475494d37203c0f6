// Identifiers of tokens that were taken: none is taken twice, and none older than the oldest that is remembered (7.3.7, 7.3.8).
import { PREPAYMENT_ACCOUNT_identifiers } from '../../../../shared-protocol/generated/assembly/layouts';
import {
  TOKEN_ACCEPT, TOKEN_IDENTIFIERS, TOKEN_OLD_ERROR, TOKEN_USED_ERROR,
} from '../../../../shared-protocol/generated/assembly/protocol';

function slot(account: usize, index: i32): usize {
  return account + PREPAYMENT_ACCOUNT_identifiers + (index << 2);
}

/** Place of the smallest one; places that hold none are zero, and so the smallest of all. */
function smallest(account: usize): i32 {
  let found: i32 = 0;
  for (let i: i32 = 1; i < TOKEN_IDENTIFIERS; i++) {
    if (load<u32>(slot(account, i)) < load<u32>(slot(account, found))) found = i;
  }
  return found;
}

function isKnown(account: usize, identifier: u32): bool {
  for (let i: i32 = 0; i < TOKEN_IDENTIFIERS; i++) {
    if (load<u32>(slot(account, i)) == identifier) return true;
  }
  return false;
}

/** What the standard says of an identifier: TOKEN_ACCEPT, TOKEN_USED_ERROR or TOKEN_OLD_ERROR. */
export function judgeIdentifier(account: usize, identifier: u32): i32 {
  if (isKnown(account, identifier)) return TOKEN_USED_ERROR;
  return identifier < load<u32>(slot(account, smallest(account))) ? TOKEN_OLD_ERROR : TOKEN_ACCEPT;
}

/** Remembers an identifier in place of the smallest one. */
export function rememberIdentifier(account: usize, identifier: u32): void {
  store<u32>(slot(account, smallest(account)), identifier);
}

/** Forgets all: they belong to another base date than those that come. */
export function forgetIdentifiers(account: usize): void {
  memory.fill(slot(account, 0), 0, TOKEN_IDENTIFIERS << 2);
}
