// Reads recordings from WAV: 8 to 32 bit PCM and float, one to eight channels, full scale as 1.
import { streamOfFile, type Bytes } from '../bytes.ts';
import { WaveFormatError } from '../errors.ts';
import { printable } from '../printable.ts';
import {
  checkRate,
  checkRecording,
  SAMPLES_LOOKED_AT,
  SAMPLES_MAX,
  STREAM_BLOCK,
  streamNote,
  type Channel,
  type ReadOptions,
  type Recording,
} from '../recording.ts';
import { renamed } from '../rename.ts';
import { partsOf, type WavParts } from './chunks.ts';
import { formatOf, type SampleFormat } from './format.ts';

/**
 * A recording from the bytes of a WAV file; channels are named ch1, ch2 …
 * @throws WaveFormatError or WaveTruncatedError
 */
export function readWav(file: string, bytes: Bytes, options: ReadOptions = {}): Recording {
  const parts = partsOf(file, bytes);
  const format = formatOf(file, parts.format, parts.littleEndian);
  const length = Math.floor(parts.dataSize / format.block);
  const isLong = length > (options.longFrom ?? SAMPLES_MAX);
  const channels = channelsOf(
    file,
    readSamples(bytes, parts, format, 0, isLong ? SAMPLES_LOOKED_AT : length),
  );
  checkRecording(file, channels);
  const rate_Hz = checkRate(file, options.rate_Hz ?? format.rate_Hz);
  const notes = isLong ? [...parts.notes, `${length} samples`, streamNote()] : parts.notes;
  const width = `${8 * format.bytes} bit${format.float ? ' float' : ''}`;
  const source = printable(`${file} (WAV ${width})`);
  const recording = { rate_Hz, channels: renamed(file, channels, options.columns), source, notes };
  const stream = () => streamOfFile(file, (all) => blocksOf(file, all, parts, format, options));
  return isLong ? { ...recording, stream } : recording;
}

function channelsOf(file: string, samples: readonly Float64Array[]): Channel[] {
  const channels = samples.map((one, at): Channel => ({ name: `ch${at + 1}`, unit: '', samples: one }));
  checkFinite(file, channels);
  return channels;
}

/** All samples, each block with the channels of the recording. */
function* blocksOf(
  file: string,
  bytes: Bytes,
  parts: WavParts,
  format: SampleFormat,
  options: ReadOptions,
): Generator<readonly Float64Array[]> {
  const length = Math.floor(parts.dataSize / format.block);
  for (let from = 0; from < length; from += STREAM_BLOCK) {
    const samples = readSamples(bytes, parts, format, from, Math.min(STREAM_BLOCK, length - from));
    yield renamed(file, channelsOf(file, samples), options.columns).map((channel) => channel.samples);
  }
}

/** `length` samples of each channel from a place on. */
function readSamples(
  bytes: Bytes,
  parts: WavParts,
  format: SampleFormat,
  start: number,
  length: number,
): Float64Array[] {
  const { block, channels } = format;
  const samples = Array.from({ length: channels }, () => new Float64Array(length));
  const decode = decoderOf(format, parts.littleEndian);
  for (let from = 0; from < length; from += STREAM_BLOCK) {
    const take = Math.min(STREAM_BLOCK, length - from);
    const piece = bytes.read(parts.dataAt + (start + from) * block, take * block);
    const view = new DataView(piece.buffer, piece.byteOffset, piece.byteLength);
    for (let n = 0; n < take; n++) {
      for (let c = 0; c < channels; c++) samples[c][from + n] = decode(view, n * block + c * format.bytes);
    }
  }
  return samples;
}

/** One sample as a part of full scale; 8-bit PCM is unsigned about 128, floats are taken as they are. */
function decoderOf({ float, bytes }: SampleFormat, little: boolean): (view: DataView, at: number) => number {
  if (float) return bytes === 4 ? (v, at) => v.getFloat32(at, little) : (v, at) => v.getFloat64(at, little);
  if (bytes === 1) return (v, at) => (v.getUint8(at) - 128) / 128;
  if (bytes === 2) return (v, at) => v.getInt16(at, little) / 2 ** 15;
  if (bytes === 4) return (v, at) => v.getInt32(at, little) / 2 ** 31;
  const low = little ? 0 : 2;
  return (v, at) =>
    ((v.getInt8(at + 2 - low) << 16) | (v.getUint8(at + 1) << 8) | v.getUint8(at + low)) / 2 ** 23;
}

function checkFinite(file: string, channels: readonly Channel[]): void {
  for (const { name, samples } of channels) {
    const at = samples.findIndex((x) => !Number.isFinite(x));
    if (at >= 0)
      throw new WaveFormatError(file, `sample ${at + 1}`, `channel ${name}: ${samples[at]} is no value`);
  }
}
