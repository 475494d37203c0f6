// The products of two voltages, one pair a window and one after the other: what the r.m.s. between two lines needs.
// Legally relevant (IR46). Changes alter the software identification.
import { channel } from './channel';
import { kept } from './element';
import { elementInUse } from '../parameters/wiring';

export const PAIRS: i32 = 3;
export const NO_PAIR: i32 = -1;

/** The pair of the open window, 0: V1 V2, 1: V2 V3, 2: V3 V1; none where the service has no two voltages to a neutral. */
export let pair: i32 = -1;
let sum: i64 = 0;

/** The pair of the window that closed, and the sum of its products, counts squared; below 2^61. */
export let closedPair: i32 = -1;
export let closedPairSum: i64 = 0;

/** The second voltage of a pair; the first has its number. */
export function secondOf(pair: i32): i32 {
  return pair == PAIRS - 1 ? 0 : pair + 1;
}

function choosePair(): void {
  for (let turn: i32 = 0; turn < PAIRS; turn++) {
    pair = secondOf(pair);
    if (elementInUse(pair) && elementInUse(secondOf(pair))) return;
  }
  pair = NO_PAIR;
}

export function resetPairs(): void {
  pair = NO_PAIR;
  closedPair = NO_PAIR;
  sum = 0;
  choosePair();
}

/** Adds the products of a stretch of samples. */
export function addPair(products: i64): void {
  sum += products;
}

/** Closes the window of the pair, as an element's: what goes to the next one is that of the next pair. */
export function closePairWindow(weightBefore_Q30: i64, weightNow_Q30: i64): void {
  if (pair == NO_PAIR) return;
  closedPair = pair;
  closedPairSum = sum - kept(channel(pair), channel(secondOf(pair)), weightBefore_Q30, weightNow_Q30);
  choosePair();
  sum = kept(channel(pair), channel(secondOf(pair)), weightBefore_Q30, weightNow_Q30);
}
