// What every reader returns, and the checks and numbers common to all of them.
import { WaveFormatError, WaveRateError, WaveTruncatedError } from './errors.ts';

export interface Channel {
  readonly name: string;
  /** V, A (already brought to base units), or empty when the file does not say. */
  readonly unit: string;
  /** What it measures, where the reader saw that from its content and no name says so. */
  readonly kind?: 'V' | 'I';
  /** The phase where the format names it apart from the channel. */
  readonly phase?: string;
  readonly samples: Float64Array;
  /** By what the values are multiplied to be those on the secondary side of the transformers. */
  readonly toSecondary?: number;
}

export interface Recording {
  readonly rate_Hz: number;
  readonly channels: readonly Channel[];
  /** The file, and how it was read: "kettle_1.csv (CSV)". */
  readonly source: string;
  /** Remarks worth printing: how the rate was found, what was ignored. */
  readonly notes: readonly string[];
  /** All samples from the first on, block by block, where it is so long that `channels` hold only its beginning. */
  readonly stream?: () => Generator<readonly Float64Array[]>;
}

export interface ReadOptions {
  /** Overrides or supplies the sampling rate. */
  readonly rate_Hz?: number;
  /** Supply frequency by which the rate is inferred where the file has none; default 50. */
  readonly hz?: number;
  /** Samples beyond which a recording is read as it is fed; SAMPLES_MAX without it. */
  readonly longFrom?: number;
  /** Names of the columns or channels in the file's order, `-` for one to leave out: "time,v1,i1 [mA]". */
  readonly columns?: string;
}

/** Fewer samples than this are no signal: not one cycle at the coarsest rate worth reading. */
export const SAMPLES_MIN = 16;

/** A longer recording is read as it is fed: 17 minutes at 4 kHz, 7 minutes at 10 kHz. */
export const SAMPLES_MAX = 1 << 22;

/** So much of it tells then what its channels are, how they are scaled, and its rate. */
export const SAMPLES_LOOKED_AT = 1 << 18;

/** Samples of a block of the stream. */
export const STREAM_BLOCK = 1 << 15;

/** The word about one that is longer. */
export const streamNote = (): string =>
  `longer than ${SAMPLES_MAX} samples: the first ${SAMPLES_LOOKED_AT} tell map, scale and rate`;

/** Slower than this, 50 Hz is not in it; faster, nobody digitises mains: the loop would fill the memory, or be empty. */
export const RATE_MIN_Hz = 200;
export const RATE_MAX_Hz = 10e6;

/** No volts, amperes or codes of a recorder are larger; squares and sums of them are exact enough and finite. */
const VALUE_MAX = 1e12;

/** Throws WaveRateError unless a mains signal can have been sampled so. */
export function checkRate(file: string, rate_Hz: number): number {
  if (rate_Hz >= RATE_MIN_Hz && rate_Hz <= RATE_MAX_Hz) return rate_Hz;
  const range = `from ${RATE_MIN_Hz} to ${RATE_MAX_Hz} Hz are read`;
  throw new WaveRateError(file, '', `a sampling rate of ${rate_Hz} Hz: rates ${range}`);
}

/** Throws WaveFormatError at the first value that no signal has; `first` is the place of the first sample. */
export function checkValues(file: string, { name, samples }: Channel, first = 0): void {
  const at = samples.findIndex((value) => !(Math.abs(value) <= VALUE_MAX));
  if (at < 0) return;
  throw new WaveFormatError(
    file,
    `sample ${first + at + 1}`,
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
