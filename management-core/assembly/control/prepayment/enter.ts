// A token is entered: twenty digits from any port or keypad come in, what became of them goes out, stored before it is said.
import {
  Status, TOKEN_ACCEPT, TOKEN_CRC_ERROR, TOKEN_DIGITS, TOKEN_FORMAT_ERROR, TOKEN_FUNCTION_ERROR, TOKEN_LOCKOUT, TOKEN_NONE,
  TOKEN_NOT_STORED,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { told_s } from '../../access/told-time';
import { account, accountToBe, countResult, replaceAccount, touchAccount } from './account';
import { decipherBlock } from './keys/decoder-key';
import { takeSection } from './keys/key-change';
import { isLocked, lockFrom } from './lock-out';
import { crcFits, subclassOf } from './tokens/data-block';
import { takeDated } from './tokens/dated';
import { Carried, readDigits } from './tokens/digits';
import { takeTest } from './tokens/tests';

/** Classes: credit, tests, management; the fourth is reserved. */
const TESTS: i32 = 1;
const MANAGEMENT: i32 = 2;
const RESERVED: i32 = 3;

/** Subclasses of the sections of a key. */
const KEY_1ST: i32 = 3;
const KEY_2ND: i32 = 4;
const KEY_3RD: i32 = 8;
const KEY_4TH: i32 = 9;

// @ts-ignore: decorator
@lazy const CARRIED = memory.data(offsetof<Carried>(), 8);

/** Digits of the token that was accepted last. */
export const ACCEPTED_BYTES: i32 = TOKEN_DIGITS;
// @ts-ignore: decorator
@lazy const ACCEPTED = memory.data(TOKEN_DIGITS, 8);

let last: i32 = 0;
/** When that was, seconds since 1970 (UTC); 0 for none since the start, and where no time is known. */
export let entered_s: u64 = 0;

export function resetEntry(): void {
  last = TOKEN_NONE;
  entered_s = 0;
}

/** TOKEN_* of the token entered last. */
export function lastResult(): i32 {
  return last;
}

/** Digits that were accepted; meaningful while lastResult says so. */
export function acceptedToken(): usize {
  return ACCEPTED;
}

/** Section 0..3 of a key that a token of class 2 bears, or -1. */
function sectionOf(subclass: i32): i32 {
  if (subclass == KEY_1ST || subclass == KEY_2ND) return subclass - KEY_1ST;
  return subclass == KEY_3RD || subclass == KEY_4TH ? subclass - KEY_3RD + 2 : -1;
}

/** A wrong CRC is stored before it is said: whoever cuts the supply gains no try. */
function wrongCrc(now_us: i64): i32 {
  const next = accountToBe();
  next.failures++;
  countResult(next, TOKEN_CRC_ERROR);
  if (replaceAccount(next) != Status.OK) account().failures++;
  lockFrom(now_us);
  return TOKEN_CRC_ERROR;
}

function takeCiphered(carried: Carried, now_us: i64): i32 {
  if (isLocked(now_us)) return TOKEN_LOCKOUT;
  if (decipherBlock(account(), changetype<usize>(carried) + offsetof<Carried>('block')) != Status.OK) return TOKEN_NOT_STORED;
  if (!crcFits(carried)) return wrongCrc(now_us);
  const section = carried.tokenClass == MANAGEMENT ? sectionOf(subclassOf(carried.block)) : -1;
  return section < 0 ? takeDated(carried.tokenClass, carried.block) : takeSection(section, carried.block, now_us);
}

function take(carried: Carried, now_us: i64): i32 {
  if (carried.tokenClass == RESERVED) return TOKEN_FUNCTION_ERROR;
  if (carried.tokenClass != TESTS) return takeCiphered(carried, now_us);
  return crcFits(carried) ? takeTest(carried.block) : TOKEN_CRC_ERROR;
}

/** Those that were stored with what they changed are counted there. */
function isCounted(tokenClass: i32, result: i32): bool {
  return tokenClass != TESTS && (result == TOKEN_ACCEPT || result == TOKEN_CRC_ERROR);
}

/** Enters the characters of a token, digits alone. Returns a TOKEN_*. */
export function enterToken(digits: usize, length: i32, now_us: i64): i32 {
  const carried = changetype<Carried>(CARRIED);
  carried.tokenClass = TESTS;
  entered_s = told_s();
  last = length == TOKEN_DIGITS && readDigits(digits, carried) ? take(carried, now_us) : TOKEN_FORMAT_ERROR;
  if (last == TOKEN_ACCEPT) memory.copy(ACCEPTED, digits, TOKEN_DIGITS);
  if (!isCounted(carried.tokenClass, last)) {
    countResult(account(), last);
    touchAccount();
  }
  return last;
}
