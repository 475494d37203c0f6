// Tariffs as people write them: TOML to a tariff and back, with the place of what is wrong.
import { parse, stringify, TomlError } from 'smol-toml';
import {
  SPECIAL_DAYS_MOST,
  TARIFF_DAY_SWITCHINGS,
  TARIFF_DAYS,
  TARIFF_RATES,
  TARIFF_SEASONS,
  TARIFF_SWITCHINGS,
  TARIFF_WEEKS,
} from '../../shared-protocol/generated/ts/protocol.ts';
import type { DayTable, Season, SeasonStart, SpecialDay, Switching, Tariff, Week } from './tariff.ts';

/** What a file says. */
export interface TariffFile {
  readonly tariff: Tariff;
  readonly special: readonly SpecialDay[];
}

/** A file that is no tariff; says where. */
export class TariffFileError extends Error {}

type Table = Record<string, unknown>;

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const NAME_MOST = 8;

function refuse(place: string, what: string): never {
  throw new TariffFileError(`${place}: ${what}`);
}

function tablesOf(root: Table, key: string, most: number): Table[] {
  const found = root[key] ?? [];
  if (!Array.isArray(found) || found.some((each) => typeof each !== 'object'))
    refuse(key, `expected tables [[${key}]]`);
  if (found.length > most) refuse(key, `${found.length} of them, at most ${most}`);
  return found as Table[];
}

function known(table: Table, place: string, keys: readonly string[]): void {
  const other = Object.keys(table).find((key) => !keys.includes(key));
  if (other !== undefined) refuse(place, `unknown key '${other}', expected ${keys.join(' ')}`);
}

function nameIn(table: Table, place: string, key: string): string {
  const name = table[key];
  if (typeof name !== 'string' || name.length > NAME_MOST || !/^[ -~]*$/.test(name))
    refuse(place, `${key}: expected a text of at most ${NAME_MOST} characters`);
  return name;
}

function numberIn(table: Table, place: string, key: string, least: number, most: number): number {
  const value = table[key];
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most)
    refuse(place, `${key}: expected a whole number from ${least} to ${most}`);
  return value;
}

const DAYS_OF = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const [FEBRUARY, LEAP_YEAR] = [2, 2028];

function weekdayOf(text: string | undefined, place: string): number | undefined {
  if (text === undefined) return undefined;
  const index = WEEKDAYS.indexOf(text.toLowerCase());
  return index < 0 ? refuse(place, `'${text}': expected one of ${WEEKDAYS.join(' ')}`) : index + 1;
}

/** 11-01, 2028-02-29, 03-last, 03-last sun, 10-08 sun: the first such day of the week from that day on. */
function startOf(text: unknown, place: string): SeasonStart {
  const found = typeof text === 'string' && /^(?:(\d{4})-)?(\d\d)-(\d\d|last)(?: (\w+))?$/.exec(text.trim());
  if (!found) refuse(place, 'start: expected MM-DD, YYYY-MM-DD or MM-last, and a day of the week or none');
  const [, year, month, day, weekday] = found;
  const most = DAYS_OF[Number(month) - 1];
  if (most === undefined || (day !== 'last' && (Number(day) < 1 || Number(day) > most)))
    refuse(place, `start: '${text as string}' is no day`);
  return {
    ...(year && { year: Number(year) }),
    month: Number(month),
    day: day === 'last' ? 'last' : Number(day),
    ...(weekday && { weekday: weekdayOf(weekday, place) }),
  };
}

const startText = ({ year, month, day, weekday }: SeasonStart): string =>
  [
    [...(year === undefined ? [] : [year]), two(month), day === 'last' ? day : two(day)].join('-'),
    ...(weekday === undefined ? [] : [WEEKDAYS[weekday - 1]]),
  ].join(' ');

const two = (value: number) => String(value).padStart(2, '0');

function minuteOf(text: string, place: string): number {
  const found = /^(\d\d):(\d\d)$/.exec(text);
  const minute = found ? Number(found[1]) * 60 + Number(found[2]) : NaN;
  if (!found || Number(found[2]) > 59 || minute >= 1440) refuse(place, `'${text}': expected a time HH:MM`);
  return minute;
}

function dayOf(table: Table, place: string): DayTable {
  known(table, place, ['id', 'rates']);
  const { rates } = table;
  if (typeof rates !== 'object' || rates === null) refuse(place, 'rates: expected { "00:00" = 1, ... }');
  const switchings = Object.keys(rates).map(
    (time): Switching => [minuteOf(time, place), numberIn(rates as Table, place, time, 1, TARIFF_RATES)],
  );
  if (switchings.length > TARIFF_DAY_SWITCHINGS) refuse(place, `more than ${TARIFF_DAY_SWITCHINGS} times`);
  if (switchings[0]?.[0] !== 0) refuse(place, 'rates: the first time is 00:00');
  if (switchings.some(([minute], i) => i > 0 && minute <= switchings[i - 1][0]))
    refuse(place, 'rates: times go up');
  return { id: numberIn(table, place, 'id', 0, 255), switchings };
}

function weekOf(table: Table, place: string, ids: ReadonlySet<number>): Week {
  known(table, place, ['name', 'days']);
  const { days } = table;
  if (!Array.isArray(days) || days.length !== 7)
    refuse(place, 'days: expected seven numbers, Monday to Sunday');
  const missing = days.find((id) => !ids.has(id as number));
  if (missing !== undefined) refuse(place, `days: no day ${missing}`);
  return { name: nameIn(table, place, 'name'), days: days as number[] };
}

function seasonOf(table: Table, place: string, weeks: readonly Week[]): Season {
  known(table, place, ['name', 'start', 'week']);
  const week = nameIn(table, place, 'week');
  if (!weeks.some(({ name }) => name === week)) refuse(place, `week: no week '${week}'`);
  return { name: nameIn(table, place, 'name'), start: startOf(table.start, place), week };
}

/** Days of a month, of February in a year that is not told 29; undefined where there is no such month. */
function daysOf(month: number, year = LEAP_YEAR): number | undefined {
  if (month === FEBRUARY) return new Date(Date.UTC(year, month, 0)).getUTCDate();
  return DAYS_OF[month - 1];
}

/** *-12-25, 2028-02-29, *-*-* mon: what is open fits any. */
function specialOf(table: Table, place: string, index: number, ids: ReadonlySet<number>): SpecialDay {
  known(table, place, ['date', 'day']);
  const { date } = table;
  const found = typeof date === 'string' && /^(\d{4}|\*)-(\d\d|\*)-(\d\d|\*)(?: (\w+))?$/.exec(date.trim());
  if (!found) refuse(place, 'date: expected YYYY-MM-DD with * for any, and a day of the week or none');
  const [year, month, day] = found.slice(1, 4).map((part) => (part === '*' ? undefined : Number(part)));
  const most = month === undefined ? 31 : daysOf(month, year);
  if (most === undefined || (day !== undefined && (day < 1 || day > most)))
    refuse(place, `date: '${date as string}' is no day`);
  const weekday = weekdayOf(found[4], place);
  const id = numberIn(table, place, 'day', 0, 255);
  if (!ids.has(id)) refuse(place, `day: no day ${id}`);
  return { index, year, month, day, weekday, table: id };
}

function distinct(place: string, names: readonly (string | number)[]): void {
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) refuse(place, `'${twice}' stands twice`);
}

/** Reads a tariff. Throws TariffFileError with the place of what is wrong. */
export function tariffOf(text: string): TariffFile {
  let root: Table;
  try {
    root = parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw new TariffFileError(`line ${error.line}, column ${error.column}: ${error.message.split('\n')[0]}`);
  }
  known(root, 'the file', ['name', 'season', 'week', 'day', 'special']);
  const days = tablesOf(root, 'day', TARIFF_DAYS).map((table, i) => dayOf(table, `day ${i + 1}`));
  distinct(
    'day',
    days.map(({ id }) => id),
  );
  const ids = new Set(days.map(({ id }) => id));
  const weeks = tablesOf(root, 'week', TARIFF_WEEKS).map((table, i) => weekOf(table, `week ${i + 1}`, ids));
  distinct(
    'week',
    weeks.map(({ name }) => name),
  );
  const seasons = tablesOf(root, 'season', TARIFF_SEASONS).map((table, i) =>
    seasonOf(table, `season ${i + 1}`, weeks),
  );
  distinct(
    'season',
    seasons.map(({ name }) => name),
  );
  if (seasons.length === 0) refuse('season', 'there is none');
  distinct(
    'season: start',
    seasons.map(({ start }) => startText(start)),
  );
  const switchings = days.reduce((sum, day) => sum + day.switchings.length, 0);
  if (switchings > TARIFF_SWITCHINGS)
    refuse('day', `${switchings} times in all, at most ${TARIFF_SWITCHINGS}`);
  const special = tablesOf(root, 'special', SPECIAL_DAYS_MOST).map((table, i) =>
    specialOf(table, `special ${i + 1}`, i + 1, ids),
  );
  return { tariff: { name: nameIn(root, 'the file', 'name'), seasons, weeks, days }, special };
}

const timeText = (minute: number) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;

const dateText = ({ year, month, day, weekday }: SpecialDay): string =>
  [
    [year ?? '*', month === undefined ? '*' : two(month), day === undefined ? '*' : two(day)].join('-'),
    ...(weekday === undefined ? [] : [WEEKDAYS[weekday - 1]]),
  ].join(' ');

/** A tariff as a file that says the same. */
export function tariffText({ tariff, special }: TariffFile): string {
  const { name, seasons, weeks, days } = tariff;
  return stringify({
    name,
    season: seasons.map((season) => ({ ...season, start: startText(season.start) })),
    week: weeks.map((week) => ({ name: week.name, days: [...week.days] })),
    day: days.map(({ id, switchings }) => ({
      id,
      rates: Object.fromEntries(switchings.map(([minute, rate]) => [timeText(minute), rate])),
    })),
    special: special.map((day) => ({ date: dateText(day), day: day.table })),
  });
}
