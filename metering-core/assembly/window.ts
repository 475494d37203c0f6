// The measuring window: ten cycles of the mains from zero crossing to zero crossing, and the frequency they give.
// Legally relevant (IR46). Changes alter the software identification.

/** Cycles of a window: about 200 ms at 50 Hz (IEC 61000-4-30: 10 at 50 Hz). */
const CYCLES: i32 = 10;

/** A crossing counts only after the voltage was below minus 5 V: noise and notches do not cross twice. */
const HYSTERESIS_counts: i64 = 62_500;

/** Samples of the window so far. */
export let windowSamples: i32 = 0;
/** Mains frequency of the last window with crossings at both ends, else the one before; 0 without voltage. */
export let frequency_mHz: u32 = 0;

let rate_mHz: u64 = 0;
let longest: i32 = 0;
let cycles: i32 = 0;
let armed: bool = false;
let before: i64 = 0;
let opening_Q16: i64 = -1;
let now: i64 = 0;

/** Starts the first window. Without crossings a window closes after 300 ms. */
export function resetWindow(rate: u64): void {
  rate_mHz = rate;
  longest = <i32>((rate * 3) / 10_000);
  windowSamples = 0;
  frequency_mHz = 0;
  cycles = 0;
  armed = false;
  before = 0;
  opening_Q16 = -1;
  now = 0;
}

/** Instant of the rising crossing between the last two samples, in samples, Q16. */
function crossing_Q16(value: i64): i64 {
  return (now << 16) - (value << 16) / (value - before);
}

function closeAtCrossing(at_Q16: i64): void {
  if (opening_Q16 >= 0) {
    frequency_mHz = <u32>(((<u64>CYCLES * rate_mHz) << 16) / <u64>(at_Q16 - opening_Q16));
  }
  opening_Q16 = at_Q16;
}

/** The crossing that ends the tenth cycle, or that begins the first one, closes the window. */
function crosses(value: i64): bool {
  if (value < -HYSTERESIS_counts) armed = true;
  if (!armed || value < 0) return false;
  armed = false;
  if (opening_Q16 >= 0 && ++cycles < CYCLES) return false;
  closeAtCrossing(crossing_Q16(value));
  return true;
}

function timedOut(): bool {
  if (windowSamples < longest) return false;
  opening_Q16 = -1;
  frequency_mHz = 0;
  return true;
}

/** Takes the reference voltage of one sample, counts; true when this sample was the window's last. */
export function windowCloses(value: i64): bool {
  now++;
  windowSamples++;
  const closes = crosses(value) || timedOut();
  before = value;
  return closes;
}

/** Opens the next window. */
export function openWindow(): void {
  windowSamples = 0;
  cycles = 0;
}
