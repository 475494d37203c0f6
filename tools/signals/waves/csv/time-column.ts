// Finds the column of time in a table: the one that rises evenly, whatever its name.
import { WaveRateError } from '../errors.ts';
import { RATE_MAX_Hz, RATE_MIN_Hz } from '../recording.ts';
import { strongestCycles } from '../reference.ts';
import { firstUneven, fitTimes, rateOf, type TimeFit } from '../sample-times.ts';
import type { ColumnName } from './header.ts';

const TIME_NAME =
  /^(?:(?:relative|elapsed|absolute|abs|rel)?[\s_-]*(?:time|zeit|tiempo|temps|tempo)(?:[\s_-]?stamp)?|t|x|x-axis|x axis|seconds?|secs?|sekunden|abszisse)$/i;
const COUNTER_NAME = /^(n|no|nr|index|idx|samples?|points?|#|sequence|record)$/i;

export interface TimeColumn {
  readonly column: number;
  readonly rate_Hz: number;
  readonly note: string;
}

interface Candidate {
  readonly column: number;
  readonly fit: TimeFit;
  readonly named: boolean;
}

const DAY_s = 86_400;
const HOUR_s = 3_600;

/** Times of day in seconds, which go on where they fall from the last hour to the first; no recording has two nights. */
export function overMidnight(times: Float64Array): Float64Array {
  const first = times.findIndex((time, n) => time < HOUR_s && times[n - 1] >= DAY_s - HOUR_s);
  return first < 0 ? times : times.map((time, n) => (n < first ? time : time + DAY_s));
}

/** Samples of the voltage looked at to see whether a unit makes it a mains voltage. */
const LOOK = 1 << 15;
const MAINS_Hz = [40, 70] as const;
const UNITS_s: readonly (readonly [string, number])[] = [
  ['s', 1],
  ['ms', 1e-3],
  ['us', 1e-6],
  ['ns', 1e-9],
];

const isTimeName = ({ name, unit }: ColumnName): boolean => unit?.unit === 's' || TIME_NAME.test(name);
const isElectrical = ({ unit }: ColumnName): boolean => unit?.unit === 'V' || unit?.unit === 'A';

/** Sample numbers: whole steps of one, without a unit of time. */
export function isCounter(name: ColumnName, values: Float64Array): boolean {
  if (name.unit?.unit === 's') return false;
  if (name.unit?.unit === 'sequence' || COUNTER_NAME.test(name.name)) return true;
  return !isElectrical(name) && values.every((value, n) => value === values[0] + n);
}

/**
 * The column of time and the rate it gives; undefined where no column is one.
 * @throws WaveRateError naming the line where a column named as time does not advance evenly, unless the
 *   rate is told and the column has only to be left out
 */
export function timeColumn(
  file: string,
  names: readonly ColumnName[],
  columns: readonly Float64Array[],
  lineOf: (row: number) => number,
  told_Hz?: number,
): TimeColumn | undefined {
  const candidates = names.flatMap((name, column): Candidate[] => {
    if (isElectrical(name) || isCounter(name, columns[column])) return [];
    return [{ column, fit: fitTimes(columns[column]), named: isTimeName(name) }];
  });
  const found =
    candidates.find((c) => c.named && c.fit.even) ?? candidates.find((c) => c.fit.even && !c.named);
  const uneven = candidates.find((c) => c.named && !c.fit.even && TIME_NAME.test(names[c.column].name));
  if (uneven && !found?.named) {
    if (told_Hz !== undefined)
      return { column: uneven.column, rate_Hz: told_Hz, note: 'time does not rise evenly' };
    throw unevenTime(file, columns[uneven.column], uneven.fit, lineOf);
  }
  if (!found || columns.length < 2) return undefined;
  const signal = columns.find(
    (_, at) => at !== found.column && !candidates.some((c) => c.column === at && c.fit.even),
  );
  return withUnit(names[found.column], columns[found.column], found, signal);
}

function unevenTime(
  file: string,
  times: Float64Array,
  fit: TimeFit,
  lineOf: (row: number) => number,
): WaveRateError {
  if (!(times[times.length - 1] > times[0])) {
    return new WaveRateError(file, '', 'the time column does not advance; state the rate with --wave-rate');
  }
  const at = firstUneven(times, fit);
  return new WaveRateError(file, `line ${lineOf(at)}`, `time ${times[at]} is not a uniform step on`);
}

function withUnit(
  name: ColumnName,
  times: Float64Array,
  { column, fit }: Candidate,
  signal: Float64Array | undefined,
): TimeColumn {
  const rateIn = (unit_s: number): number => rateOf(times, fit, unit_s);
  const title = name.name === '' ? `column ${column + 1}` : `"${name.name}"`;
  if (name.unit?.unit === 's') {
    const rate_Hz = rateIn(name.unit.factor);
    return { column, rate_Hz, note: `${title} rises evenly and is the time: ${rate_Hz} Hz` };
  }
  const [unit, unit_s] = UNITS_s.find(([, factor]) => isMains(signal, rateIn(factor))) ?? UNITS_s[0];
  const rate_Hz = rateIn(unit_s);
  return { column, rate_Hz, note: `${title} rises evenly and is the time, taken in ${unit}: ${rate_Hz} Hz` };
}

/** At this rate the signal is one of a mains supply. */
function isMains(signal: Float64Array | undefined, rate_Hz: number): boolean {
  if (!signal || !(rate_Hz >= RATE_MIN_Hz && rate_Hz <= RATE_MAX_Hz)) return false;
  const some = signal.subarray(0, LOOK);
  const frequency_Hz = (strongestCycles(some) * rate_Hz) / some.length;
  return frequency_Hz >= MAINS_Hz[0] && frequency_Hz <= MAINS_Hz[1];
}
