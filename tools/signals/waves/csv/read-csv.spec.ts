// CSV as instruments, spreadsheets and loggers write it: what is recognised, and the one line for what is broken.
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../bytes.ts';
import { WaveFormatError, WaveRateError, WaveTruncatedError } from '../errors.ts';
import type { ReadOptions, Recording } from '../recording.ts';
import { readCsv } from './read-csv.ts';

const lines = (count: number, make: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => make(n)).join('\n');

const read = (text: string, options: ReadOptions = {}): Recording =>
  readCsv('x.csv', bytesOf(new TextEncoder().encode(text)), options);

describe('readCsv', () => {
  const pair = lines(1280, (n) => `${(n * 7) % 5},${Math.round(3000 * Math.sin((2 * Math.PI * n) / 128))}`);

  it('reads channel names, units and a time column from a header', () => {
    const text = `time [ms];U1 [kV];I1 [mA]\n${lines(50, (n) => `${n * 0.25};${n / 1000};${n}`)}`;
    const { channels, rate_Hz } = read(text);
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
      /line 3.*column 1.*"oops"/,
    ],
    ['NaN', pair.replace(/^(.*\n)([^,]*)/, '$1NaN'), WaveFormatError, /line 2.*"NaN"/],
    ['an empty cell', pair.replace(/^(.*\n)([^,]*)/, '$1'), WaveFormatError, /line 2.*""/],
    ['a short row', pair.replace(/^(.*\n)([^,]*),/, '$1'), WaveFormatError, /line 2.*1 columns where 2/],
    ['a voltage that does not oscillate', lines(50, () => '1,1'), WaveRateError, /no fundamental/],
  ])('refuses %s', (_, text, kind, message) => {
    const reading = (): unknown => read(text);
    expect(reading).toThrow(kind);
    expect(reading).toThrow(message);
    expect(reading).toThrow(/^x\.csv/);
  });

  it('refuses a time column with a gap, naming the line', () => {
    const text = `t,v\n${lines(50, (n) => `${n < 20 ? n : n + 3},${n}`)}`;
    expect(() => read(text)).toThrow(WaveRateError);
  });
});
