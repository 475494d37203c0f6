// Hours of a whole meter with real records of its metering core, its supply cut in between: rates and maxima equal what is recomputed of them.
import { expect, it } from 'vitest';
import {
  FRAM_BYTES,
  LAYOUTS,
  RECORD_PART,
  RING_MINUTES,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { Surroundings } from '../../meter/conductor/surroundings.ts';
import type { Meter } from '../../meter/meter.ts';
import { idle, withMeter } from '../../meter/targets/with-meter.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { DemandReference } from '../../tariff/demand.ts';
import { minuteOf, type Minute } from '../../tariff/minute.ts';
import { RateReference } from '../../tariff/rates.ts';
import { rateAt } from '../../tariff/tariff.ts';
import { random } from '../link-noise/noise.ts';
import { FollowingCore } from './following-core.ts';
import { provision, utc } from './place.ts';
import { RecordingMeter } from './recording-meter.ts';
import { SEASONS, SPECIAL } from './tariffs.ts';
import { CENTRAL_EUROPE } from './zones.ts';

const START = '2028-04-04T10:25:30Z';
const MINUTES = Number(process.env.TWINMETER_TARIFF_DAYS ?? 0) > 0 ? 600 : 50;
const MINUTE_ms = 60_000;
/** A cut each so many minutes, longer each time. */
const CUT_every = 13;
const SOURCE = sineSource({ service: '3p4w', volts: 230, amps: 60, pf: 0.8 });

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

/** Hours of it, a cut now and then. */
async function live(meter: Meter): Promise<void> {
  for (let minute = 1; minute <= MINUTES; minute++) {
    if (minute % CUT_every === 0) await meter.cutPower!({ off_ms: minute * 7000 });
    await idle(meter, MINUTE_ms);
  }
  // What was recorded last is followed, and nothing newer comes.
  await idle(meter, 8000);
}

it(
  'Real records of a metering core that lost its supply are booked as they are recomputed, and nothing is lost',
  { timeout: 3_600_000 },
  async () => {
    const kept = new FollowingCore(new RecordingMeter(utc(START), CENTRAL_EUROPE, random(1)));
    kept.fram = new Uint8Array(FRAM_BYTES).fill(0xff);
    provision(kept, [SEASONS]);
    const surroundings = new Surroundings({}, utc(START));
    const options = { source: SOURCE, surroundings, managementFram: kept.fram };
    const minutes = await withMeter('wasm v8', options, async (meter) => {
      await live(meter);
      return minutesOf(meter);
    });
    const local = (at_s: number) => at_s;
    const rates = new RateReference(local, (local_s) => rateAt(SEASONS, SPECIAL, local_s) ?? 1);
    const demand = new DemandReference(local, 15, 1);
    const found = kept.kept()!;
    for (const minute of minutes.slice(0, found.record)) {
      rates.take(minute);
      demand.take(minute, rates.rate);
    }
    console.log(
      `${minutes.length} real records, ${found.record} followed, ${rates.rates[0].filter((rate) => rate > 0n).length} rates, ` +
        `${rates.unrecorded} bookings without a record`,
    );
    expect(minutes.length).toBeGreaterThan(MINUTES - CUT_every);
    expect(found.record).toBeGreaterThanOrEqual(minutes.length - 1);
    expect(found.rates).toEqual(rates.rates);
    expect(found.unsplit).toEqual(rates.unsplit);
    expect(found.total).toEqual([...minutes[found.record - 1].energy]);
    expect(found.rates.map((of) => of.reduce((sum, rate) => sum + rate, 0n))).toEqual(found.total);
    expect(found.demand.maxima).toEqual(demand.maxima);
    expect(rates.rates[0].filter((rate) => rate > 0n).length).toBeGreaterThan(2);
  },
);
