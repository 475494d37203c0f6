// Tests and displays that a token asks for (class 1, 6.2.3 and 6.3.8): plain, the same for every meter; the display takes them up.
import {
  TOKEN_ACCEPT, TOKEN_FUNCTION_ERROR, TOKEN_MFR_CODE_ERROR,
} from '../../../../../shared-protocol/generated/assembly/protocol';
import { parameters } from '../parameters';
import { bits, subclassOf } from './data-block';

/** Test n is bit n - 1. */
export namespace Test {
  export const LOAD_SWITCH: u64 = 1 << 0;
  export const DISPLAY: u64 = 1 << 1;
  export const ENERGY_TOTAL: u64 = 1 << 2;
  export const KEY_REVISION: u64 = 1 << 3;
  export const TARIFF_INDEX: u64 = 1 << 4;
  export const TOKEN_READER: u64 = 1 << 5;
  export const MAXIMUM_POWER: u64 = 1 << 6;
  export const TAMPER: u64 = 1 << 7;
  export const POWER: u64 = 1 << 8;
  export const SOFTWARE: u64 = 1 << 9;
  export const UNBALANCE_LIMIT: u64 = 1 << 10;
  /** What this meter can do; it does not operate its load switch for a token. */
  export const HERE: u64 =
    DISPLAY | ENERGY_TOTAL | KEY_REVISION | TARIFF_INDEX | TOKEN_READER | MAXIMUM_POWER | TAMPER | POWER | SOFTWARE | UNBALANCE_LIMIT;
}

const TWO_DIGITS: i32 = 0;
const FOUR_DIGITS: i32 = 1;

let asked: u64 = 0;

export function resetTests(): void {
  asked = 0;
}

/** Tests that were asked for since the last call: bits of Test. */
export function takeTests(): u64 {
  const tests = asked;
  asked = 0;
  return tests;
}

/** Code 0 stands for meters of every manufacturer. */
function isOurs(code: u32): bool {
  return code == 0 || code == <u32>parameters().manufacturer;
}

/** Takes a token of class 1 with a right CRC. Returns a TOKEN_*. */
export function takeTest(block: u64): i32 {
  const subclass = subclassOf(block);
  if (subclass != TWO_DIGITS && subclass != FOUR_DIGITS) return TOKEN_FUNCTION_ERROR;
  const code = subclass == TWO_DIGITS ? bits(block, 16, 8) : bits(block, 16, 16);
  if (!isOurs(code)) return TOKEN_MFR_CODE_ERROR;
  const control = subclass == TWO_DIGITS ? (block >> 24) & 0xfffffffff : (block >> 32) & 0xfffffff;
  if ((control & Test.HERE) == 0) return TOKEN_FUNCTION_ERROR;
  asked |= control & Test.HERE;
  return TOKEN_ACCEPT;
}
