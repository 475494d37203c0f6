// One input of the AFE: takes its direct component away and gathers its square and its fundamental.
// Legally relevant (IR46). Changes alter the software identification.

/** Inputs: V1 V2 V3 I1 I2 I3 IN. */
export const INPUTS: i32 = 7;
export const FIRST_CURRENT: i32 = 3;
export const NEUTRAL: i32 = 6;

/** Corner of the high pass, at most: 0.45 Hz costs 0.01 % of the power at 45 Hz. */
const CORNER_MAX_mHz: u64 = 450;

@unmanaged
export class Channel {
  /** Running mean of the input, counts shifted left by the filter's exponent. */
  direct: i64;
  /** Last sample without its mean, counts. */
  value: i64;
  /** Window sums: squares, and products with the oscillator's cosine and sine (Q24). */
  squares: i64;
  real: i64;
  imaginary: i64;
}

// @ts-ignore: decorator
@lazy const CHANNELS = memory.data(512, 8);

/**
 * Exponent k of the high pass d = x - mean, mean += d / 2^k, y = d (1 - 2^-k / 2); its corner is rate / (2 pi 2^k).
 * The last factor makes the gain far above the corner exactly one.
 */
let exponent: i64 = 11;

/** The channel of an input 0..6. */
// @ts-ignore: decorator
@inline
export function channel(input: i32): Channel {
  return changetype<Channel>(CHANNELS + <usize>input * offsetof<Channel>());
}

/** Smallest exponent whose corner is at most CORNER_MAX_mHz: 11 at 4 kHz (0.31 Hz), 13 at 16 kHz. */
export function exponentFor(rate_mHz: u64): i64 {
  let k: i64 = 0;
  // rate / (2 pi 2^k) <= corner, with 2 pi as 6283 / 1000.
  while (rate_mHz * 1000 > (CORNER_MAX_mHz * 6283) << k) k++;
  return k;
}

/** Clears all channels and fits the high pass to the sampling rate. */
export function resetChannels(rate_mHz: u64): void {
  memory.fill(CHANNELS, 0, 512);
  exponent = exponentFor(rate_mHz);
}

/** Clears the window sums of all channels. */
export function openChannelWindows(): void {
  for (let i: i32 = 0; i < INPUTS; i++) {
    const c = channel(i);
    c.squares = 0;
    c.real = 0;
    c.imaginary = 0;
  }
}

/**
 * Takes one sample in counts. Worst case in bits: 24-bit samples, Q24 oscillator and 2^13 samples a window
 * make 2^(23 + 24 + 13) = 2^60.
 */
// @ts-ignore: decorator
@inline
export function accumulateChannel(c: Channel, sample: i64, cosine_Q24: i64, sine_Q24: i64): void {
  const departure = sample - (c.direct >> exponent);
  c.direct += departure;
  const value = departure - (departure >> (exponent + 1));
  c.value = value;
  c.squares += value * value;
  c.real += value * cosine_Q24;
  c.imaginary -= value * sine_Q24;
}
