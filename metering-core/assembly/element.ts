// A measuring element: one voltage with one current; its sum of products is the energy, sample by sample.
// Legally relevant (IR46). Changes alter the software identification.
import { FIRST_CURRENT, channel } from './channel';

export const ELEMENTS: i32 = 3;

// @ts-ignore: decorator
@lazy const PRODUCTS = memory.data(24, 8);

/** Sum of voltage x current over the window, counts squared; below 2^60 for 2^13 samples. */
export function products(element: i32): i64 {
  return load<i64>(PRODUCTS + (element << 3));
}

export function openElementWindows(): void {
  memory.fill(PRODUCTS, 0, 24);
}

/** Adds the product of the present sample of an element's channels. */
// @ts-ignore: decorator
@inline
export function accumulateElement(element: i32): void {
  const at = PRODUCTS + (element << 3);
  store<i64>(at, load<i64>(at) + channel(element).value * channel(element + FIRST_CURRENT).value);
}
