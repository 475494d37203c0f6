// Reads recordings from WAV: 8 to 32 bit PCM and float, one to eight channels, full scale as 1.
import wavefile from 'wavefile';
import { WaveFormatError, WaveTruncatedError } from './errors.ts';
import { checkRate, checkRecording, type Channel, type ReadOptions, type Recording } from './recording.ts';

/** Largest magnitude of each bit depth; 8-bit PCM is unsigned about 128, floats are taken as they are. */
const FULL_SCALE: Record<string, number> = {
  '8': 128,
  '16': 2 ** 15,
  '24': 2 ** 23,
  '32': 2 ** 31,
  '32f': 1,
  '64': 1,
};
const CHANNELS_MAX = 8;

/**
 * A recording from the bytes of a WAV file; channels are named ch1, ch2 …
 * @throws WaveFormatError or WaveTruncatedError
 */
export function readWav(file: string, bytes: Uint8Array, options: ReadOptions = {}): Recording {
  const wave = open(file, bytes);
  const format = wave.fmt as { numChannels: number; sampleRate: number; blockAlign: number };
  const scale = FULL_SCALE[wave.bitDepth];
  if (scale === undefined) throw new WaveFormatError(file, '', `bit depth ${wave.bitDepth} is not read`);
  if (!(format.numChannels >= 1 && format.numChannels <= CHANNELS_MAX)) {
    throw new WaveFormatError(file, '', `${format.numChannels} channels, 1 to ${CHANNELS_MAX} are read`);
  }
  const offset = wave.bitDepth === '8' ? 128 : 0;
  const channels = deinterleave(wave.getSamples(true) as Float64Array, format.numChannels, offset, scale);
  checkFinite(file, channels);
  checkRecording(file, channels);
  const rate_Hz = options.rate_Hz ?? format.sampleRate;
  if (!(rate_Hz > 0)) throw new WaveFormatError(file, '', `sampling rate ${rate_Hz} Hz is not above 0`);
  const source = `${file} (WAV ${wave.bitDepth} bit)`;
  return { rate_Hz: checkRate(file, rate_Hz), channels, source, notes: [] };
}

function open(file: string, bytes: Uint8Array): InstanceType<typeof wavefile.WaveFile> {
  checkChunks(file, bytes);
  try {
    return new wavefile.WaveFile(bytes);
  } catch (error) {
    throw new WaveFormatError(file, '', `not a WAV file: ${(error as Error).message}`);
  }
}

/** The library pads a short data chunk in silence; a recording cut off must be told. */
function checkChunks(file: string, bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tag = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (bytes.length < 12 || tag(0) !== 'RIFF' || tag(8) !== 'WAVE') {
    throw new WaveFormatError(file, '', 'not a WAV file: no RIFF/WAVE header');
  }
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at + 4, true);
    if (tag(at) === 'data' && at + 8 + size > bytes.length) {
      const held = bytes.length - at - 8;
      throw new WaveTruncatedError(
        file,
        `byte ${bytes.length}`,
        `truncated: ${held} of ${size} bytes of samples`,
      );
    }
    at += 8 + size + (size & 1);
  }
}

function deinterleave(all: Float64Array, channels: number, offset: number, scale: number): Channel[] {
  const length = Math.floor(all.length / channels);
  return Array.from({ length: channels }, (_, c): Channel => {
    const samples = Float64Array.from({ length }, (_, n) => (all[n * channels + c] - offset) / scale);
    return { name: `ch${c + 1}`, unit: '', samples };
  });
}

function checkFinite(file: string, channels: readonly Channel[]): void {
  for (const { name, samples } of channels) {
    const at = samples.findIndex((x) => !Number.isFinite(x));
    if (at >= 0)
      throw new WaveFormatError(file, `sample ${at + 1}`, `channel ${name}: ${samples[at]} is no value`);
  }
}
