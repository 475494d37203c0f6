// Long files are read in pieces: no reader ever asks for more than a megabyte at once, whatever the length.
import { describe, expect, it } from 'vitest';
import type { Bytes } from './bytes.ts';
import { readCsv } from './csv/read-csv.ts';
import { readWav } from './wav/read-wav.ts';

const PIECE_MAX = 1 << 20;

/** The bytes of a file that counts the largest piece asked for. */
function watched(data: Uint8Array): { bytes: Bytes; largest: () => number } {
  let largest = 0;
  const read = (at: number, length: number): Uint8Array => {
    largest = Math.max(largest, length);
    return data.subarray(at, at + length);
  };
  return { bytes: { size: data.length, read }, largest: () => largest };
}

const wave = (n: number): number => Math.round(10_000 * Math.sin((2 * Math.PI * n) / 100));

describe('A file of several megabytes', () => {
  it('of CSV is read in pieces, across whose seams no line is lost or cut', () => {
    const rows = Array.from({ length: 150_000 }, (_, n) => `${(n / 5000).toFixed(4)},${wave(n)},${-wave(n)}`);
    const { bytes, largest } = watched(
      new TextEncoder().encode(`time,v1 [V],i1 [mA]\r\n${rows.join('\r\n')}`),
    );
    const { channels, rate_Hz } = readCsv('x.csv', bytes);
    expect(bytes.size).toBeGreaterThan(2 * PIECE_MAX);
    expect(largest()).toBeLessThanOrEqual(PIECE_MAX);
    expect(rate_Hz).toBe(5000);
    expect(channels[0].samples.findIndex((x, n) => x !== wave(n))).toBe(-1);
    expect(channels[0].samples).toHaveLength(150_000);
  });

  it('of WAV is read in pieces', () => {
    const data = new Uint8Array(44 + 4 * 600_000);
    const view = new DataView(data.buffer);
    data.set(new TextEncoder().encode('RIFF____WAVEfmt '));
    [16, 0x20001, 48_000, 192_000, 0x100004].forEach((word, at) => view.setUint32(16 + 4 * at, word, true));
    data.set(new TextEncoder().encode('data'), 36);
    view.setUint32(40, 4 * 600_000, true);
    for (let n = 0; n < 600_000; n++) view.setInt16(44 + 4 * n, wave(n), true);
    const { bytes, largest } = watched(data);
    const { channels } = readWav('x.wav', bytes);
    expect(largest()).toBeLessThanOrEqual(PIECE_MAX);
    expect(channels[0].samples.findIndex((x, n) => x !== wave(n) / 32_768)).toBe(-1);
  });
});
