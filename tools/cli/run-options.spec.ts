// The options of a run: what stands without being said, and what is refused by name and value.
import { describe, expect, it } from 'vitest';
import { TARGETS } from '../meter/targets/targets.ts';
import { BadInputError } from './errors.ts';
import { parseRunOptions } from './run-options.ts';

describe('Options of a run', () => {
  it('are a built-in day on the host in real time, without end, when none is given', () => {
    expect(parseRunOptions([])).toMatchObject({
      target: { name: 'host' },
      engine: 'wasm3',
      service: '3p4w',
      wave: undefined,
      volts: undefined,
      rate_mHz: 4_000_000,
      for_s: undefined,
      speed: 1,
      linkClock_Hz: 1_000_000,
      presentation: 'detected',
      serial: '10000001',
      rs485: undefined,
      json: false,
    });
  });

  it.each(TARGETS)('take the first engine of the target when none is named: $name', ({ name, engines }) => {
    expect(parseRunOptions(['--target', name]).engine).toBe(engines[0]);
  });

  it.each(['12345678901234567', '1-2', 'a b'])('refuse a serial number no meter can have: %j', (serial) => {
    expect(() => parseRunOptions(['--serial', serial])).toThrow(BadInputError);
    expect(() => parseRunOptions(['--serial', serial])).toThrow(`--serial: serial number '${serial}'`);
  });

  it('take max for as fast as it goes', () => {
    expect(parseRunOptions(['--speed', 'max']).speed).toBe(Infinity);
  });

  it('take every limit itself', () => {
    const words = (text: string) => parseRunOptions(text.split(' '));
    expect(words('--volts 480 --amps 145 --pf 1 --hz 70 --rate 32000')).toMatchObject({
      volts: 480,
      amps: 145,
      pf: 1,
      hz: 70,
      rate_mHz: 32_000_000,
    });
    const least = { volts: 0, amps: 0, pf: -1, hz: 40, rate_mHz: 2_000_000 };
    expect(words('--volts 0 --amps 0 --pf -1 --hz 40 --rate 2000')).toMatchObject(least);
  });

  it('seal a nominal voltage and frequency: 230 V at 50 Hz, and 400 V between the lines of 3p3w', () => {
    expect(parseRunOptions([])).toMatchObject({ unom_V: 230, fnom_Hz: 50 });
    expect(parseRunOptions(['--service', '3p3w'])).toMatchObject({ unom_V: 400, fnom_Hz: 50 });
    const told = '--service 3p3w --unom 120 --fnom 60'.split(' ');
    expect(parseRunOptions(told)).toMatchObject({ unom_V: 120, fnom_Hz: 60 });
  });

  it('take what a user knows about a recording better than its file', () => {
    const told = '--wave x.csv --wave-rate 6400 --columns time,v1,- --remove-dc'.split(' ');
    expect(parseRunOptions(told)).toMatchObject({ wave_Hz: 6400, columns: 'time,v1,-', removeDc: true });
    expect(parseRunOptions(['--wave', 'x.csv'])).toMatchObject({ wave_Hz: undefined, removeDc: false });
  });

  it('take a file name that looks like a number', () => {
    expect(parseRunOptions(['--wave', '2024']).wave).toBe('2024');
  });
});

const REFUSED: [line: string, says: RegExp][] = [
  ['--target moon', /^--target moon: expected one of .*host/],
  ['--target host --engine v8', /^--engine v8: expected one of wasm3/],
  ['--service 2p', /^--service 2p: expected one of 1p2w, 2p3w, 3p3w, 3p4w, 3p4w-delta/],
  ['--volts 480.1', /^--volts 480\.1: expected a number from 0 to 480/],
  ['--volts much', /^--volts much/],
  ['--volts 230 --volts 231', /^--volts 230,231: expected one, given twice/],
  ['--amps -1', /^--amps -1: expected a number from 0 to 145/],
  ['--pf 1.01', /^--pf 1\.01/],
  ['--hz 39.9', /^--hz 39\.9/],
  ['--unom 39', /^--unom 39: expected a number from 40 to 450/],
  ['--netting month', /^--netting month: expected one of window, cycle/],
  ['--fnom 55', /^--fnom 55: expected one of 50, 60/],
  ['--for 0', /^--for 0/],
  ['--speed 0', /^--speed 0/],
  ['--speed fast', /^--speed fast/],
  ['--rate 1999', /^--rate 1999/],
  ['--wave', /^--wave: its value is missing/],
  ['--wave a --wave b', /^--wave: expected one value, given twice/],
  ['--wave x.csv --pf 0.5', /--pf .* does not go with --wave/],
  ['--map V1=VA', /^--map goes with --wave/],
  ['--columns time,v1', /^--columns goes with --wave/],
  ['--remove-dc', /^--remove-dc goes with --wave/],
  ['--wave-rate 6400', /^--wave-rate goes with --wave/],
  ['--wave x.csv --wave-rate 1', /^--wave-rate 1: expected a number from 200/],
  ['--terminal morse', /^--terminal morse: expected one of detected, wire, characters/],
];

describe('An option that cannot be', () => {
  it.each(REFUSED)('is refused by name and value: %s', (line, says) => {
    expect(() => parseRunOptions(line.split(' '))).toThrow(BadInputError);
    expect(() => parseRunOptions(line.split(' '))).toThrow(says);
  });

  it('takes the time of day at which the built-in day starts', () => {
    expect(parseRunOptions([]).from_s).toBe(15 * 3600 + 29 * 60 + 50);
    expect(parseRunOptions(['--from', '7:05']).from_s).toBe(7 * 3600 + 5 * 60);
    for (const time of ['24:00', '7', '07:60', 'noon'])
      expect(() => parseRunOptions(['--from', time])).toThrow(`--from ${time}: expected a time of day`);
  });
});
