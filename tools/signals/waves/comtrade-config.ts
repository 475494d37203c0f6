// Parses a COMTRADE configuration (.cfg), IEEE C37.111-1991, -1999 and -2013.
import { WaveFormatError, WaveRateError, WaveTruncatedError } from './errors.ts';

export type DataFormat = 'ASCII' | 'BINARY' | 'BINARY32' | 'FLOAT32';
const FORMATS: readonly string[] = ['ASCII', 'BINARY', 'BINARY32', 'FLOAT32'];

/** value = a·x + b, in `unit`, on the side (P primary, S secondary) that the file states. */
export interface AnalogChannel {
  readonly name: string;
  readonly phase: string;
  readonly unit: string;
  readonly a: number;
  readonly b: number;
  readonly skew_us: number;
  readonly min: number;
  readonly primary: number;
  readonly secondary: number;
  readonly side: 'P' | 'S' | '';
}

export interface ComtradeConfig {
  readonly revision: number;
  readonly analog: readonly AnalogChannel[];
  readonly digitals: number;
  readonly line_Hz: number;
  /** 0 when the time stamps alone say the rate. */
  readonly rate_Hz: number;
  readonly records: number;
  readonly format: DataFormat;
  readonly timeMultiplier: number;
}

/** Hands out lines one by one with their numbers, for messages. */
class Lines {
  private readonly lines: readonly string[];
  private readonly file: string;
  private at = 0;

  constructor(file: string, text: string) {
    this.file = file;
    this.lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  }

  /** Fields of the next line; at least `min` of them. */
  next(what: string, min = 1): string[] {
    const line = this.lines[this.at++];
    if (line === undefined || (line.trim() === '' && this.rest().trim() === '')) {
      throw new WaveTruncatedError(this.file, `line ${this.at}`, `the file ends where ${what} should be`);
    }
    const fields = line.split(',').map((f) => f.trim());
    if (fields.length < min) throw this.wrong(`${what} needs ${min} fields, found ${fields.length}`);
    return fields;
  }

  /** True when nothing but blank lines follows. */
  ended(): boolean {
    return this.rest().trim() === '';
  }

  wrong(reason: string): WaveFormatError {
    return new WaveFormatError(this.file, `line ${this.at}`, reason);
  }

  rateWrong(reason: string): WaveRateError {
    return new WaveRateError(this.file, `line ${this.at}`, reason);
  }

  number(field: string | undefined, what: string): number {
    const value = Number(field);
    if (field === undefined || field === '' || !Number.isFinite(value)) {
      throw this.wrong(`${what} "${field ?? ''}" is not a number`);
    }
    return value;
  }

  count(field: string | undefined, what: string): number {
    const value = this.number(field, what);
    if (!Number.isInteger(value) || value < 0)
      throw this.wrong(`${what} ${value} is not a whole number from 0`);
    return value;
  }

  private rest(): string {
    return this.lines.slice(this.at).join('');
  }
}

/**
 * The configuration of a record.
 * @throws WaveFormatError or WaveTruncatedError naming the line; WaveRateError when sections differ in rate
 */
export function parseConfig(file: string, text: string): ComtradeConfig {
  const lines = new Lines(file, text);
  const revision = revisionOf(lines, lines.next('station, device and revision'));
  const [analogs, digitals] = channelCounts(lines);
  const analog = Array.from({ length: analogs }, (_, at) => analogChannel(lines, at + 1));
  for (let at = 1; at <= digitals; at++) digitalChannel(lines, at);
  const line_Hz = Number(lines.next('line frequency')[0]) || 0;
  const { rate_Hz, records } = sections(lines);
  lines.next('time of the first sample');
  lines.next('time of the trigger');
  const format = lines.next('data file type')[0].toUpperCase();
  if (!FORMATS.includes(format))
    throw lines.wrong(`data file type "${format}" is none of ${FORMATS.join(', ')}`);
  const timeMultiplier = lines.ended()
    ? 1
    : lines.number(lines.next('time multiplier')[0], 'time multiplier');
  return {
    revision,
    analog,
    digitals,
    line_Hz,
    rate_Hz,
    records,
    format: format as DataFormat,
    timeMultiplier,
  };
}

function revisionOf(lines: Lines, fields: readonly string[]): number {
  // Clause 5.4 of the standard: a missing revision year means 1991.
  const year = fields[2] === undefined || fields[2] === '' ? 1991 : lines.count(fields[2], 'revision year');
  if (![1991, 1999, 2013].includes(year))
    throw lines.wrong(`revision year ${year} is none of 1991, 1999, 2013`);
  return year;
}

function channelCounts(lines: Lines): [number, number] {
  const [total, analog, digital] = lines.next('channel counts', 3);
  const all = lines.count(total, 'number of channels');
  const a = /^(\d+)A$/i.exec(analog);
  const d = /^(\d+)D$/i.exec(digital);
  if (!a || !d) throw lines.wrong(`channel counts "${analog},${digital}" are not of the form 6A,0D`);
  if (Number(a[1]) + Number(d[1]) !== all)
    throw lines.wrong(`${analog} and ${digital} do not make ${all} channels`);
  if (Number(a[1]) === 0) throw lines.wrong('the record has no analog channel');
  return [Number(a[1]), Number(d[1])];
}

function checkIndex(lines: Lines, field: string, expected: number): void {
  const index = lines.count(field, 'channel index');
  if (index !== expected) throw lines.wrong(`channel index ${index} where ${expected} is expected`);
}

function analogChannel(lines: Lines, expected: number): AnalogChannel {
  const f = lines.next(`analog channel ${expected}`, 10);
  checkIndex(lines, f[0], expected);
  const side = (f[12] ?? '').toUpperCase();
  if (side !== '' && side !== 'P' && side !== 'S') throw lines.wrong(`side "${f[12]}" is neither P nor S`);
  return {
    name: f[1] === '' ? `A${expected}` : f[1],
    phase: f[2],
    unit: f[4],
    a: lines.number(f[5], 'multiplier a'),
    b: lines.number(f[6], 'offset b'),
    skew_us: Number(f[7]) || 0,
    min: lines.number(f[8], 'minimum'),
    primary: Number(f[10]) || 1,
    secondary: Number(f[11]) || 1,
    side,
  };
}

function digitalChannel(lines: Lines, expected: number): void {
  checkIndex(lines, lines.next(`status channel ${expected}`)[0], expected);
}

/** The sampling sections; all must have one rate, since the record is metered as one signal. */
function sections(lines: Lines): { rate_Hz: number; records: number } {
  const count = lines.count(lines.next('number of sampling rates')[0], 'number of sampling rates');
  let rate_Hz = -1;
  let records = 0;
  for (let section = 1; section <= Math.max(1, count); section++) {
    const [rate, last] = lines.next(`sampling rate ${section}`, 2);
    const value = lines.number(rate, 'sampling rate');
    const end = lines.count(last, 'last sample');
    if (count > 0 && !(value > 0)) throw lines.rateWrong(`sampling rate ${value} Hz is not above 0`);
    if (rate_Hz >= 0 && value !== rate_Hz) {
      throw lines.rateWrong(`section ${section} is sampled at ${value} Hz, those before at ${rate_Hz} Hz`);
    }
    if (end <= records) throw lines.wrong(`section ${section} ends at sample ${end}, not after ${records}`);
    rate_Hz = value;
    records = end;
  }
  return { rate_Hz: count === 0 ? 0 : rate_Hz, records };
}
