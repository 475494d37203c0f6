// A tariff as people write it, and the rate that it has at a local time; written from IEC 62056-6-2 (classes 20 and 11).

/** A day of the month, or the last one, or the last such weekday where one is given; 1 Monday .. 7 Sunday. */
export interface SeasonStart {
  readonly year?: number;
  readonly month: number;
  readonly day: number | 'last';
  readonly weekday?: number;
}

export interface Season {
  readonly name: string;
  readonly start: SeasonStart;
  readonly week: string;
}

export interface Week {
  readonly name: string;
  /** Day tables of Monday to Sunday. */
  readonly days: readonly number[];
}

/** Minute of the day, and the rate from then on. */
export type Switching = readonly [minute: number, rate: number];

export interface DayTable {
  readonly id: number;
  readonly switchings: readonly Switching[];
}

/** What is left out fits any. */
export interface SpecialDay {
  readonly index: number;
  readonly year?: number;
  readonly month?: number;
  readonly day?: number;
  readonly weekday?: number;
  readonly table: number;
}

export interface Tariff {
  readonly name: string;
  readonly seasons: readonly Season[];
  readonly weeks: readonly Week[];
  readonly days: readonly DayTable[];
}

const DAY_ms = 86_400_000;
/** Local times are told as the UTC of a clock that shows the same. */
const shown = (local_s: number) => new Date(local_s * 1000);
const weekdayOf = (date: Date) => date.getUTCDay() || 7;

/** The date a season begins on in a year. */
function startIn(year: number, { month, day, weekday }: SeasonStart): number {
  const last = Date.UTC(year, month, 0);
  if (day === 'last') {
    let at = last;
    while (weekday !== undefined && weekdayOf(new Date(at)) !== weekday) at -= DAY_ms;
    return at;
  }
  let at = Math.min(Date.UTC(year, month - 1, day), last);
  while (weekday !== undefined && weekdayOf(new Date(at)) !== weekday) at += DAY_ms;
  return at;
}

/** All begins of a season that could be the last one before a date. */
const startsOf = ({ start }: Season, year: number): number[] =>
  start.year === undefined ? [year - 1, year].map((y) => startIn(y, start)) : [startIn(start.year, start)];

function seasonAt(tariff: Tariff, midnight_ms: number): Season | undefined {
  const year = new Date(midnight_ms).getUTCFullYear();
  const begun = tariff.seasons.flatMap((season) =>
    startsOf(season, year).flatMap((at) => (at <= midnight_ms ? [{ season, at }] : [])),
  );
  return begun.sort((a, b) => a.at - b.at).at(-1)?.season;
}

function isSpecial(day: SpecialDay, date: Date): boolean {
  const wanted = [day.year, day.month, day.day, day.weekday];
  const found = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), weekdayOf(date)];
  return wanted.every((value, i) => value === undefined || value === found[i]);
}

function tableAt(tariff: Tariff, special: readonly SpecialDay[], midnight_ms: number): DayTable | undefined {
  const date = new Date(midnight_ms);
  const named = (id: number | undefined) => tariff.days.find((day) => day.id === id);
  const own = special.find((day) => isSpecial(day, date));
  const table = own && named(own.table);
  if (table) return table;
  const season = seasonAt(tariff, midnight_ms);
  const week = tariff.weeks.find(({ name }) => name === season?.week);
  return named(week?.days[weekdayOf(date) - 1]);
}

/** Rate at a local time; undefined where the tariff has none. */
export function rateAt(
  tariff: Tariff | undefined,
  special: readonly SpecialDay[],
  local_s: number,
): number | undefined {
  const now = shown(local_s);
  const midnight_ms = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
  const minute = now.getUTCHours() * 60 + now.getUTCMinutes();
  const table = tariff && tableAt(tariff, special, midnight_ms);
  return table?.switchings.filter(([at]) => at <= minute).at(-1)?.[1];
}
