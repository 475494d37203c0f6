// Reads recordings from WAV: 8 to 32 bit PCM and float, one to eight channels, full scale as 1.
import type { Bytes } from '../bytes.ts';
import { WaveFormatError } from '../errors.ts';
import { printable } from '../printable.ts';
import {
  checkRate,
  checkRecording,
  cutNote,
  SAMPLES_MAX,
  type Channel,
  type ReadOptions,
  type Recording,
} from '../recording.ts';
import { renamed } from '../rename.ts';
import { partsOf, type WavParts } from './chunks.ts';
import { formatOf, type SampleFormat } from './format.ts';

const PIECE_BLOCKS = 1 << 15;

/**
 * A recording from the bytes of a WAV file; channels are named ch1, ch2 …
 * @throws WaveFormatError or WaveTruncatedError
 */
export function readWav(file: string, bytes: Bytes, options: ReadOptions = {}): Recording {
  const parts = partsOf(file, bytes);
  const format = formatOf(file, parts.format, parts.littleEndian);
  const samples = readSamples(bytes, parts, format);
  const channels = samples.map((one, at): Channel => ({ name: `ch${at + 1}`, unit: '', samples: one }));
  checkFinite(file, channels);
  checkRecording(file, channels);
  const rate_Hz = checkRate(file, options.rate_Hz ?? format.rate_Hz);
  const notes = parts.dataSize > SAMPLES_MAX * format.block ? [...parts.notes, cutNote()] : parts.notes;
  const width = `${8 * format.bytes} bit${format.float ? ' float' : ''}`;
  const source = printable(`${file} (WAV ${width})`);
  return { rate_Hz, channels: renamed(file, channels, options.columns), source, notes };
}

function readSamples(bytes: Bytes, parts: WavParts, format: SampleFormat): Float64Array[] {
  const { block, channels } = format;
  const length = Math.min(SAMPLES_MAX, Math.floor(parts.dataSize / block));
  const samples = Array.from({ length: channels }, () => new Float64Array(length));
  const decode = decoderOf(format, parts.littleEndian);
  for (let from = 0; from < length; from += PIECE_BLOCKS) {
    const take = Math.min(PIECE_BLOCKS, length - from);
    const piece = bytes.read(parts.dataAt + from * block, take * block);
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
