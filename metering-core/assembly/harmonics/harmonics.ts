// Harmonics and THD of voltages and currents: one input after the other, a window to fold it, a window to transform it.
// Legally relevant (IR46). Changes alter the software identification.
import {
  CURRENT_COUNT_nA, FIRST_CURRENT, INPUTS, NOT_MEASURED, VOLTAGE_COUNT_nV,
} from '../../../shared-protocol/generated/assembly/protocol';
import { divideRounded, squareRoot } from '../math/arithmetic';
import { Channel, channel } from '../inputs/channel';
import { angle, cosine_Q30, millidegrees, rotate } from '../math/cordic';
import { filterResponse, responseAngle_Q32, responseGain_Q30 } from '../inputs/filter-response';
import { fundamentalAngle } from '../windows/fundamental';
import { bin, binsAddress, closeBins, foldBins, foldSamples, openBins, POINTS } from './harmonic-bins';
import { step_Q32 } from '../math/oscillator';
import { parameters } from '../parameters/parameters';
import { referenceInput } from '../windows/reference-voltage';
import { sincPower_Q30 } from '../math/sinc';
import { valuesOf } from '../inputs/sample-loop';

/** Orders kept for an input, whatever the sampling rate. */
export const ORDERS_MAX: i32 = 63;

/** A voltage keeps the time from 8 V on; below it there is none. */
const PRESENT_uV: u32 = 8_000_000;

/** Q16 of 1 / root 2. */
const RMS_OF_PEAK_Q16: i64 = 46341;
/** What foldBins and the transform leave of one count of peak: 120 x 2^16 / 2^9 / 2 x 2^24 / 2^30. */
const UNITS_PER_COUNT: i64 = 120;
const QUARTER_TURN: u32 = 0x40000000;

/** Cosines of a turn and a quarter: the sine is one of them a quarter turn on. */
const COSINES: i32 = POINTS + POINTS / 4;
const SPECTRA_BYTES: i32 = INPUTS * ORDERS_MAX * 8;

// @ts-ignore: decorator
@lazy const COSINES_Q24 = memory.data(COSINES * 4, 8);
/** Amplitude (u32, uV or uA rms) and angle (i32, mdeg) of each order, for each input. */
// @ts-ignore: decorator
@lazy const SPECTRA = memory.data(SPECTRA_BYTES, 8);
/** What one turn says of an input beside its spectrum. */
@unmanaged
class Summary {
  measurements: u64;
  thd_ppm: u32;
  highest: u32;
  /** Largest sample, counts, and what it is over the rms. */
  peak: u32;
  crest_ppm: u32;
  k_ppm: u32;
  reserved: u32;
}
const SUMMARIES_BYTES: i32 = INPUTS * offsetof<Summary>();
// @ts-ignore: decorator
@lazy const SUMMARIES = memory.data(SUMMARIES_BYTES, 8);

namespace Phase {
  export const IDLE: i32 = 0;
  export const FOLDING: i32 = 1;
  export const TRANSFORMING: i32 = 2;
}

let phase: i32 = 0;
let input: i32 = 0;
let order: i32 = 0;
let highest: i32 = 0;
/** Samples from one order's transform to the next, so that no sample carries many. */
let pace: i32 = 0;
let wait: i32 = 0;
let sampleBits: i32 = 0;
let samples_Q16: i64 = 1;
let step: u32 = 0;
let referenceAngle: u32 = 0;
export let ordersOfRate: i32 = 31;
/** Largest magnitude of the window being folded, counts. */
let peak: i32 = 0;

function summaryOf(input: i32): Summary {
  return changetype<Summary>(SUMMARIES + <usize>input * offsetof<Summary>());
}

/** Orders by sampling rate: 31 at 4 kHz, 50 at 8 kHz, 63 from 16 kHz. */
export function resetHarmonics(rate_mHz: u64): void {
  memory.fill(SPECTRA, 0, SPECTRA_BYTES);
  memory.fill(SUMMARIES, 0, SUMMARIES_BYTES);
  for (let i: i32 = 0; i < INPUTS; i++) summaryOf(i).thd_ppm = NOT_MEASURED;
  for (let k: i32 = 0; k < COSINES; k++) {
    rotate(<u32>k << 24);
    store<i32>(COSINES_Q24 + (k << 2), <i32>(cosine_Q30 >> 6));
  }
  ordersOfRate = rate_mHz < 7_000_000 ? 31 : rate_mHz < 14_000_000 ? 50 : ORDERS_MAX;
  pace = <i32>(rate_mHz / 32_000);
  phase = Phase.IDLE;
  input = 0;
}

/** True in a window in which an input is folded. */
export function harmonicsAreFolding(): bool {
  return phase == Phase.FOLDING;
}

/** Address of the cosines of a turn and a quarter in 256 steps, i32, Q24. */
export function cosinesAddress(): usize {
  return COSINES_Q24;
}

function followPeak(values: usize, count: i32): void {
  for (const end = values + (count << 2); values < end; values += 4) peak = max(peak, abs(load<i32>(values)));
}

/** Takes the stretch of samples just metered of the input in turn, or does its share of the transform. */
export function harmonicsStep(count: i32): void {
  if (phase == Phase.FOLDING) {
    foldSamples(valuesOf(input), count);
    followPeak(valuesOf(input), count);
  }
  if (phase != Phase.TRANSFORMING) return;
  wait -= count;
  while (wait <= 0 && phase == Phase.TRANSFORMING) transformNext();
}

/** Ends the folding of a window: of a whole number of cycles the transform follows, another one is dropped. */
export function closeHarmonics(whole: bool, length_Q16: i64, weightBefore_Q30: i64, weightNow_Q30: i64): void {
  if (phase != Phase.FOLDING) return;
  phase = Phase.IDLE;
  if (!whole || referenceAbsent()) return;
  const c = channel(input);
  closeBins(c.before, c.value, weightBefore_Q30, weightNow_Q30);
  const summary = summaryOf(input);
  summary.peak = peak;
  summary.crest_ppm = crest_ppm(c, length_Q16);
  samples_Q16 = length_Q16;
  sampleBits = foldBins(<i32>(length_Q16 >> 16));
  referenceAngle = fundamentalAngle(channel(referenceInput));
  order = 1;
  wait = pace;
  phase = Phase.TRANSFORMING;
}

/**
 * Peak over rms of the window that closed, ppm. The peak is that of a sample: below the wave's by up to
 * (180 degrees x f / rate)^2 / 2, 0.08 % of a sine of 50 Hz at 4 kHz. Mean squares are below 2^51.4, peaks below 2^25.7
 * (see gainMost_Q30).
 */
function crest_ppm(c: Channel, length_Q16: i64): u32 {
  const rms = <i64>squareRoot(<u64>(max<i64>(c.closedSquares, 0) / (length_Q16 >> 4)) << 12);
  return <u32>min<i64>((<i64>peak * 1_000_000) / max<i64>(rms, 1), NOT_MEASURED - 1);
}

function referenceAbsent(): bool {
  return channel(referenceInput).closedSquares == 0;
}

/** Begins a window, once the last transform is done; the oscillator was just set for it. */
export function openHarmonics(frequencyKnown: bool, weightBefore_Q30: i64, weightNow_Q30: i64): void {
  if (phase != Phase.IDLE || !frequencyKnown) return;
  const c = channel(input);
  step = step_Q32;
  // Never above 0.45 of the sampling rate.
  const below = <i32>(1_932_735_283 / step);
  highest = below < ordersOfRate ? below : ordersOfRate;
  openBins(step, c.before, c.value, weightBefore_Q30, weightNow_Q30);
  peak = 0;
  phase = Phase.FOLDING;
}

/**
 * One order: 127 pairs of points. An order's amplitude is at most 4 / pi of a sample, 2^24.4 counts behind a gain of two, times
 * what the filter lifts, 2.9 at 0.45 of the sampling rate, times the kernel's 0.82 there: 2^25.6. With UNITS_PER_COUNT, 2^6.9,
 * and the 30 bits that keep() drops, sums stay below 2^63. The square in keep() holds amplitudes, behind the kernel, of 4.2 times
 * the AFE's full scale: only a gain above 1.8 and a full square wave at 0.45 of 4 kHz make more, and turn that order over.
 */
function transformNext(): void {
  wait += pace;
  let sums = binsAddress() + 8;
  let differences = binsAddress() + ((POINTS - 1) << 3);
  let real = (bin(0) + (order & 1 ? -bin(POINTS / 2) : bin(POINTS / 2))) << 24;
  let imaginary: i64 = 0;
  const turn = order << 2;
  let at = 0;
  while (sums < differences) {
    at = (at + turn) & 1023;
    real = load<i64>(sums) * <i64>load<i32>(COSINES_Q24 + at) + real;
    // The sine is minus the cosine a quarter turn on.
    imaginary = load<i64>(differences) * <i64>load<i32>(COSINES_Q24 + at, 256) + imaginary;
    sums += 8;
    differences -= 8;
  }
  keep(real >> 30, imaginary >> 30);
  if (++order > highest) finishInput();
}

function spectrumAt(input: i32, order: i32): usize {
  return SPECTRA + ((input * ORDERS_MAX + order - 1) << 3);
}

/** Keeps one order's amplitude and angle, freed of kernel and filter. */
function keep(real: i64, imaginary: i64): void {
  const x = <u32>order * step;
  filterResponse(input, x);
  const kernel = sincPower_Q30(<u32>order << 24, 6);
  const response = (kernel * responseGain_Q30) >> 30;
  const magnitude = <i64>squareRoot(<u64>(real * real + imaginary * imaginary));
  const at = spectrumAt(input, order);
  store<u32>(at, amplitude_u((magnitude << 30) / response));
  // Point 0 of the bins stands two points before angle zero.
  const raw = angle(real, imaginary) + (<u32>order << 25) - responseAngle_Q32;
  store<i32>(at, millidegrees(raw - <u32>order * referenceAngle + <u32>(1 - order) * QUARTER_TURN), 4);
}

/** Amplitude in uV or uA rms: the bins' sum was shifted by the power of two above the number of samples. */
function amplitude_u(magnitude: i64): u32 {
  const peak_Q10 = ((magnitude << (sampleBits + 14)) / (samples_Q16 >> 4)) << 8;
  const count_nU = <i64>(input < FIRST_CURRENT ? VOLTAGE_COUNT_nV : CURRENT_COUNT_nA);
  const rms = (((peak_Q10 / UNITS_PER_COUNT) * RMS_OF_PEAK_Q16) >> 16) * count_nU;
  return <u32>divideRounded(rms, 1000 << 10);
}

/** Least fundamental that distortion is compared with, uV or uA: of a voltage that is there, of a current that has started. */
function leastFundamental_u(input: i32): u32 {
  return input < FIRST_CURRENT ? PRESENT_uV : parameters().starting_current_uA;
}

/**
 * THD: root of the sum of squares of orders 2 and up, over the fundamental. K factor (UL 1561, IEEE C57.110): squares
 * weighted by the square of their order, over their sum. Amplitudes are below 2^29, sums of their squares below 2^58 since
 * the peak is; weighted by 63^2 below 2^70, of which six bits are left out.
 */
function judgeSpectrum(summary: Summary): void {
  const first = <u64>load<u32>(spectrumAt(input, 1));
  const isThere = first >= <u64>leastFundamental_u(input);
  let squares: u64 = 0;
  let weighted: u64 = (first * first) >> 6;
  for (let n: i32 = 2; n <= highest; n++) {
    const amplitude = <u64>load<u32>(spectrumAt(input, n));
    squares += amplitude * amplitude;
    weighted += ((amplitude * amplitude) >> 6) * <u64>(n * n);
  }
  const thd = (squareRoot(squares) * 1_000_000 + (first >> 1)) / max<u64>(first, 1);
  summary.thd_ppm = isThere ? <u32>min<u64>(thd, NOT_MEASURED - 1) : NOT_MEASURED;
  summary.k_ppm = isThere ? quotient_ppm(weighted, (squares + first * first) >> 6) : NOT_MEASURED;
}

/** A quotient up to 63^2, in parts per million; a part of 44 bits times 10^6 fits. */
function quotient_ppm(part: u64, whole: u64): u32 {
  const shift = <u64>max<i64>(20 - <i64>clz(part | 1), 0);
  return <u32>min<u64>(((part >> shift) * 1_000_000) / max<u64>(whole >> shift, 1), NOT_MEASURED - 1);
}

function finishInput(): void {
  const summary = summaryOf(input);
  summary.measurements++;
  judgeSpectrum(summary);
  summary.highest = highest;
  for (let n = highest + 1; n <= ORDERS_MAX; n++) store<u64>(spectrumAt(input, n), 0);
  input = nextInput();
  phase = Phase.IDLE;
}

/** Voltage and current of a phase take their turns one after the other, for the power of its harmonics; the neutral is last. */
function nextInput(): i32 {
  if (input == INPUTS - 1) return 0;
  if (input < FIRST_CURRENT) return input + FIRST_CURRENT;
  return input == INPUTS - 2 ? INPUTS - 1 : input - FIRST_CURRENT + 1;
}

/** Amplitude of an order 1..63 of an input 0..6, uV or uA rms; 0 above the highest measured. */
export function harmonicAmplitude(input: i32, order: i32): u32 {
  return load<u32>(spectrumAt(input, order));
}

/** Angle of an order at the positive zero crossing of the reference voltage's fundamental, millidegrees 0..359999. */
export function harmonicAngle_mdeg(input: i32, order: i32): i32 {
  return load<i32>(spectrumAt(input, order), 4);
}

/** Times the input was measured, its THD in ppm (NOT_MEASURED before the first time), and the highest order. */
export function harmonicsCount(input: i32): u64 {
  return summaryOf(input).measurements;
}
export function harmonicsThd_ppm(input: i32): u32 {
  return summaryOf(input).thd_ppm;
}
export function harmonicsHighest(input: i32): i32 {
  return summaryOf(input).highest;
}

/** Of the window of an input's last turn, NOT_MEASURED before the first: crest factor, ppm; largest sample, uV or uA; K factor, ppm. */
export function crestFactor_ppm(input: i32): u32 {
  return harmonicsCount(input) ? summaryOf(input).crest_ppm : NOT_MEASURED;
}
export function peak_u(input: i32): u32 {
  const count_nU = <u64>(input < FIRST_CURRENT ? VOLTAGE_COUNT_nV : CURRENT_COUNT_nA);
  return harmonicsCount(input) ? <u32>((<u64>summaryOf(input).peak * count_nU) / 1000) : NOT_MEASURED;
}
export function kFactor_ppm(input: i32): u32 {
  return harmonicsCount(input) ? summaryOf(input).k_ppm : NOT_MEASURED;
}
