// The set of tokens that gives this meter another decoder key: its sections are gathered, and taken all at once (6.2.7, 6.2.8, 8.9).
import { PrepaymentAccount } from '../../../../../shared-protocol/generated/assembly/layouts';
import {
  BASE_DATE_2035, DECODER_KEY_DCTK, DECODER_KEY_DITK, Status, TOKEN_1ST_KCT, TOKEN_2ND_KCT, TOKEN_3RD_KCT, TOKEN_4TH_KCT,
  TOKEN_ACCEPT, TOKEN_FORMAT_ERROR, TOKEN_KEY_TYPE_ERROR, TOKEN_NOT_STORED, TOKEN_RANGE_ERROR,
} from '../../../../../shared-protocol/generated/assembly/protocol';
import { account, accountToBe, countResult, replaceAccount } from '../account';
import { forgetIdentifiers } from '../identifiers';
import { bits } from '../tokens/data-block';
import { EA_MISTY1, isSameKey, KEY_BYTES_MAX, sealKey } from './decoder-key';

/** Sections of the set, by what they are called: bit n stands for the n-th, from 0 on. */
const FIRST: i32 = 0;
const SECOND: i32 = 1;
const THIRD: i32 = 2;
const FOURTH: i32 = 3;
const SHORT_SET: i32 = 0b0011;
const LONG_SET: i32 = 0b1111;

/** The set is entered within this time from its first token on, or begun anew. */
const SET_TIME_us: i64 = 10 * 60 * 1_000_000;
const TI_MAX: u32 = 99;
const KRN_MAX: u32 = 9;
const SGC_MAX: u32 = 999_999;
const WORD: u64 = 32;

/** The new key as far as it came. */
// @ts-ignore: decorator
@lazy const KEY = memory.data(KEY_BYTES_MAX, 8);
/** Section n as it came: its block. */
// @ts-ignore: decorator
@lazy const SECTIONS = memory.data(4 * sizeof<u64>(), 8);

let gathered: i32 = 0;
let began_us: i64 = 0;

/** Sections outlive no restart: the set is entered again. */
export function resetKeyChange(): void {
  gathered = 0;
  memory.fill(KEY, 0, KEY_BYTES_MAX);
  memory.fill(SECTIONS, 0, 4 * sizeof<u64>());
}

function section(index: i32): u64 {
  return load<u64>(SECTIONS + (index << 3));
}

/** Rules for types of keys: the manufacturer's key is left for good, and a common key is one of magnetic cards. */
function mayBecome(present: i32, next: i32): bool {
  if (next == DECODER_KEY_DCTK) return present == DECODER_KEY_DCTK;
  return next != DECODER_KEY_DITK || present == DECODER_KEY_DITK;
}

/** TOKEN_ACCEPT where a section by itself may stand in a set. */
function judgeSection(index: i32, block: u64): i32 {
  if (index == FIRST) {
    const krn = bits(block, 52, 4);
    if (krn == 0 || krn > KRN_MAX) return TOKEN_FORMAT_ERROR;
    return mayBecome(<i32>account().kt, <i32>bits(block, 48, 2)) ? TOKEN_ACCEPT : TOKEN_KEY_TYPE_ERROR;
  }
  return index == SECOND && bits(block, 48, 8) > TI_MAX ? TOKEN_FORMAT_ERROR : TOKEN_ACCEPT;
}

/** The word of the key that a section bears. */
function putWord(place: i32, block: u64): void {
  store<u32>(KEY + (place << 2), bswap(bits(block, 16, WORD)));
}

function gatherKey(isLong: bool): void {
  putWord(0, section(FIRST));
  putWord(isLong ? 3 : 1, section(SECOND));
  if (!isLong) return;
  putWord(1, section(THIRD));
  putWord(2, section(FOURTH));
}

/** What the sections say besides the key. A set of two leaves the supply group as it is. */
function readSet(next: PrepaymentAccount, isLong: bool): void {
  const first = section(FIRST);
  const second = section(SECOND);
  next.krn = <u8>bits(first, 52, 4);
  next.kt = <u8>bits(first, 48, 2);
  next.ti = <u8>bits(second, 48, 8);
  next.ken = <u8>((bits(first, 56, 4) << 4) | bits(second, 56, 4));
  if (isLong) next.sgc = (bits(section(FOURTH), 48, 12) << 12) | bits(section(THIRD), 48, 12);
}

/** The new key goes with the next base date: identifiers are counted anew. */
function rollOver(next: PrepaymentAccount): void {
  forgetIdentifiers(changetype<usize>(next));
  if (next.base < <u8>BASE_DATE_2035) next.base++;
}

/** The whole set: key, what it is for and, with a new base date, no identifiers, in one record. */
function takeSet(isLong: bool): i32 {
  const rollover = bits(section(FIRST), 51, 1) != 0;
  gatherKey(isLong);
  // With the same key the tokens of before would be good again.
  if (rollover && isSameKey(account(), KEY)) return TOKEN_RANGE_ERROR;
  const next = accountToBe();
  readSet(next, isLong);
  if (next.sgc > SGC_MAX) return TOKEN_FORMAT_ERROR;
  if (rollover) rollOver(next);
  next.failures = 0;
  countResult(next, TOKEN_ACCEPT);
  if (sealKey(next, KEY) != Status.OK || replaceAccount(next) != Status.OK) return TOKEN_NOT_STORED;
  return TOKEN_ACCEPT;
}

function resultOfPart(index: i32): i32 {
  return index == FIRST ? TOKEN_1ST_KCT : index == SECOND ? TOKEN_2ND_KCT : index == THIRD ? TOKEN_3RD_KCT : TOKEN_4TH_KCT;
}

/** Section 0..3 of a set came at this time. Returns a TOKEN_*: ACCEPT once the set is whole and in force, stored and counted. */
export function takeSection(index: i32, block: u64, now_us: i64): i32 {
  const isLong = <i32>account().ea == EA_MISTY1;
  const judged = judgeSection(index, block);
  if (judged != TOKEN_ACCEPT) return judged;
  if (gathered == 0 || now_us - began_us > SET_TIME_us) {
    gathered = 0;
    began_us = now_us;
  }
  store<u64>(SECTIONS + (index << 3), block);
  gathered |= 1 << index;
  if (gathered != (isLong ? LONG_SET : SHORT_SET)) return resultOfPart(index);
  const result = takeSet(isLong);
  resetKeyChange();
  return result;
}
