// Walks the chunks of a WAV file: RIFF, RIFX, RF64 and BW64, complete or streamed without sizes.
import type { Bytes } from '../bytes.ts';
import { WaveFormatError, WaveTruncatedError } from '../errors.ts';

export interface WavParts {
  /** RIFX is the same with the high byte first. */
  readonly littleEndian: boolean;
  /** Contents of the chunk "fmt ". */
  readonly format: DataView;
  readonly dataAt: number;
  readonly dataSize: number;
  readonly notes: readonly string[];
}

const FORMS: readonly string[] = ['RIFF', 'RIFX', 'RF64', 'BW64'];
/** Size of a chunk whose writer could not go back, or whose true size stands in "ds64". */
const SIZE_UNKNOWN = 0xffffffff;
const FORMAT_BYTES_MAX = 256;

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const tagOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes.subarray(0, 4));

/** True for a file that begins as WAV files do. */
export const isWav = (head: Uint8Array): boolean =>
  FORMS.includes(tagOf(head)) && tagOf(head.subarray(8)) === 'WAVE';

interface Chunk {
  readonly tag: string;
  readonly at: number;
  readonly size: number;
}

function* chunksOf(bytes: Bytes, littleEndian: boolean): Generator<Chunk> {
  for (let at = 12; at + 8 <= bytes.size; ) {
    const head = bytes.read(at, 8);
    const chunk = { tag: tagOf(head), at: at + 8, size: viewOf(head).getUint32(4, littleEndian) };
    yield chunk;
    if (chunk.tag === 'data') return; // What follows is no part of the signal, and its place may be unknown.
    at = chunk.at + chunk.size + (chunk.size & 1);
  }
}

/** Format and place of the samples. Throws WaveFormatError, WaveTruncatedError. */
export function partsOf(file: string, bytes: Bytes): WavParts {
  const head = bytes.read(0, 12);
  if (!isWav(head)) throw new WaveFormatError(file, '', 'not a WAV file: no RIFF/WAVE header');
  const littleEndian = tagOf(head) !== 'RIFX';
  let format: DataView | undefined;
  let longSize: number | undefined;
  for (const { tag, at, size } of chunksOf(bytes, littleEndian)) {
    const content = (): DataView => viewOf(bytes.read(at, Math.min(size, FORMAT_BYTES_MAX)));
    if (tag === 'fmt ') format = content();
    if (tag === 'ds64' && size >= 16) longSize = Number(content().getBigUint64(8, littleEndian));
    if (tag !== 'data') continue;
    if (!format) throw new WaveFormatError(file, `byte ${at - 8}`, 'samples before the chunk "fmt "');
    const held = bytes.size - at;
    return { littleEndian, format, dataAt: at, ...dataSize(file, size, held, longSize) };
  }
  throw new WaveTruncatedError(file, `byte ${bytes.size}`, 'the file ends before the chunk "data"');
}

function dataSize(
  file: string,
  stated: number,
  held: number,
  longSize: number | undefined,
): { dataSize: number; notes: string[] } {
  const size = stated === SIZE_UNKNOWN && longSize ? longSize : stated;
  if (size === 0 || size === SIZE_UNKNOWN) {
    return { dataSize: held, notes: ['streamed, without a size: samples to the end of the file'] };
  }
  if (size > held) {
    const reason = `truncated: ${held} of ${size} bytes of samples`;
    throw new WaveTruncatedError(file, `byte ${held}`, reason);
  }
  return { dataSize: size, notes: [] };
}
