// Decides the sampling rate of a COMTRADE record between what is stated, what the stamps say and what the mains shows.
import { WaveRateError } from '../errors.ts';
import { RATE_MAX_Hz, RATE_MIN_Hz } from '../recording.ts';
import { strongestCycles } from '../reference.ts';
import { firstUneven, fitTimes, rateOf } from '../sample-times.ts';
import type { ComtradeConfig } from './config.ts';
import { usableStamps, type Data } from './data.ts';

/** Rate and stamps differ when they do by more than this. */
const SAME_RATE = 1e-3;
/** A measured frequency this near to the stated one of the line confirms a rate. */
const LINE_TOLERANCE = 0.15;
const LOOK = 1 << 15;

export interface Timing {
  readonly rate_Hz: number;
  readonly notes: readonly string[];
}

interface Stamps {
  /** Undefined where the stamps are missing or do not advance evenly. */
  readonly rate_Hz?: number;
  readonly complaint?: string;
  readonly place?: string;
}

function stampsOf(c: ComtradeConfig, { times }: Data): Stamps {
  if (!usableStamps(times)) return { complaint: 'there are no time stamps' };
  const fit = fitTimes(times);
  // Stamps count microseconds times the multiplier (C37.111-1999 clause 6.1).
  if (fit.even) return { rate_Hz: rateOf(times, fit, 1e-6 * c.timeMultiplier) };
  const at = firstUneven(times, fit);
  const step = times[at] - times[at - 1];
  return { place: `record ${at + 1}`, complaint: `the stamps jump by ${step}` };
}

/** The signal has the line's frequency at this rate. */
function confirmed(c: ComtradeConfig, signal: Float64Array, rate_Hz: number): boolean {
  if (!(rate_Hz >= RATE_MIN_Hz && rate_Hz <= RATE_MAX_Hz)) return false;
  const some = signal.subarray(0, LOOK);
  const frequency_Hz = (strongestCycles(some) * rate_Hz) / some.length;
  if (c.line_Hz > 0) return Math.abs(frequency_Hz / c.line_Hz - 1) <= LINE_TOLERANCE;
  return frequency_Hz >= 40 && frequency_Hz <= 70;
}

/**
 * The rate of the record. Where rate and stamps contradict each other the stamps are gone by, unless only the
 * stated rate gives the frequency of the line.
 * @throws WaveRateError where neither gives one
 */
export function timingOf(file: string, c: ComtradeConfig, data: Data, signal: Float64Array): Timing {
  const stamps = stampsOf(c, data);
  const notes = numberNotes(data);
  if (c.rate_Hz === 0) {
    if (stamps.rate_Hz !== undefined) return { rate_Hz: stamps.rate_Hz, notes };
    throw new WaveRateError(file, stamps.place ?? '', `no sampling rate is stated, and ${stamps.complaint}`);
  }
  if (stamps.rate_Hz === undefined) {
    const where = stamps.place === undefined ? '' : `${stamps.place}: `;
    return {
      rate_Hz: c.rate_Hz,
      notes: [...notes, `${where}${stamps.complaint}: the stated rate is gone by`],
    };
  }
  if (Math.abs(stamps.rate_Hz / c.rate_Hz - 1) <= SAME_RATE) return { rate_Hz: c.rate_Hz, notes };
  const byRate = confirmed(c, signal, c.rate_Hz) && !confirmed(c, signal, stamps.rate_Hz);
  const both = `${c.rate_Hz} Hz is stated, the stamps say ${stamps.rate_Hz} Hz`;
  const reason = byRate ? 'the rate is gone by, which gives the line frequency' : 'the stamps are gone by';
  return { rate_Hz: byRate ? c.rate_Hz : stamps.rate_Hz, notes: [...notes, `${both}: ${reason}`] };
}

/** Numbers that jump or start again are not gone by; they are told. */
function numberNotes({ numbers }: Data): string[] {
  const at = numbers.findIndex((number, n) => number !== numbers[0] + n);
  return at < 0
    ? []
    : [`record ${at + 1} is numbered ${numbers[at]} after ${numbers[at - 1]}: taken in their order`];
}
