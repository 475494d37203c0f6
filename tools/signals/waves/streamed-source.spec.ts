// A recording too long to hold: fed as one held in memory would be, from its start to its end and again.
import { afterAll, describe, expect, it } from 'vitest';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SET_WORDS } from './afe-scale.ts';
import { FileSource, type FileSourceOptions } from './file-source.ts';
import { SAMPLES_LOOKED_AT, SAMPLES_MAX, type Recording } from './recording.ts';
import { readRecording } from './read.ts';
import { StreamedSource } from './streamed-source.ts';
import { StreamResampler } from './stream-resampler.ts';
import { waveSource } from './wave-source.ts';

const RATE_Hz = 10_000;
/** Ten seconds of 50 Hz, the current twice as large in the second half, the voltage on an offset. */
const LENGTH = 10 * RATE_Hz;
const theta = (n: number) => (2 * Math.PI * 50 * n) / RATE_Hz;
const voltage = Float64Array.from({ length: LENGTH }, (_, n) => 325 * Math.sin(theta(n)) + 2);
const current = Float64Array.from(
  { length: LENGTH },
  (_, n) => (n < LENGTH / 2 ? 5 : 10) * Math.sin(theta(n) - Math.PI / 3),
);

function* blocks(): Generator<readonly Float64Array[]> {
  for (let at = 0; at < LENGTH; at += 7777)
    yield [voltage.subarray(at, at + 7777), current.subarray(at, at + 7777)];
}

const recording: Recording = {
  rate_Hz: RATE_Hz,
  source: 'test',
  notes: [],
  channels: [
    { name: 'u', unit: 'V', samples: voltage },
    { name: 'i', unit: 'A', samples: current },
  ],
};
const long: Recording = { ...recording, stream: blocks };
const OPTIONS: FileSourceOptions = { service: '1p2w' };

function setsOf(source: { fill(d: Int32Array, f: number, s: number): void }, first: number, sets: number) {
  const words = new Int32Array(sets * SET_WORDS);
  source.fill(words, first, sets);
  return words;
}

describe('A streamed recording', () => {
  it('gives the words of one held in memory where the current does not jump, behind its end too', () => {
    const [held, streamed] = [new FileSource(recording, OPTIONS), new StreamedSource(long, OPTIONS)];
    for (const first of [1000, 18_000, 41_000]) {
      const [a, b] = [setsOf(held, first, 400), setsOf(streamed, first, 400)];
      a.forEach((word, n) => expect(Math.abs(word - b[n])).toBeLessThan(400));
    }
  });

  it('gives the same words however calls divide the indices, and after going back', () => {
    const [one, other] = [new StreamedSource(long, OPTIONS), new StreamedSource(long, OPTIONS)];
    const whole = setsOf(one, 0, 9000);
    for (let at = 0; at < 9000; at += 90)
      expect(setsOf(other, at, 90)).toEqual(whole.subarray(at * SET_WORDS, (at + 90) * SET_WORDS));
    expect(setsOf(other, 100, 50)).toEqual(whole.subarray(100 * SET_WORDS, 150 * SET_WORDS));
  });

  it('knows the truth of what it fed, also of what was long ago', () => {
    const [held, streamed] = [new FileSource(recording, OPTIONS), new StreamedSource(long, OPTIONS)];
    setsOf(streamed, 0, 120_000);
    for (const sets of [120_000, 100_000, 8000]) {
      const [a, b] = [held.truth(sets, 800), streamed.truth(sets, 800)];
      expect(b.total.energy_Ws / a.total.energy_Ws).toBeCloseTo(1, 4);
      expect(b.elements[0].voltage_V).toBeCloseTo(a.elements[0].voltage_V, 2);
      expect(b.elements[0].current_A).toBeCloseTo(a.elements[0].current_A, 3);
      expect(b.total.import_Ws).toBeCloseTo(b.total.energy_Ws, 6);
    }
    const now = streamed.truth(118_000, 800).elements[0];
    expect(now.Q1_var / (325 * 10 * 0.5 * Math.sin(Math.PI / 3))).toBeCloseTo(1, 3);
  });

  it('is scaled and freed of its direct component as its beginning says', () => {
    const options = { ...OPTIONS, volts: 100, amps: 1, removeDc: true };
    const streamed = new StreamedSource(long, options);
    expect(streamed.truth(40_000).elements[0].voltage_V).toBeCloseTo(100, 3);
    expect(streamed.truth(40_000).elements[0].current_A).toBeCloseTo(1, 3);
  });
});

describe('A streamed recording of the primary side', () => {
  it('is taken on the secondary side from its first to its last block, where that alone fits the front end', () => {
    const primary = 200;
    const channels = recording.channels.map((channel) =>
      channel.unit === 'A'
        ? { ...channel, samples: channel.samples.map((x) => x * primary), toSecondary: 1 / primary }
        : channel,
    );
    function* inPrimary(): Generator<readonly Float64Array[]> {
      for (const [u, i] of blocks()) yield [u, i.map((x) => x * primary)];
    }
    const streamed = new StreamedSource({ ...recording, channels, stream: inPrimary }, OPTIONS);
    expect(streamed.notes.join()).toContain('taken on the secondary side');
    expect(streamed.truth(20_000, 4000).elements[0].current_A).toBeCloseTo(5 / Math.SQRT2, 3);
  });
});

describe('A resampled stream', () => {
  it('keeps a tone at any ratio of the rates, with one far above the new band removed', () => {
    for (const step of [2.5, 10_000 / 4800, Math.PI, 0.4]) {
      let at = 0;
      const next = () => {
        const block = Float64Array.from(
          { length: 1000 },
          (_, n) => Math.sin(0.01 * (at + n)) + Math.sin(2.7 * (at + n)),
        );
        at += 1000;
        return [block];
      };
      const [samples] = new StreamResampler(next, 1, step).take(4000);
      samples.subarray(300).forEach((value, n) => {
        const place = (n + 300) * step;
        const above = step > 1 ? 0 : Math.sin(2.7 * place);
        expect(Math.abs(value - Math.sin(0.01 * place) - above)).toBeLessThan(2e-4);
      });
    }
  });
});

describe('A file longer than can be held', () => {
  const folder = mkdtempSync(join(tmpdir(), 'twinmeter-long-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('as WAV is streamed whole, and it is said', () => {
    const path = join(folder, 'long.wav');
    writeFileSync(path, wav(SAMPLES_MAX + 20_000));
    const { channels, stream, notes } = readRecording(path);
    expect(channels[0].samples.length).toBe(SAMPLES_LOOKED_AT);
    let length = 0;
    for (const block of stream!()) length += block[0].length;
    expect(length).toBe(SAMPLES_MAX + 20_000);
    expect(notes.join()).toContain(`longer than ${SAMPLES_MAX} samples`);
    expect(waveSource(path, { service: '1p2w', volts: 230, amps: 5 })).toBeInstanceOf(StreamedSource);
  });

  it('as CSV is streamed whole: every row, with its units', () => {
    const path = join(folder, 'long.csv');
    const cycle = Array.from(
      { length: 80 },
      (_, n) => `${Math.round(325e3 * Math.sin((n / 40) * Math.PI))},1\n`,
    );
    writeFileSync(path, `u [mV],i [A]\n${cycle.join('').repeat(5000)}`);
    const { stream, rate_Hz, channels } = readRecording(path, { rate_Hz: 4000, longFrom: 300_000 });
    expect(rate_Hz).toBe(4000);
    expect(channels[0].samples.length).toBe(SAMPLES_LOOKED_AT);
    let [length, highest] = [0, 0];
    for (const [u, i] of stream!()) {
      length += i.length;
      for (const value of u) highest = Math.max(highest, value);
    }
    expect({ length, highest }).toEqual({ length: 400_000, highest: 325 });
  });

  it('is refused at the line that is wrong, when that is reached', () => {
    const path = join(folder, 'late.csv');
    writeFileSync(path, `u [V],i [A]\n${'1,2\n3,4\n'.repeat(200_000)}5,frog\n`);
    const { stream } = readRecording(path, { rate_Hz: 4000, longFrom: 300_000 });
    expect(() => [...stream!()]).toThrow(/late\.csv.*400002.*"frog" is not a number/);
  });
});

/** Two channels of 16 bit at 10 kHz. */
function wav(length: number): Uint8Array {
  const bytes = new Uint8Array(44 + 4 * length);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode('RIFF____WAVEfmt '));
  view.setUint32(4, bytes.length - 8, true);
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 2, true);
  view.setUint32(24, RATE_Hz, true);
  view.setUint32(28, 4 * RATE_Hz, true);
  view.setUint16(32, 4, true);
  view.setUint16(34, 16, true);
  bytes.set(new TextEncoder().encode('data'), 36);
  view.setUint32(40, 4 * length, true);
  for (let n = 0; n < length; n++) {
    view.setInt16(44 + 4 * n, Math.round(30_000 * Math.sin(theta(n % 200))), true);
    view.setInt16(46 + 4 * n, Math.round(9000 * Math.sin(theta(n % 200) - 1)), true);
  }
  return bytes;
}
