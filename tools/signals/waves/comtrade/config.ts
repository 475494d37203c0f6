// Parses a COMTRADE configuration (.cfg), IEEE C37.111-1991, -1999 and -2013, as recorders really write it.
import { WaveRateError } from '../errors.ts';
import { channels, type AnalogChannel } from './channels.ts';
import { Lines } from './lines.ts';

export type DataFormat = 'ASCII' | 'BINARY' | 'BINARY32' | 'FLOAT32';
const FORMATS: readonly string[] = ['ASCII', 'BINARY', 'BINARY32', 'FLOAT32'];
const REVISIONS: readonly number[] = [1991, 1999, 2013];

/** Sections whose rates differ by less than this are one recording at their mean rate. */
const RATES_EQUAL = 1e-3;

export interface ComtradeConfig {
  readonly revision: number;
  readonly analog: readonly AnalogChannel[];
  readonly digitals: number;
  /** 0 when not stated. */
  readonly line_Hz: number;
  /** 0 when the time stamps alone say the rate. */
  readonly rate_Hz: number;
  readonly records: number;
  readonly format: DataFormat;
  readonly timeMultiplier: number;
  readonly notes: readonly string[];
}

/**
 * The configuration of a record; `firstLine` is where it begins in its file.
 * @throws WaveFormatError or WaveTruncatedError naming the line; WaveRateError when sections differ in rate
 */
export function parseConfig(file: string, text: string, firstLine = 1): ComtradeConfig {
  const lines = new Lines(file, text, firstLine);
  const notes: string[] = [];
  const revision = revisionOf(lines, lines.next('station, device and revision'), notes);
  const { analog, digitals, notes: numbering } = channels(lines);
  const line_Hz = lines.optional(lines.next('line frequency')[0], 'line frequency', 0);
  const { rate_Hz, records } = sections(file, lines, notes);
  lines.next('time of the first sample');
  lines.next('time of the trigger');
  const format = lines.next('data file type')[0].toUpperCase();
  if (!FORMATS.includes(format))
    throw lines.wrong(`data file type "${format}" is none of ${FORMATS.join(', ')}`);
  const multiplier = lines.ended() ? 1 : lines.number(lines.next('time multiplier')[0], 'time multiplier');
  return {
    revision,
    analog,
    digitals,
    line_Hz,
    rate_Hz,
    records,
    format: format as DataFormat,
    timeMultiplier: multiplier > 0 ? multiplier : 1,
    notes: [...notes, ...numbering],
  };
}

/** The last field is the year; a station's name may have commas, and a missing year means 1991 (clause 5.4). */
function revisionOf(lines: Lines, fields: readonly string[], notes: string[]): number {
  if (fields.length < 3) return 1991;
  const last = fields.at(-1)!;
  if (!/^\d+$/.test(last)) {
    if (fields.length === 3) throw lines.wrong(`revision year "${last}" is not a number`);
    return 1991;
  }
  const year = Number(last);
  if (!REVISIONS.includes(year)) {
    notes.push(`revision year ${year} is none of ${REVISIONS.join(', ')}: read by what the lines hold`);
  }
  return year;
}

interface Section {
  readonly rate_Hz: number;
  readonly from: number;
  readonly to: number;
}

/** The sampling sections; all must have one rate, since the record is metered as one signal. */
function sections(file: string, lines: Lines, notes: string[]): { rate_Hz: number; records: number } {
  const count = lines.count(lines.next('number of sampling rates')[0], 'number of sampling rates');
  const found: Section[] = [];
  let records = 0;
  for (let section = 1; section <= Math.max(1, count); section++) {
    const [rate, last] = lines.next(`sampling rate ${section}`, 2);
    const rate_Hz = lines.number(rate, 'sampling rate');
    const to = lines.count(last, 'last sample');
    if (to < records) throw lines.wrong(`section ${section} ends at sample ${to}, before ${records}`);
    if (to > records) found.push({ rate_Hz, from: records, to });
    records = to;
  }
  if (records === 0) throw lines.wrong('the sections hold no sample');
  if (found.length < count) notes.push(`${count - found.length} sampling sections add no sample`);
  const stated = count > 0 && found.every((s) => s.rate_Hz > 0);
  return { rate_Hz: stated ? commonRate(file, found, notes) : 0, records };
}

function commonRate(file: string, found: readonly Section[], notes: string[]): number {
  const rates = found.map((s) => s.rate_Hz);
  const [low, high] = [Math.min(...rates), Math.max(...rates)];
  if (low === high) return low;
  if (high / low - 1 > RATES_EQUAL) {
    const list = found.map((s) => `${s.rate_Hz} Hz to sample ${s.to}`).join(', ');
    throw new WaveRateError(file, '', `sampled at several rates (${list}); one rate is read`);
  }
  const last = found.at(-1)!.to;
  const mean_Hz = last / found.reduce((sum, s) => sum + (s.to - s.from) / s.rate_Hz, 0);
  notes.push(`sections of ${low} to ${high} Hz are read at their mean rate, ${mean_Hz.toPrecision(8)} Hz`);
  return mean_Hz;
}
