// Whether a voltage is steady: each Urms(1/2) of the last second near the mean of them all (IEC 61000-4-30, 5.11.2).
// Legally relevant (IR46). Changes alter the software identification.

const PHASES: i32 = 3;
/** Half cycles of a second. */
const MOST: i32 = 120;
const AT_50: i32 = 100;
const SPLIT_mHz: u32 = 55_000;
const HIGHEST: i32 = 65_535;

/**
 * The last values of a phase in a ring, and for each place of it the lowest and highest from there to the end as they were
 * when the ring was full last: with those of the values since, the extremes of the last second cost the same at each value.
 */
@unmanaged
class Steady {
  sum: i32;
  next: i32;
  isFull: i32;
  /** Of the values since the ring began anew. */
  lowest: i32;
  highest: i32;
  reserved: i32;
}
const VALUES: usize = offsetof<Steady>();
const LOWEST: usize = VALUES + MOST * 2;
const HIGHEST_OF: usize = LOWEST + MOST * 2;
const STEADY_BYTES: i32 = <i32>HIGHEST_OF + MOST * 2;

// @ts-ignore: decorator
@lazy const STEADIES = memory.data(PHASES * STEADY_BYTES, 8);

let count: i32 = 100; // AT_50

function steady(phase: i32): Steady {
  return changetype<Steady>(STEADIES + <usize>(phase * STEADY_BYTES));
}

export function resetSteady(nominal_mHz: u32): void {
  memory.fill(STEADIES, 0, PHASES * STEADY_BYTES);
  count = nominal_mHz > SPLIT_mHz ? MOST : AT_50;
  for (let phase: i32 = 0; phase < PHASES; phase++) beginRing(steady(phase));
}

/** Half cycles of the second that is looked at. */
export function steadyHalfCycles(): i32 {
  return count;
}

function beginRing(s: Steady): void {
  s.next = 0;
  s.lowest = HIGHEST;
  s.highest = 0;
}

function valueAt(s: Steady, list: usize, place: i32): i32 {
  return load<u16>(changetype<usize>(s) + list + (<usize>place << 1));
}

function keep(s: Steady, list: usize, place: i32, value: i32): void {
  store<u16>(changetype<usize>(s) + list + (<usize>place << 1), <u16>value);
}

/** The ring is full: keeps the extremes from each place on, and begins it anew. */
function closeRing(s: Steady): void {
  let lowest = HIGHEST;
  let highest: i32 = 0;
  for (let place = count - 1; place >= 0; place--) {
    lowest = min(lowest, valueAt(s, VALUES, place));
    highest = max(highest, valueAt(s, VALUES, place));
    keep(s, LOWEST, place, lowest);
    keep(s, HIGHEST_OF, place, highest);
  }
  s.isFull = 1;
  beginRing(s);
}

/** Takes a value of a phase 0..2, 1e-4 of the nominal voltage. */
export function takeHalfCycle(phase: i32, share: i32): void {
  const s = steady(phase);
  const value = min(max(share, 0), HIGHEST);
  s.sum += value - valueAt(s, VALUES, s.next);
  keep(s, VALUES, s.next, value);
  s.lowest = min(s.lowest, value);
  s.highest = max(s.highest, value);
  if (++s.next == count) closeRing(s);
}

/** Mean of the last second, 1e-4, rounded down. */
export function meanOfSecond(phase: i32): i32 {
  return steady(phase).sum / count;
}

/** True when all values of the last second lie within a threshold of their mean. */
export function isSteady(phase: i32, threshold: i32): bool {
  const s = steady(phase);
  if (!s.isFull) return false;
  const lowest = min(s.lowest, valueAt(s, LOWEST, s.next));
  const highest = max(s.highest, valueAt(s, HIGHEST_OF, s.next));
  return highest * count - s.sum <= threshold * count && s.sum - lowest * count <= threshold * count;
}
