// Hours of a whole meter with real records of its metering core, its supply cut and its clock set in between: rates and maxima
// equal what is recomputed of them.
import { describe, expect, it } from 'vitest';
import {
  BOOKS_MARK_ANEW,
  FRAM_BYTES,
  LAYOUTS,
  RECORD_FLAG_CLOCK_CHANGED,
  RECORD_PART,
  RING_MINUTES,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { encodeDateTime, numberOf, octets, type Data } from '../../clients/dlms/index.ts';
import { Surroundings } from '../../meter/conductor/surroundings.ts';
import type { Meter } from '../../meter/meter.ts';
import { idle, withMeter } from '../../meter/targets/with-meter.ts';
import { HouseholdDay } from '../../signals/waves/household-day.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import type { SampleSource } from '../../signals/waves/source.ts';
import { DemandReference } from '../../tariff/demand.ts';
import { minuteOf, type Minute } from '../../tariff/minute.ts';
import { RateReference, type LocalTime } from '../../tariff/rates.ts';
import { Rising } from '../../tariff/rising.ts';
import { rateAt } from '../../tariff/tariff.ts';
import { Asker, METERING_DEVICE } from '../dlms/dlms-bench.ts';
import { random } from '../link-noise/noise.ts';
import { FollowingCore } from './following-core.ts';
import { provision, utc } from './place.ts';
import { RecordingMeter } from './recording-meter.ts';
import { SEASONS, SPECIAL } from './tariffs.ts';
import { CENTRAL_EUROPE } from './zones.ts';

const MINUTES = Number(process.env.TWINMETER_TARIFF_DAYS ?? 0) > 0 ? 600 : 50;
const MINUTE_ms = 60_000;
/** A cut each so many minutes, longer each time. */
const CUT_every = 13;
const SOURCE = sineSource({ service: '3p4w', volts: 230, amps: 60, pf: 0.8 });
/** Clients of logical device 16, and the clock's attributes that they set. */
const [CLOCK, SETTINGS] = [2, 3];
const [TIME, ZONE, BEGIN, END, DEVIATION] = [2, 3, 5, 6, 7];
/** Last Sundays of March and October, at two and at three. */
const RULES = { begin: 'ffff03fe07020000ff800000', end: 'ffff0afe07030000ff800000' };

/** All minute records of the metering core, read on its own port. */
async function minutesOf(meter: Meter): Promise<Minute[]> {
  const newest = Number((await meter.ask('find_record', { ring: RING_MINUTES, time_s: 0n })).newest);
  const minutes: Minute[] = [];
  for (let sequence = 1; sequence <= newest; sequence++) {
    const bytes: number[] = [];
    for (let part = 0; bytes.length < LAYOUTS.minute_record.bytes; part++) {
      const reply = await meter.ask('read_record', { ring: RING_MINUTES, part, sequence });
      bytes.push(...(reply.bytes as number[]).slice(0, RECORD_PART));
    }
    minutes.push(minuteOf(Uint8Array.from(bytes.slice(0, LAYOUTS.minute_record.bytes))));
  }
  return minutes;
}

/** What is done to a meter behind each minute. */
type Doing = (meter: Meter, minute: number) => Promise<void>;

interface Lived {
  readonly minutes: readonly Minute[];
  readonly core: FollowingCore;
}

/** Hours of a meter; its records, and the memory of the core that followed them. */
async function live(start: string, doing: Doing, source: SampleSource = SOURCE, of = MINUTES): Promise<Lived> {
  const core = new FollowingCore(new RecordingMeter(utc(start), CENTRAL_EUROPE, random(1)));
  core.fram = new Uint8Array(FRAM_BYTES).fill(0xff);
  provision(core, [SEASONS]);
  const surroundings = new Surroundings({}, utc(start));
  const options = { source, surroundings, managementFram: core.fram };
  const minutes = await withMeter('wasm v8', options, async (meter) => {
    await idle(meter, 3000);
    for (let minute = 0; minute < of; minute++) {
      await doing(meter, minute);
      await idle(meter, MINUTE_ms);
    }
    // What was recorded last is followed, and nothing newer comes.
    await idle(meter, 8000);
    return minutesOf(meter);
  });
  return { minutes, core };
}

/** What the core kept equals what is recomputed of the records that it followed. */
function expectRecomputed({ minutes, core }: Lived, local: LocalTime, rates_least = 3): void {
  const rates = new RateReference(local, (local_s) => rateAt(SEASONS, SPECIAL, local_s) ?? 1);
  const demand = new DemandReference(local, 15, 1);
  const found = core.kept()!;
  const rising = new Rising();
  for (const recorded of minutes.slice(0, found.record)) {
    const minute = rising.take(recorded);
    rates.take(minute);
    demand.take(minute, rates.rate);
  }
  const used = rates.rates[0].filter((rate) => rate > 0n).length;
  console.log(
    `${minutes.length} real records, ${found.record} followed, ${used} rates, ${rates.unrecorded} without a rate`,
  );
  expect(found.record).toBeGreaterThanOrEqual(minutes.length - 1);
  expect(found.rates).toEqual(rates.rates);
  expect(found.unsplit).toEqual(rates.unsplit);
  expect(found.total).toEqual([...rates.last!.energy]);
  expect(found.rates.map((of) => of.reduce((sum, rate) => sum + rate, 0n))).toEqual(found.total);
  expect(found.demand.maxima).toEqual(demand.maxima);
  expect(used).toBeGreaterThanOrEqual(rates_least);
}

/** Attributes of the metering core's clock, set by a client with the right through the RS485 pair of the other board. */
async function setClock(meter: Meter, client: number, values: readonly [id: number, Data][]): Promise<void> {
  const counter = Math.floor(meter.conductor.now_us / 1000);
  const asker = await new Asker(meter, { client, device: METERING_DEVICE, counter }).associate();
  for (const [id, value] of values)
    await asker.run(asker.client.set({ class: 8, obis: '0-0:1.0.0.255', id }, value));
  await asker.close();
}

/** Moves the clock. */
async function correct(meter: Meter, by_s: number): Promise<void> {
  const now_s = Number((await meter.ask('read_status')).clock_s);
  const time = encodeDateTime({ instant: new Date((now_s + by_s) * 1000), deviation_min: 0, status: 0 });
  await setClock(meter, CLOCK, [[TIME, octets(time)]]);
}

/** Seconds by which the clock is set behind some of each fifty minutes. */
const CORRECTIONS: Readonly<Record<number, number>> = { 7: 95, 16: -200, 24: 20, 41: -1000 };

/** At 15:30 a kettle ends and the house gives: the window at the minute's end is of the other direction. */
const TURNING = '15:28:00';
const TURNING_s = 15 * 3600 + 28 * 60;

describe('Real records of a metering core', { timeout: 3_600_000 }, () => {
  it('that lost its supply are booked as they are recomputed, and nothing is lost', async () => {
    const lived = await live('2028-04-04T10:25:27Z', async (meter, minute) => {
      if (minute > 0 && minute % CUT_every === 0) await meter.cutPower!({ off_ms: minute * 7000 });
    });
    expect(lived.minutes.length).toBeGreaterThan(MINUTES - CUT_every);
    expectRecomputed(lived, (at_s) => at_s);
  });

  it('whose clock is set forwards and back while daylight saving begins are booked as they are recomputed', async () => {
    const lived = await live('2028-03-26T00:25:05Z', async (meter, minute) => {
      if (minute === 0)
        await setClock(meter, SETTINGS, [
          [ZONE, numberOf('long', -60)],
          [BEGIN, octets(Buffer.from(RULES.begin, 'hex'))],
          [END, octets(Buffer.from(RULES.end, 'hex'))],
          [DEVIATION, numberOf('integer', 60)],
        ]);
      if (CORRECTIONS[minute % 50]) await correct(meter, CORRECTIONS[minute % 50]);
    });
    const set = lived.minutes.filter(({ flags }) => (flags & RECORD_FLAG_CLOCK_CHANGED) !== 0);
    expect(set.length).toBeGreaterThanOrEqual(Object.keys(CORRECTIONS).length);
    expect(lived.minutes.some(({ time_s }) => CENTRAL_EUROPE.isDaylight(time_s))).toBe(true);
    expectRecomputed(lived, (at_s) => at_s + CENTRAL_EUROPE.offset_min(at_s) * 60);
  });

  it('whose registers fall by an open window, where the power turns at a minute, are those of the same meter', async () => {
    const day = new HouseholdDay({ start_s: TURNING_s });
    const lived = await live(`2028-04-04T${TURNING}Z`, async () => {}, day, 5);
    const fallen = lived.minutes.filter(({ energy }, i) =>
      energy.some((register, q) => register < (lived.minutes[i - 1]?.energy[q] ?? 0n)),
    );
    expect(fallen.length).toBeGreaterThan(0);
    expectRecomputed(lived, (at_s) => at_s, 1);
    expect(lived.core.kept()!.marks & BOOKS_MARK_ANEW).toBe(0);
  });
});
