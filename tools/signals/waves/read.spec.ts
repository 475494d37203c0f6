// The readers: what they take, and the one line each gives for a file that is missing or broken.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import wavefile from 'wavefile';
import {
  WaveFileMissingError,
  WaveFileTypeError,
  WaveFormatError,
  WaveRateError,
  WaveTruncatedError,
} from './errors.ts';
import { tone } from './fixtures.ts';
import { readComtrade } from './read-comtrade.ts';
import { readCsv } from './read-csv.ts';
import { readRecording } from './read.ts';
import { readWav } from './read-wav.ts';

const lines = (count: number, make: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => make(n)).join('\n');

describe('readCsv', () => {
  const pair = lines(1280, (n) => `${(n * 7) % 5},${Math.round(3000 * Math.sin((2 * Math.PI * n) / 128))}`);

  it('takes two columns without a header as current and voltage, and infers the rate', () => {
    const { channels, rate_Hz } = readCsv('x.csv', pair);
    expect(channels.map((c) => c.name)).toEqual(['i_raw', 'v_raw']);
    expect(rate_Hz).toBe(6400);
    expect(readCsv('x.csv', pair, { hz: 60 }).rate_Hz).toBe(7680);
    expect(readCsv('x.csv', pair, { rate_Hz: 5000 }).rate_Hz).toBe(5000);
  });

  it('reads channel names, units and a time column from a header', () => {
    const text = `time [ms];U1 [kV];I1 [mA]\n${lines(50, (n) => `${n * 0.25};${n / 1000};${n}`)}`;
    const { channels, rate_Hz } = readCsv('x.csv', text);
    expect(rate_Hz).toBe(4000);
    expect(channels.map((c) => [c.name, c.unit])).toEqual([
      ['U1', 'V'],
      ['I1', 'A'],
    ]);
    expect(channels[0].samples[49]).toBeCloseTo(49, 9);
    expect(channels[1].samples[49]).toBeCloseTo(0.049, 12);
  });

  it.each([
    ['an empty file', '', WaveTruncatedError, /empty/],
    ['three rows', '1,2\n3,4\n5,6', WaveTruncatedError, /only 3 rows/],
    [
      'a word among numbers',
      pair.replace(/^(.*\n.*\n)([^,]*)/, '$1oops'),
      WaveFormatError,
      /line 3.*i_raw.*"oops"/,
    ],
    ['NaN', pair.replace(/^(.*\n)([^,]*)/, '$1NaN'), WaveFormatError, /line 2.*"NaN"/],
    ['an empty cell', pair.replace(/^(.*\n)([^,]*)/, '$1'), WaveFormatError, /line 2.*""/],
    ['a short row', pair.replace(/^(.*\n)([^,]*),/, '$1'), WaveFormatError, /line 2.*1 columns where 2/],
    ['a voltage that does not oscillate', lines(50, () => '1,1'), WaveRateError, /no fundamental/],
  ])('refuses %s', (_, text, kind, message) => {
    const read = (): unknown => readCsv('x.csv', text);
    expect(read).toThrow(kind);
    expect(read).toThrow(message);
    expect(read).toThrow(/^x\.csv/);
  });

  it('refuses a time column with a gap, naming the line', () => {
    const text = `t,v\n${lines(50, (n) => `${n < 20 ? n : n + 3},${n}`)}`;
    expect(() => readCsv('x.csv', text)).toThrow(WaveRateError);
  });
});

describe('readWav', () => {
  const wav = (depth: string, channels: Float64Array[]): Uint8Array => {
    const file = new wavefile.WaveFile();
    file.fromScratch(channels.length, 8000, '64', channels as never);
    file.toBitDepth(depth);
    return file.toBuffer();
  };

  it.each(['8', '16', '24', '32', '32f'])('reads %s bit samples as fractions of full scale', (depth) => {
    const { channels, rate_Hz } = readWav('x.wav', wav(depth, [tone(800, 5, 0.5), tone(800, 5, 0.25)]));
    expect(rate_Hz).toBe(8000);
    expect(channels.map((c) => c.name)).toEqual(['ch1', 'ch2']);
    expect(Math.abs(channels[0].samples[40] - 0.5)).toBeLessThan(depth === '8' ? 0.02 : 1e-3);
    expect(Math.abs(channels[1].samples[40] - 0.25)).toBeLessThan(depth === '8' ? 0.02 : 1e-3);
  });

  it('refuses what is no WAV file, and one that is cut off', () => {
    expect(() => readWav('x.wav', new TextEncoder().encode('hello, this is text'))).toThrow(WaveFormatError);
    expect(() => readWav('x.wav', wav('16', [tone(800, 5)]).slice(0, 900))).toThrow(WaveTruncatedError);
  });
});

describe('readComtrade', () => {
  const files = { cfg: 'r.cfg', dat: 'r.dat' };
  const config = (format: string, rates = '1\n4000,40'): string =>
    `station,device,1999\n3,2A,1D\n1,VA,A,,kV,0.01,0.5,0,-32768,32767,1,1,P\n2,IA,A,,A,0.5,0,0,-32767,32767,1,1,S\n` +
    `1,trip,,,0\n50\n${rates}\n01/01/2020,00:00:00.000000\n01/01/2020,00:00:00.000000\n${format}\n1\n`;
  const ascii = lines(40, (n) => `${n + 1},${n * 250},${n},${-n},0`);
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

  function binary(format: string, records = 40): Uint8Array {
    const width = format === 'BINARY' ? 2 : 4;
    const size = 8 + 2 * width + 2;
    const view = new DataView(new ArrayBuffer(size * records));
    for (let n = 0; n < records; n++) {
      view.setUint32(n * size, n + 1, true);
      view.setUint32(n * size + 4, n * 250, true);
      [n, -n].forEach((x, c) => {
        const at = n * size + 8 + c * width;
        if (format === 'BINARY') view.setInt16(at, x, true);
        else if (format === 'BINARY32') view.setInt32(at, x, true);
        else view.setFloat32(at, x, true);
      });
    }
    return new Uint8Array(view.buffer);
  }

  it.each(['ASCII', 'BINARY', 'BINARY32', 'FLOAT32'])(
    'reads %s data with a·x + b and base units',
    (format) => {
      const data = format === 'ASCII' ? bytes(ascii) : binary(format);
      const { channels, rate_Hz } = readComtrade(files, config(format), data);
      expect(rate_Hz).toBe(4000);
      expect(channels.map((c) => [c.name, c.unit, c.phase])).toEqual([
        ['VA', 'V', 'A'],
        ['IA', 'A', 'A'],
      ]);
      expect(channels[0].samples[39]).toBeCloseTo((0.39 + 0.5) * 1000, 9);
      expect(channels[1].samples[39]).toBeCloseTo(-19.5, 12);
    },
  );

  it('takes several sections of one rate, and the rate from the stamps where none is stated', () => {
    expect(readComtrade(files, config('ASCII', '2\n4000,20\n4000,40'), bytes(ascii)).rate_Hz).toBe(4000);
    expect(readComtrade(files, config('ASCII', '0\n0,40'), bytes(ascii)).rate_Hz).toBe(4000);
  });

  it.each([
    [
      'sections of different rates',
      config('ASCII', '2\n4000,20\n2000,40'),
      ascii,
      WaveRateError,
      /line 9.*2000 Hz/,
    ],
    [
      'counts that do not add up',
      config('ASCII').replace('3,2A,1D', '4,2A,1D'),
      ascii,
      WaveFormatError,
      /line 2/,
    ],
    ['an unknown file type', config('PACKED'), ascii, WaveFormatError, /PACKED/],
    [
      'a multiplier that is no number',
      config('ASCII').replace('0.01', 'x'),
      ascii,
      WaveFormatError,
      /line 3/,
    ],
    ['a configuration that ends early', config('ASCII').slice(0, 60), ascii, WaveTruncatedError, /line 4/],
    ['fewer records than stated', config('ASCII'), ascii.slice(0, 300), WaveTruncatedError, /states 40/],
    ['more records than stated', config('ASCII'), `${ascii}\n41,10000,1,1,0`, WaveFormatError, /holds 41/],
    [
      'a sample that is no number',
      config('ASCII'),
      ascii.replace(',-7,', ',x,'),
      WaveFormatError,
      /line 8.*IA/,
    ],
    ['a missing sample', config('ASCII'), ascii.replace(',-7,', ',99999,'), WaveFormatError, /missing/],
    ['a record out of sequence', config('ASCII'), ascii.replace('\n5,', '\n6,'), WaveFormatError, /record 5/],
  ])('refuses %s', (_, cfg, data, kind, message) => {
    const read = (): unknown => readComtrade(files, cfg, bytes(data));
    expect(read).toThrow(kind);
    expect(read).toThrow(message);
  });

  it('refuses binary data cut within a record, and a sample marked missing', () => {
    expect(() => readComtrade(files, config('BINARY'), binary('BINARY').slice(0, 500))).toThrow(
      WaveTruncatedError,
    );
    const marked = binary('BINARY');
    new DataView(marked.buffer).setInt16(10, -32768, true);
    expect(() => readComtrade(files, config('BINARY'), marked)).toThrow(/record 1.*IA.*missing/);
  });
});

describe('readRecording', () => {
  const folder = mkdtempSync(join(tmpdir(), 'waves-'));

  it('says which file is missing, and which types are known', () => {
    expect(() => readRecording(join(folder, 'no.csv'))).toThrow(WaveFileMissingError);
    expect(() => readRecording(join(folder, 'no.cfg'))).toThrow(WaveFileMissingError);
    expect(() => readRecording(folder)).toThrow(/is not a file/);
    writeFileSync(join(folder, 'x.mp3'), 'x');
    expect(() => readRecording(join(folder, 'x.mp3'))).toThrow(WaveFileTypeError);
    writeFileSync(join(folder, 'alone.cfg'), 'x');
    expect(() => readRecording(join(folder, 'alone'))).toThrow(/alone\.dat: no such file/);
  });
});
