// What can be wrong with a waveform, one class per cause; each message says file, place and reason.
import { printable } from './printable.ts';

/** The common ancestor: the command line turns any of these into one line and exit code 2. */
export class WaveError extends Error {
  constructor(message: string) {
    super(printable(message));
    this.name = new.target.name;
  }
}

/** A file was found but its contents cannot be used; `place` is a line, a record or empty. */
export class WaveFileError extends WaveError {
  readonly file: string;
  readonly place: string;
  constructor(file: string, place: string, reason: string) {
    super(place === '' ? `${file}: ${reason}` : `${file}, ${place}: ${reason}`);
    this.file = file;
    this.place = place;
  }
}

/** The file does not exist or cannot be opened. */
export class WaveFileMissingError extends WaveFileError {}

/** The name ends in nothing a reader is known for. */
export class WaveFileTypeError extends WaveFileError {}

/** The contents break the rules of their format. */
export class WaveFormatError extends WaveFileError {}

/** The file ends before what it promises, or holds too little to be a signal. */
export class WaveTruncatedError extends WaveFileError {}

/** The sampling rate is missing, contradictory or not uniform. */
export class WaveRateError extends WaveFileError {}

/** Channels and meter inputs cannot be brought together. */
export class ChannelMapError extends WaveError {}

/** A synthesised signal was asked for that cannot exist (power factor above one, above Nyquist …). */
export class SynthesisError extends WaveError {}
