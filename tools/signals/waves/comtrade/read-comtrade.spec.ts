// COMTRADE records: every data format, and the one line for what cannot be read.
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../bytes.ts';
import { WaveFormatError, WaveRateError, WaveTruncatedError } from '../errors.ts';
import { SAMPLES_LOOKED_AT, type Recording } from '../recording.ts';
import type { Parts } from './files.ts';
import { readComtrade } from './read-comtrade.ts';

const lines = (count: number, make: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => make(n)).join('\n');

const partsOf = (config: string, data: Uint8Array): Parts => ({
  cfg: 'r.cfg',
  dat: 'r.dat',
  config,
  firstLine: 1,
  data: bytesOf(data),
  again: (use) => use(bytesOf(data)),
});

const read = (config: string, data: Uint8Array): Recording => readComtrade(partsOf(config, data));

describe('readComtrade', () => {
  const config = (format: string, rates = '1\n4000,40'): string =>
    `station,device,1999\n3,2A,1D\n1,VA,A,,kV,0.01,0.5,0,-32768,32767,1,1,P\n2,IA,A,,A,0.5,0,0,-32767,32767,1,1,S\n` +
    `1,trip,,,0\n50\n${rates}\n01/01/2020,00:00:00.000000\n01/01/2020,00:00:00.000000\n${format}\n1\n`;
  const ascii = lines(40, (n) => `${n + 1},${n * 250},${n},${-n},0`);
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

  function binary(format: string, records = 40, code = (n: number) => n % 30_000): Uint8Array {
    const width = format === 'BINARY' ? 2 : 4;
    const size = 8 + 2 * width + 2;
    const view = new DataView(new ArrayBuffer(size * records));
    for (let n = 0; n < records; n++) {
      view.setUint32(n * size, n + 1, true);
      view.setUint32(n * size + 4, n * 250, true);
      [code(n), -code(n)].forEach((x, c) => {
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
      const { channels, rate_Hz } = read(config(format), data);
      expect(rate_Hz).toBe(4000);
      expect(channels.map((c) => [c.name, c.unit, c.phase])).toEqual([
        ['VA', 'V', 'A'],
        ['IA', 'A', 'A'],
      ]);
      expect(channels[0].samples[39]).toBeCloseTo((0.39 + 0.5) * 1000, 9);
      expect(channels[1].samples[39]).toBeCloseTo(-19.5, 12);
    },
  );

  /** All samples of the stream of a record that is too long from `longFrom` on. */
  function streamed(cfg: string, data: Uint8Array, longFrom: number): number[][] {
    const { stream, channels } = readComtrade(partsOf(cfg, data), { longFrom });
    const all = channels.map((): number[] => []);
    for (const block of stream!()) block.forEach((samples, at) => samples.forEach((x) => all[at].push(x)));
    return all;
  }

  it.each(['ASCII', 'BINARY', 'BINARY32', 'FLOAT32'])(
    'streams %s data of any length, every record',
    (format) => {
      const records = 70_000;
      const cfg = config(format, `1\n4000,${records}`);
      const wave = (n: number) => (n * 7) % 30_000;
      const text = lines(records, (n) => `${n + 1},${n * 250},${wave(n)},${-wave(n)},0`);
      const data = format === 'ASCII' ? bytes(text) : binary(format, records, wave);
      const held = read(cfg, data).channels.map(({ samples }) => [...samples]);
      expect(streamed(cfg, data, 1000)).toEqual(held);
    },
  );

  it('streams channels that are not sampled at once, shifted as those held in memory are', () => {
    const records = 70_000;
    const cfg = config('BINARY', `1\n4000,${records}`).replace('A,0.5,0,0,', 'A,0.5,0,100,');
    const data = binary('BINARY', records, (n) => Math.round(9000 * Math.sin(n / 10)));
    const held = read(cfg, data).channels.map(({ samples }) => samples);
    streamed(cfg, data, 1000).forEach((samples, at) => {
      expect(samples).toHaveLength(records);
      for (let n = 100; n < records - 100; n += 7) expect(samples[n]).toBeCloseTo(held[at][n], 6);
    });
  });

  it('refuses a long record at the sample that is missing or no number, when that is reached', () => {
    const records = 300_000;
    const cfg = (format: string) => config(format, `1\n4000,${records}`);
    const marked = binary('BINARY', records);
    new DataView(marked.buffer).setInt16(290_000 * 14 + 10, -32768, true);
    expect(() => streamed(cfg('BINARY'), marked, 1000)).toThrow(/record 290001.*IA.*missing/);
    const text = lines(records, (n) => `${n + 1},${n * 250},${n % 9},${n === 280_000 ? 'frog' : -n % 9},0`);
    expect(() => streamed(cfg('ASCII'), bytes(text), 1000)).toThrow(/line 280001.*IA.*"frog"/);
    const cut = bytes(lines(records - 5000, (n) => `${n + 1},${n * 250},${n + 100_000},${-n - 100_000},0`));
    expect(() => streamed(cfg('ASCII'), cut, 1000)).toThrow(/holds 295000 records/);
  });

  it('says how long a long record is, and that its beginning tells what it is', () => {
    const { notes, channels } = readComtrade(
      partsOf(config('BINARY', '1\n4000,300000'), binary('BINARY', 300_000)),
      {
        longFrom: 1000,
      },
    );
    expect(notes.join()).toContain('300000 samples,');
    expect(channels[0].samples).toHaveLength(SAMPLES_LOOKED_AT);
  });

  it('takes several sections of one rate, and the rate from the stamps where none is stated', () => {
    expect(read(config('ASCII', '2\n4000,20\n4000,40'), bytes(ascii)).rate_Hz).toBe(4000);
    expect(read(config('ASCII', '0\n0,40'), bytes(ascii)).rate_Hz).toBe(4000);
  });

  it.each([
    [
      'sections of different rates',
      config('ASCII', '2\n4000,20\n2000,40'),
      ascii,
      WaveRateError,
      /4000 Hz to sample 20, 2000 Hz to sample 40/,
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
    [
      'a sample that is no number',
      config('ASCII'),
      ascii.replace(',-7,', ',x,'),
      WaveFormatError,
      /line 8.*IA/,
    ],
    ['a missing sample', config('ASCII'), ascii.replace(',-7,', ',99999,'), WaveFormatError, /missing/],
  ])('refuses %s', (_, cfg, data, kind, message) => {
    const reading = (): unknown => read(cfg, bytes(data));
    expect(reading).toThrow(kind);
    expect(reading).toThrow(message);
  });

  it('refuses binary data cut within a record, and a sample marked missing', () => {
    expect(() => read(config('BINARY'), binary('BINARY').slice(0, 500))).toThrow(WaveTruncatedError);
    const marked = binary('BINARY');
    new DataView(marked.buffer).setInt16(10, -32768, true);
    expect(() => read(config('BINARY'), marked)).toThrow(/record 1.*IA.*missing/);
  });

  // Recorders that clip there state -32768, others a minimum that two bytes cannot hold.
  it.each(['-32768', '-99999', '-32767'])(
    'refuses 8000h of a channel whose stated minimum is %s',
    (minimum) => {
      const marked = binary('BINARY');
      new DataView(marked.buffer).setInt16(14 + 8, -32768, true);
      const cfg = config('BINARY').replace('0.5,0,-32768', `0.5,0,${minimum}`);
      expect(() => read(cfg, marked)).toThrow(/record 2.*VA.*missing/);
    },
  );

  it('refuses 80000000h of four bytes where it is not stated as a value', () => {
    const marked = binary('BINARY32');
    new DataView(marked.buffer).setInt32(8, -0x80000000, true);
    expect(() => read(config('BINARY32'), marked)).toThrow(/record 1.*VA.*missing/);
    const stated = config('BINARY32').replace('0.5,0,-32768', '0.5,0,-2147483648');
    expect(read(stated, marked).channels[0].samples[0]).toBeCloseTo(-21474836.48 * 1000 + 500, 3);
  });

  const asciiWith = (code: string): Uint8Array => bytes(ascii.replace(',-7,', `,${code},`));

  it.each(['1991', '1999', '2013'])('refuses 99999 and 999999 in ASCII data of revision %s', (year) => {
    const cfg = config('ASCII').replace('1999', year);
    for (const code of ['99999', '999999'])
      expect(() => read(cfg, asciiWith(code))).toThrow(/line 8.*IA.*missing/);
  });

  it('takes 999999 for a value where 2013 states a maximum beyond it', () => {
    const wide = (year: string) =>
      config('ASCII').replace('1999', year).replace('0.5,0,0,-32767,32767', '0.5,0,0,-2000000,2000000');
    expect(read(wide('2013'), asciiWith('999999')).channels[1].samples[7]).toBe(499_999.5);
    expect(() => read(wide('1991'), asciiWith('999999'))).toThrow(/line 8.*IA.*missing/);
  });
});
