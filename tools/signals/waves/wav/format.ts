// What a WAV file's samples are: integers or floats of a width; every other coding is named and refused.
import { WaveFormatError } from '../errors.ts';

export interface SampleFormat {
  readonly channels: number;
  readonly rate_Hz: number;
  /** Bytes of one sample of one channel, and of all of them. */
  readonly bytes: number;
  readonly block: number;
  readonly float: boolean;
}

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;
/** Bytes 2 to 15 of a sub-format that stands for a format tag (KSDATAFORMAT_SUBTYPE). */
const SUBTYPE = '000000001000800000aa00389b71';
const CHANNELS_MAX = 8;

const CODINGS: Readonly<Record<number, string>> = {
  2: 'Microsoft ADPCM',
  6: 'A-law',
  7: 'mu-law',
  0x11: 'IMA ADPCM',
  0x31: 'GSM 6.10',
  0x50: 'MPEG',
  0x55: 'MP3',
  0x92: 'AC-3',
  0xff: 'AAC',
  0x161: 'Windows Media Audio',
  0x674f: 'Ogg Vorbis',
  0xf1ac: 'FLAC',
};

/** Reads the chunk "fmt ". Throws WaveFormatError naming what is not read. */
export function formatOf(file: string, view: DataView, littleEndian: boolean): SampleFormat {
  if (view.byteLength < 16) throw new WaveFormatError(file, '', 'the chunk "fmt " is too short');
  const coding = codingOf(file, view, littleEndian);
  const bits = view.getUint16(14, littleEndian);
  const channels = view.getUint16(2, littleEndian);
  if (!(channels >= 1 && channels <= CHANNELS_MAX))
    throw new WaveFormatError(file, '', `${channels} channels, 1 to ${CHANNELS_MAX} are read`);
  const bytes = Math.ceil(bits / 8);
  const known = coding === PCM ? bytes >= 1 && bytes <= 4 : bits === 32 || bits === 64;
  if (!known) throw new WaveFormatError(file, '', `samples of ${bits} bits are not read`);
  return {
    channels,
    rate_Hz: view.getUint32(4, littleEndian),
    bytes,
    block: bytes * channels,
    float: coding === FLOAT,
  };
}

/** PCM or float; what WAVE_FORMAT_EXTENSIBLE stands for is in its sub-format. */
function codingOf(file: string, view: DataView, littleEndian: boolean): number {
  const tag = view.getUint16(0, littleEndian);
  const coding = tag === EXTENSIBLE ? subFormat(file, view, littleEndian) : tag;
  if (coding === PCM || coding === FLOAT) return coding;
  const name = CODINGS[coding] ?? 'unknown';
  const reason = `coded as ${name} (format 0x${coding.toString(16).padStart(4, '0')}); PCM and float are read`;
  throw new WaveFormatError(file, '', reason);
}

function subFormat(file: string, view: DataView, littleEndian: boolean): number {
  if (view.byteLength < 40)
    throw new WaveFormatError(file, '', 'WAVE_FORMAT_EXTENSIBLE without its sub-format');
  // The first four bytes are a number in the file's order, the last eight are bytes as they stand.
  const rest = Array.from({ length: 8 }, (_, at) =>
    view
      .getUint8(32 + at)
      .toString(16)
      .padStart(2, '0'),
  ).join('');
  if (rest !== SUBTYPE.slice(-16))
    throw new WaveFormatError(file, '', 'a sub-format that is neither PCM nor float');
  return view.getUint32(24, littleEndian);
}
