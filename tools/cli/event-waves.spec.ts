// Which events a waveform is kept of, from where to where, and where a meter's count of samples is another than that of the run.
import { describe, expect, it } from 'vitest';
import { RealTimeClock } from '../meter/conductor/real-time-clock.ts';
import type { Meter } from '../meter/meter.ts';
import type { MeterEvent } from '../records/events.ts';
import { SET_WORDS } from '../signals/waves/afe-scale.ts';
import { sineSource } from '../signals/waves/sine.ts';
import { WAVE_PLACES, type ToldWave, type WaveRecord } from '../web/told-waves.ts';
import { EventWaves } from './event-waves.ts';
import { HandFedSource } from './hand-fed.ts';

const RATE = 4000;
const LOAD = { service: '3p4w', volts: 230, amps: 5, hz: 50 } as const;

/** A meter that is fed, and tells of what it is made to tell. */
function bench(isNew = true) {
  const source = new HandFedSource(sineSource(LOAD), LOAD);
  const [events, records] = [new Map<number, MeterEvent>(), new Map<string, object>()];
  const fed = { samplesFed: 0, now_us: 0 };
  const meter = {
    ...{ conductor: fed, link: { events, records }, metering: { restarts: 0 } },
    surroundings: { clock: new RealTimeClock(Date.UTC(2026, 5, 1) / 1000) },
  } as unknown as Meter;
  const waves = new EventWaves(meter, source, isNew);
  const feed = (seconds: number) => {
    for (let n = 0; n < Math.round(seconds * 10); n++) {
      source.fill(new Int32Array((RATE / 10) * SET_WORDS), fed.samplesFed, RATE / 10);
      fed.samplesFed += RATE / 10;
      waves.turn();
    }
  };
  const tell = (sequence: number, event: string, scope: number, from_s: number, to_s?: number) =>
    events.set(sequence, {
      ...{ sequence, event, scope, start: from_s * RATE, extreme: 0, limit: 0, starts: 0 },
      end: to_s === undefined ? undefined : to_s * RATE,
    });
  const told = () => {
    const all = waves.tell();
    const whole = all.filter(({ name }) => name.startsWith('wave/')).map(({ value }) => value as WaveRecord);
    const list = all.find(({ name }) => name === 'records')?.value as ToldWave[] | undefined;
    return { whole, list };
  };
  return { feed, tell, told, records, turn: () => waves.turn(), meter };
}

describe('A waveform of an event', () => {
  it('goes from 0.2 s before it to 0.2 s behind its end, once for all phases', () => {
    const { feed, tell, told } = bench();
    feed(2);
    for (const phase of [1, 2, 3]) tell(phase, 'dip', phase, 1.5, 1.7);
    feed(1);
    const { whole, list } = told();
    expect(list).toEqual([{ place: 0, number: 1, events: ['dip L1', 'dip L2', 'dip L3'], trigger_s: 1.5 }]);
    expect(whole).toHaveLength(1);
    const [{ channels, first_us, trigger_us, events }] = whole;
    expect(events).toEqual(list![0].events);
    expect(channels.map(({ name }) => name)).toEqual(['V1', 'V2', 'V3', 'I1', 'I2', 'I3', 'IN']);
    expect(channels[0].counts).toHaveLength(0.6 * RATE);
    expect(trigger_us - first_us).toBe(200_000);
    expect(trigger_us).toBe((Date.UTC(2026, 5, 1) + 1500) * 1000);
    expect(told().list).toBeUndefined();
  });

  it('waits for what is to come, and has 0.8 s of one that lasts', () => {
    const { feed, tell, told } = bench();
    feed(1);
    tell(1, 'interruption', 0, 0.9);
    feed(0.8);
    expect(told().list).toBeUndefined();
    feed(0.3);
    expect(told().whole[0].channels[0].counts).toHaveLength(1.2 * RATE);
  });

  it('is kept of no other event, and of none that lies too far back', () => {
    const { feed, tell, told } = bench();
    feed(9);
    tell(1, 'dip', 1, 2, 2.2);
    tell(2, 'terminal_cover', 0, 8, 8.1);
    feed(1);
    expect(told().list).toBeUndefined();
  });

  it('is found by the count of a meter that had lived before', () => {
    const { feed, tell, told, records, turn, meter } = bench(false);
    const before_s = 1000;
    // What passed on the link tells of samples that were fed a little before.
    for (const late of [62, 0, 31]) {
      feed(1);
      const { samplesFed } = meter.conductor;
      records.set('read_status 0', { sample_index: BigInt(before_s * RATE + samplesFed - late) });
      turn();
    }
    tell(1, 'swell', 1, before_s + 2.5, before_s + 2.6);
    feed(1);
    expect(told().list).toMatchObject([{ trigger_s: 2.5 }]);
  });

  it('takes the place of the oldest', () => {
    const { feed, tell, told } = bench();
    let list: ToldWave[] | undefined;
    for (let n = 1; n <= WAVE_PLACES + 2; n++) {
      feed(1);
      tell(n, 'dip', 1, n - 0.5, n - 0.3);
      list = told().list ?? list;
    }
    feed(1);
    list = told().list ?? list;
    expect(list!.map(({ number }) => number)).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
    expect(list!.at(-1)!.place).toBe(1);
  });
});
