// What a production bench asks of a meter beside its energy: that a cut of the supply takes nothing, that events are logged, what time it shows.
import { RealTimeClock } from '../../meter/conductor/real-time-clock.ts';
import { eventsOf, type MeterEvent } from '../../records/events.ts';
import { SERVICE_TRAITS } from '../../signals/waves/services.ts';
import { withinLimits } from '../bench/judge.ts';
import type { Registers } from '../bench/registers.ts';
import { loadAt, UNITY } from '../standard/programme.ts';
import type { Ratings } from '../standard/ratings.ts';
import { withMeter } from '../typetest/formula-times.ts';
import type { PointResult } from '../typetest/result.ts';
import { StagedSource } from '../typetest/staged-source.ts';
import { leadIn_s, type TestBed } from '../typetest/test-bed.ts';
import type { Fields } from './fields.ts';
import { limitOf, type NamedCurrent } from './point-step.ts';
import { askedIn, loadOf, type Asked } from './production-steps.ts';
import type { Step } from './step.ts';

/** What rows of these tests have in common. */
const row = (name: string, test: string, clause: string, current_A: number) =>
  ({ name, group: 'base', test, clause, current_A, power_factor: 1, stddev_percent: 0 }) as const;

/** The register that changed most, with its sign. */
const mostChanged = (before: Registers, after: Registers): number =>
  before
    .flatMap((scope, s) => scope.map((value, n) => after[s][n] - value))
    .reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);

/** Samples behind the last whole window at which the supply goes: what it has open then is kept too. */
const INTO_WINDOW = 1237;

/** The supply goes in the midst of a window: what any register lost, of the energy of the minutes before. */
async function keeping(bed: TestBed, asked: Asked, { name, current_A }: NamedCurrent): Promise<PointResult> {
  const load = loadOf(asked, { name, current_A });
  const [source, fram] = [bed.source(load), bed.freshFram()];
  const rate_Hz = bed.options.rate_mHz / 1000;
  const begin = Math.round(leadIn_s(bed, load) * rate_Hz);
  const end = begin + Math.round(asked.minutes * 60 * rate_Hz) + INTO_WINDOW;
  const before = await withMeter(
    bed,
    async (meter) => {
      await meter.feedUntil(source, end);
      const shown = await meter.registers();
      await meter.failPower();
      return shown;
    },
    fram,
  );
  const after = await withMeter(bed, (meter) => meter.registers(), fram);
  const lost_Ws = mostChanged(before, after);
  const error_percent = (lost_Ws / Math.abs(source.energy_Ws(begin, end))) * 100;
  const { limit_percent, clause } = asked;
  return {
    ...row(`power cut, ${name}`, 'power cut', clause, current_A),
    ...{ limit_percent, error_percent, judged: before.length * before[0].length },
    power_factor: asked.angle.factor,
    detail: `the register that changed most: ${(lost_Ws / 3600).toFixed(6)} Wh after ${asked.minutes} min`,
    pass: withinLimits(error_percent, limit_percent),
  };
}

export function powerCutIn(step: Fields, ratings: Ratings): Step {
  const asked = askedIn(step, ratings, 'power_cut', 1);
  if (asked.minutes === 0) step.refuse('minutes', '0: something has to be there that can be lost');
  return {
    tests: (bed) =>
      asked.currents.map((current) => ({
        name: `power cut, ${current.name}`,
        run: () => keeping(bed, asked, current),
      })),
  };
}

/** Voltage of an event as a part of the nominal one, and how long it lasts. */
const EVENTS = {
  dip: { factor: 0.7, lasts_s: 0.5 },
  swell: { factor: 1.15, lasts_s: 0.5 },
  interruption: { factor: 0.02, lasts_s: 1 },
} as const;
type EventName = keyof typeof EVENTS;
const NAMES = Object.keys(EVENTS) as EventName[];

const BEFORE_s = 4;
const BEHIND_s = 3;
/** A value is of a cycle and comes each half of one: begin and end may be told so much apart. */
const WITHIN_s = 0.04;
/** Of an event's extreme value. */
const OF_NOMINAL = 10_000;

/** Events other than the starts of a meter that is new; an interruption dips on its way. */
const others = (name: EventName, events: readonly MeterEvent[]): string[] =>
  events
    .map(({ event }) => event)
    .filter((event) => event !== name && !(name === 'interruption' && event === 'dip'));

/** What is wrong with the events that were logged, in words. */
function faultsOf(
  name: EventName,
  wanted: number,
  before: number,
  events: readonly MeterEvent[],
  rate_Hz: number,
) {
  const found = events.filter(({ event, sequence }) => event === name && sequence > before);
  const { lasts_s } = EVENTS[name];
  const isOff = (value_s: number, wanted_s: number) => Math.abs(value_s - wanted_s) > WITHIN_s;
  const strays = others(
    name,
    events.filter(({ sequence }) => sequence > before),
  );
  return [
    ...(found.length === wanted ? [] : [`logged ${found.length} times, not ${wanted}`]),
    ...found.flatMap(({ start, end }) => {
      if (end === undefined) return ['it never ended'];
      const said = `from ${(start / rate_Hz).toFixed(3)} s for ${((end - start) / rate_Hz).toFixed(3)} s`;
      return isOff(start / rate_Hz, BEFORE_s) || isOff((end - start) / rate_Hz, lasts_s) ? [said] : [];
    }),
    ...(strays.length > 0 ? [`also ${[...new Set(strays)].join(', ')}`] : []),
  ];
}

/** The voltage of all phases steps away and back: the log has it once a phase, with its times and its extreme value. */
async function logged(
  bed: TestBed,
  name: EventName,
  limit_percent: number,
  clause: string,
): Promise<PointResult> {
  const { ratings } = bed;
  const { factor, lasts_s } = EVENTS[name];
  const rate_Hz = bed.options.rate_mHz / 1000;
  const load = loadAt(ratings, 10 * ratings.Itr, UNITY);
  const usual = bed.source(load);
  const other = bed.source({ ...load, voltage_V: factor * ratings.Unom_V });
  const [from, until] = [BEFORE_s, BEFORE_s + lasts_s].map((time_s) => Math.round(time_s * rate_Hz));
  const feed = new StagedSource([
    { from: 0, source: usual },
    { from, source: other },
    { from: until, source: usual },
  ]);
  const [before, events] = await withMeter(bed, async (meter) => {
    const log = async () => eventsOf(await meter.ask('read_events', { first: 1 }));
    await meter.feedUntil(feed, from - 1);
    const old = await log();
    await meter.feedUntil(feed, until + BEHIND_s * rate_Hz);
    return [old, await log()];
  });
  const wanted = name === 'interruption' ? 1 : SERVICE_TRAITS[ratings.service].elements.length;
  const faults = faultsOf(name, wanted, before.at(-1)?.sequence ?? 0, events, rate_Hz);
  const extremes = events
    .filter(({ event }) => event === name)
    .map(({ extreme }) => extreme / OF_NOMINAL - factor);
  const error_percent = 100 * extremes.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
  return {
    ...row(`event log, ${name}`, 'event log', clause, load.current_A),
    ...{ limit_percent, error_percent, unit: '% of Unom', judged: 1 },
    ...(faults.length > 0 ? { detail: faults.join('; ') } : {}),
    pass: faults.length === 0 && withinLimits(error_percent, limit_percent),
  };
}

/** Reads a step `events`. Throws ProgrammeError. */
export function eventsIn(step: Fields, ratings: Ratings): Step {
  const names = step.choices('events', NAMES);
  const limit_percent = limitOf(step, ratings.class);
  const clause = step.has('clause') ? step.text('clause') : '';
  return {
    tests: (bed) =>
      names.map((name) => ({
        name: `event log, ${name}`,
        run: () => logged(bed, name, limit_percent, clause),
      })),
  };
}

/** A date in summer that is no round one. */
const CLOCK_BEGINS_s = Date.UTC(2026, 5, 14, 22, 57, 3) / 1000;

/** What the meter shows beside its RTC, second by second: the largest difference, s. */
async function indication(
  bed: TestBed,
  limit_s: number,
  minutes: number,
  clause: string,
): Promise<PointResult> {
  const rate_Hz = bed.options.rate_mHz / 1000;
  const { ratings } = bed;
  const source = bed.source(loadAt(ratings, ratings.Itr, UNITY));
  const clock = new RealTimeClock(CLOCK_BEGINS_s);
  const settled_s = leadIn_s(bed, loadAt(ratings, ratings.Itr, UNITY));
  const off = await withMeter(bed, async (meter) => {
    meter.giveClock(clock, rate_Hz);
    let worst = 0;
    for (let second = settled_s; second <= settled_s + minutes * 60; second++) {
      // In the midst of a second, where nobody doubts which one it is.
      const sample = Math.round((second + 0.5) * rate_Hz);
      await meter.feedUntil(source, sample);
      const { clock_s } = await meter.ask('read_status', {});
      const difference = Number(clock_s) - clock.time_s(sample, rate_Hz);
      if (Math.abs(difference) > Math.abs(worst)) worst = difference;
    }
    return worst;
  });
  return {
    ...row('clock indication', 'clock', clause, ratings.Itr),
    ...{ limit_percent: limit_s, error_percent: off, unit: 's', judged: minutes * 60 + 1 },
    pass: withinLimits(off, limit_s),
  };
}

/** Reads a step `clock`: its value is the limit, s. Throws ProgrammeError. */
export function clockIn(step: Fields): Step {
  const limit_s = step.number('clock', 0, 60);
  const minutes = step.has('minutes') ? step.whole('minutes', 1, 600) : 2;
  const clause = step.has('clause') ? step.text('clause') : '';
  return {
    tests: (bed) => [{ name: 'clock indication', run: () => indication(bed, limit_s, minutes, clause) }],
  };
}
