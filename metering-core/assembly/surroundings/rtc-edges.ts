// The RTC's 1 Hz edges against the AFE's samples: what the true sampling rate is adjusted by.
// Legally relevant (IR46). Changes alter the software identification.

let first_Q16: i64 = 0;
let last_Q16: i64 = 0;
let period_Q16: i64 = 0;

/** Seconds between the first and the last edge since startEdges; 0 with fewer than two. */
export let edgeSeconds: u32 = 0;
let any: bool = false;

/** Begins to count anew with the next edge. The nominal period tells a missed edge from a slow clock. */
export function startEdges(rate_mHz: u32): void {
  period_Q16 = ((<i64>rate_mHz) << 16) / 1000;
  edgeSeconds = 0;
  any = false;
}

/** Takes an edge at (index + fraction / 65536) samples. One that is out by over 1 % begins the count anew. */
export function secondElapsed(index: i64, fraction_Q16: i32): void {
  const at = (index << 16) + <i64>fraction_Q16;
  const departure = at - last_Q16 - period_Q16;
  if (any && departure < period_Q16 / 100 && departure > -period_Q16 / 100) {
    edgeSeconds++;
  } else {
    first_Q16 = at;
    edgeSeconds = 0;
  }
  any = true;
  last_Q16 = at;
}

/** Samples between the first and the last edge, Q16. */
export function edgeSamples_Q16(): i64 {
  return edgeSeconds ? last_Q16 - first_Q16 : 0;
}
