// A year with all that disturbs a meter: what management makes of its minutes equals what is recomputed, and what it wore.
import { describe, expect, it } from 'vitest';
import { CoreGoneError } from '../../cores/core-runner.ts';
import { random } from '../link-noise/noise.ts';
import { begin, compare, place, utc, type Place } from './place.ts';
import { LATER, SEASONS } from './tariffs.ts';
import { Wear } from './wear.ts';
import { CENTRAL_EUROPE } from './zones.ts';

/** In the long form a year and more, or fifteen (5,479); the short one is all of a season's end. */
const DAYS = Number(process.env.TWINMETER_TARIFF_DAYS ?? 20);
const DAY_s = 86_400;
/** The first such day, and how often there is one more: management is away for three. */
const AWAY = { first: 6, every: 60, days: 3 };

/** What happens to the meter in the hour, by chance: how often of all hours, and what. */
interface Disturbance {
  readonly name: string;
  /** One hour of so many. */
  readonly every: number;
  readonly happen: (p: Place, next: () => number) => void;
}

const DISTURBANCES: readonly Disturbance[] = [
  { name: 'power cuts', every: 40, happen: ({ meter }, next) => meter.off(next() % 9000) },
  { name: 'long power cuts', every: 2000, happen: ({ meter }, next) => meter.off(next() % (5 * DAY_s)) },
  { name: 'clock corrections', every: 40, happen: ({ meter }, next) => meter.step((next() % 4000) - 2000) },
  {
    name: 'clocks a day off',
    every: 3000,
    happen: ({ meter }, next) => meter.step((next() % (3 * DAY_s)) - DAY_s),
  },
  {
    name: 'minutes not recorded',
    every: 40,
    happen: ({ meter }, next) => meter.unrecorded((next() % 30) + 1),
  },
  { name: 'damaged records', every: 40, happen: ({ meter }) => meter.damaged.add(meter.newest) },
  { name: 'starts of management', every: 50, happen: ({ core }) => core.start() },
  { name: 'cuts in its writes', every: 50, happen: cutWhileWriting },
];

/** Its supply goes in the midst of what it writes of the records that are there, and comes again. */
function cutWhileWriting({ core }: Place, next: () => number): void {
  core.start(next() % 2 ? { framBytes: (next() % 40_000) + 1 } : { norOperations: (next() % 4) + 1 });
  try {
    core.follow();
  } catch (error) {
    if (!(error instanceof CoreGoneError)) throw error;
  }
  core.start();
}

/** An hour of minutes with what happens in it, which is counted. */
function hour(p: Place, next: () => number, isAway: boolean, happened: Map<string, number>): void {
  p.meter.minutes(40 + (next() % 19));
  for (const { name, every, happen } of DISTURBANCES) {
    const drawn = next() % every === 0;
    if (!drawn || (isAway && name.includes('its writes'))) continue;
    happen(p, next);
    happened.set(name, (happened.get(name) ?? 0) + 1);
  }
  if (isAway) p.core.stop();
  p.meter.minutes(60 - (Math.floor(p.meter.time_s / 60) % 60));
}

const isAwayOn = (day: number) => day >= AWAY.first && (day - AWAY.first) % AWAY.every < AWAY.days;

describe('A year of minutes', () => {
  it('equals the reference over seasons, daylight saving, cuts, steps of the clock and days without management', () => {
    const wear = new Wear();
    const start = DAYS > 20 ? '2027-10-20T00:00:00Z' : '2028-10-20T00:00:00Z';
    const change_s = utc(DAYS > 20 ? '2028-06-10T00:00:00Z' : '2028-11-02T00:00:00Z');
    const p = place(start, CENTRAL_EUROPE, [SEASONS, LATER], { change_s, minutes: 5, periods: 3, wear });
    begin(p);
    const next = random(7);
    const happened = new Map<string, number>();
    for (let day = 0; day < DAYS; day++) {
      const isAway = isAwayOn(day);
      if (isAway) p.core.stop();
      else if (day > 0 && isAwayOn(day - 1)) p.core.start();
      for (let hours = 0; hours < 24; hours++) hour(p, next, isAway, happened);
      if (isAway) continue;
      compare(p);
      p.meter.forget();
    }
    if (isAwayOn(DAYS - 1)) p.core.start();
    compare(p);
    console.log(wear.lines(DAYS, p.core.nor).join('\n'));
    console.log([...happened].map(([name, count]) => `${name} ${count}`).join(', '));
    console.log(
      `${p.meter.newest} records, ${p.reference.unrecorded} bookings without one, ${p.periods.days.length} days,` +
        ` ${p.periods.periods.length} periods, ${p.profiles.map(({ rows }) => rows.length).join(' and ')} rows`,
    );
    expect(p.reference.unrecorded).toBeGreaterThan(10);
    expect(p.reference.rates[0].filter((rate) => rate > 0n)).toHaveLength(8);
    expect(wear.worn(DAYS, p.core.nor)).toEqual([]);
  }, 7_200_000);
});
