// What every reader returns, and the checks and numbers common to all of them.
import { WaveFormatError, WaveRateError, WaveTruncatedError } from './errors.ts';

export interface Channel {
  readonly name: string;
  /** V, A (already brought to base units), or empty when the file does not say. */
  readonly unit: string;
  /** The phase where the format names it apart from the channel. */
  readonly phase?: string;
  readonly samples: Float64Array;
}

export interface Recording {
  readonly rate_Hz: number;
  readonly channels: readonly Channel[];
  /** The file, and how it was read: "kettle_1.csv (CSV)". */
  readonly source: string;
  /** Remarks worth printing: how the rate was found, what was ignored. */
  readonly notes: readonly string[];
}

export interface ReadOptions {
  /** Overrides or supplies the sampling rate. */
  readonly rate_Hz?: number;
  /** Supply frequency by which the rate is inferred where the file has none; default 50. */
  readonly hz?: number;
}

/** Fewer samples than this are no signal: not one cycle at the coarsest rate worth reading. */
export const SAMPLES_MIN = 16;

/** Slower than this, 50 Hz is not in it; faster, nobody digitises mains: the loop would fill the memory, or be empty. */
const RATE_MIN_Hz = 200;
const RATE_MAX_Hz = 10e6;

/** No volts, amperes or codes of a recorder are larger; squares and sums of them are exact enough and finite. */
const VALUE_MAX = 1e12;

const PREFIX: Record<string, number> = { '': 1, k: 1e3, m: 1e-3, µ: 1e-6, u: 1e-6, M: 1e6 };

/** "kV" → V and 1000. Units that are neither volts nor amperes are kept with factor 1. */
export function baseUnit(unit: string): { unit: string; factor: number } {
  const match = /^\s*([kmµuM]?)(?:(v)(?:olts?)?|(a)(?:mp(?:ere)?s?)?)\s*$/i.exec(unit);
  if (!match) return { unit: unit.trim(), factor: 1 };
  const prefix = match[1] === 'K' ? 'k' : match[1];
  return { unit: match[2] ? 'V' : 'A', factor: PREFIX[prefix] ?? 1 };
}

/** Throws WaveRateError unless a mains signal can have been sampled so. */
export function checkRate(file: string, rate_Hz: number): number {
  if (rate_Hz >= RATE_MIN_Hz && rate_Hz <= RATE_MAX_Hz) return rate_Hz;
  const range = `from ${RATE_MIN_Hz} to ${RATE_MAX_Hz} Hz are read`;
  throw new WaveRateError(file, '', `a sampling rate of ${rate_Hz} Hz: rates ${range}`);
}

function checkValues(file: string, { name, samples }: Channel): void {
  const at = samples.findIndex((value) => !(Math.abs(value) <= VALUE_MAX));
  if (at < 0) return;
  throw new WaveFormatError(
    file,
    `sample ${at + 1}`,
    `channel ${name}: ${samples[at]} is no value of a signal`,
  );
}

/** Throws unless there is at least one channel, and each is long enough and of values that a signal can have. */
export function checkRecording(file: string, channels: readonly Channel[]): void {
  if (channels.length === 0) throw new WaveFormatError(file, '', 'no channel with samples');
  const length = channels[0].samples.length;
  if (length < SAMPLES_MIN) {
    throw new WaveTruncatedError(file, '', `only ${length} samples, at least ${SAMPLES_MIN} are needed`);
  }
  for (const channel of channels) checkValues(file, channel);
}
