// Where the seconds of the clock begin, to the sample: the RTC's edges give them, and the AFE's samples while those stay away.
// Legally relevant (IR46). Changes alter the software identification.

/** Seconds without an edge from which on the samples alone give them. */
const FREE_AFTER: u32 = 3;

let period_Q16: i64 = 0;
/** Where the second under way began, and where the next one is due, samples since start, Q16. */
let last_Q16: i64 = 0;
let next_Q16: i64 = 0;
let lastEdge_Q16: i64 = 0;
/** Edges since a second was taken: with two of them the samples stand still. */
let edges: i32 = 0;
let sinceEdge: u32 = 3;
/** A second was taken since the start. */
let taken: bool = false;

/** Nothing is known of where seconds begin; without an edge the first one is taken after two seconds of samples. */
export function startSeconds(rate_mHz: u64): void {
  period_Q16 = (<i64>rate_mHz << 16) / 1000;
  last_Q16 = 0;
  next_Q16 = 2 * period_Q16;
  lastEdge_Q16 = -1;
  edges = 0;
  sinceEdge = FREE_AFTER;
  taken = false;
}

/** The sampling rate is another from here on: only how long a second is changes. */
export function refitSeconds(rate_mHz: u64): void {
  period_Q16 = (<i64>rate_mHz << 16) / 1000;
}

/** The RTC gives no seconds: those of the AFE's samples are counted. */
export function secondsAreFree(): bool {
  return sinceEdge >= FREE_AFTER;
}

/** Sample the second under way began at. */
export function lastSecond(): u64 {
  return <u64>((last_Q16 + 0xffff) >> 16);
}

/** Samples to the next second, at least 0: a second begins in front of the first sample behind it. */
export function untilSecond(sampleIndex: u64): i32 {
  const until = ((next_Q16 + 0xffff) >> 16) - <i64>sampleIndex;
  return <i32>min<i64>(max<i64>(until, 0), i32.MAX_VALUE);
}

/** Seconds that are due at a sample; they count as taken. More than one where samples are missing. */
export function takeSeconds(sampleIndex: u64): i64 {
  const now_Q16 = <i64>sampleIndex << 16;
  let due: i64 = now_Q16 >= next_Q16 ? (now_Q16 - next_Q16) / period_Q16 + 1 : 0;
  const byEdges = due == 0 && edges > 1; // the front end stands still, the RTC goes on
  if (byEdges) due = 1;
  if (due == 0) return 0;
  last_Q16 = now_Q16 >= next_Q16 ? next_Q16 + (due - 1) * period_Q16 : now_Q16;
  next_Q16 = last_Q16 + period_Q16;
  edges = byEdges ? 1 : 0;
  taken = true;
  if (sinceEdge < FREE_AFTER) sinceEdge += <u32>min<i64>(due, FREE_AFTER);
  return due;
}

/**
 * Takes an edge of the RTC. It stands for the second that lies nearest, whether that was taken or is still due; the next
 * one is expected as long behind it as it lies behind the edge before, where that is a second.
 */
export function followEdge(at_Q16: i64): void {
  const since_Q16 = at_Q16 - lastEdge_Q16;
  lastEdge_Q16 = at_Q16;
  sinceEdge = 0;
  if (!taken) {
    next_Q16 = at_Q16;
    return;
  }
  edges++;
  const departure = since_Q16 - period_Q16;
  const step_Q16 = departure > -period_Q16 / 100 && departure < period_Q16 / 100 ? since_Q16 : period_Q16;
  if (at_Q16 - last_Q16 <= next_Q16 - at_Q16) next_Q16 = at_Q16 + step_Q16;
  else next_Q16 = at_Q16;
}

/** The RTC was set: a second begins at this sample, as if it had been taken there. */
export function beginSecond(sampleIndex: u64): void {
  last_Q16 = <i64>sampleIndex << 16;
  next_Q16 = last_Q16 + period_Q16;
  lastEdge_Q16 = last_Q16;
  edges = 0;
  taken = true;
}
