// A measuring element: one voltage with one current; its sum of products is the energy, sample by sample.
// Legally relevant (IR46). Changes alter the software identification.
import { scale } from '../math/arithmetic';
import { currentInput, voltageInput } from '../parameters/wiring';
import { Channel, channel } from './channel';

export const ELEMENTS: i32 = 3;

// @ts-ignore: decorator
@lazy const OPEN = memory.data(ELEMENTS * 8, 8);
// @ts-ignore: decorator
@lazy const CLOSED = memory.data(ELEMENTS * 8, 8);

/** Sum of voltage x current over the open window so far, adjusted counts squared; below 2^63 (gainMost_Q30). */
export function products(element: i32): i64 {
  return load<i64>(OPEN + (element << 3));
}

/** The same over the window that closed last. */
export function closedProducts(element: i32): i64 {
  return load<i64>(CLOSED + (element << 3));
}

export function resetElements(): void {
  memory.fill(OPEN, 0, ELEMENTS * 8);
  memory.fill(CLOSED, 0, ELEMENTS * 8);
}

/** Adds the products of a stretch of samples. */
export function addProducts(element: i32, sum: i64): void {
  const at = OPEN + (element << 3);
  store<i64>(at, load<i64>(at) + sum);
}

/** Part of the last two products of two inputs that belongs to the next window. */
export function kept(v: Channel, i: Channel, weightBefore_Q30: i64, weightNow_Q30: i64): i64 {
  return scale(v.before * i.before, weightBefore_Q30) + scale(v.value * i.value, weightNow_Q30);
}

/** Closes the windows: what goes to the next one is taken from this one, so that nothing is lost or counted twice. */
export function closeElementWindows(weightBefore_Q30: i64, weightNow_Q30: i64): void {
  for (let element: i32 = 0; element < ELEMENTS; element++) {
    const at = element << 3;
    const keep = kept(channel(voltageInput(element)), channel(currentInput(element)), weightBefore_Q30, weightNow_Q30);
    store<i64>(CLOSED + at, products(element) - keep);
    store<i64>(OPEN + at, keep);
  }
}
