// Zone, daylight rules and freeze schedule through logical device 16: who may change them, what of them is refused, and told.
import { beforeEach, describe, expect, it } from 'vitest';
import {
  AUDIT_CLOCK_SLEWED,
  EVENT_LOCAL_TIME_SET,
  EVENT_STORAGE_DAMAGED,
  FRAM_LOCAL_TIME_A,
  FRAM_LOCAL_TIME_B,
  METERING_FLAG_DAMAGED,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import {
  AccessError,
  decodeDateTime,
  encodeDateTime,
  numberOf as made,
  octets,
  structure,
  type Data,
  type DlmsClient,
} from '../../clients/dlms/index.ts';
import { bytesOf, numberOf, partsOf } from './data-parts.ts';
import { SessionBench } from './session-bench.ts';

const [READER, CLOCK, SETTINGS] = [1, 2, 3];
const clock = (id: number) => ({ class: 8, obis: '0-0:1.0.0.255', id });
const [TIME, ZONE, STATUS, BEGIN, END, DEVIATION] = [2, 3, 4, 5, 6, 7];
const SCHEDULE = { class: 1, obis: '0-0:96.132.0.255', id: 2 };
const SLEW = { class: 1, obis: '0-0:96.132.1.255', id: 2 };
const DAYLIGHT = 128;

let bench: SessionBench;
let client: DlmsClient;
beforeEach(() => {
  bench = new SessionBench();
  bench.seconds(2);
  client = bench.associated(SETTINGS);
});

const get = (id: number) => bench.run(SETTINGS, client.get(clock(id)));
const set = (id: number, value: Data) => bench.run(SETTINGS, client.set(clock(id), value));
const rule = (hex: string) => octets(Buffer.from(hex, 'hex'));
const schedule = (...values: number[]) =>
  structure(...values.map((value, i) => made(i < 3 ? 'unsigned' : 'long-unsigned', value)));

/** Newest event of the metering core: its kind and what it tells. */
function newestEvent(): number[] {
  const { newest_event } = bench.message('link', { message: 'read_status', values: {} });
  const events = bench.message('link', { message: 'read_events', values: { first: newest_event } });
  return (events.records as number[]).slice(0, 40);
}
const kindOfEvent = (record: number[]) => record[24];

describe('Local time', () => {
  it('is told by the clock with its deviation, standard time and daylight saving', () => {
    set(ZONE, made('long', -60));
    set(DEVIATION, made('integer', 60));
    const winter = decodeDateTime(bytesOf(get(TIME)));
    expect(winter).toMatchObject({ deviation_min: 60 });
    expect(winter.instant.getTime() / 1000).toBe(bench.clock_s);
    const july = new Date('2026-07-01T10:00:00Z');
    const setter = bench.associated(CLOCK);
    bench.run(
      CLOCK,
      setter.set(clock(TIME), octets(encodeDateTime({ instant: july, status: 0, deviation_min: 0 }))),
    );
    bench.seconds(1);
    const summer = decodeDateTime(bytesOf(get(TIME)));
    expect(summer.deviation_min).toBe(120);
    expect(Math.abs(summer.instant.getTime() - july.getTime())).toBeLessThan(3000);
    expect(numberOf(get(STATUS)) & DAYLIGHT).toBe(DAYLIGHT);
  });

  it('without a deviation is what a command is taken as', () => {
    set(ZONE, made('long', -120));
    const setter = bench.associated(CLOCK);
    const local = new Date('2026-11-28T12:00:00Z');
    bench.run(CLOCK, setter.set(clock(TIME), octets(encodeDateTime({ instant: local, status: 0 }))));
    bench.block();
    expect(bench.clockSettings).toEqual([Date.parse('2026-11-28T10:00:00Z') / 1000]);
  });

  it('is told as an event, with each change', () => {
    set(ZONE, made('long', -60));
    expect(kindOfEvent(newestEvent())).toBe(EVENT_LOCAL_TIME_SET);
  });

  it('keeps its rules as they were written, over a restart too', () => {
    set(BEGIN, rule('ffff03fe07020000ff800000'));
    set(END, rule('ffff0afe07030000ff800000'));
    bench.restart();
    bench.seconds(2);
    client = bench.associated(SETTINGS, { counter: client.counter });
    expect(bytesOf(get(BEGIN)).toString('hex')).toBe('ffff03fe07020000ff800000');
    expect(bytesOf(get(END)).toString('hex')).toBe('ffff0afe07030000ff800000');
  });

  it.each([
    ['one bank', [FRAM_LOCAL_TIME_A], 1],
    ['both banks', [FRAM_LOCAL_TIME_A, FRAM_LOCAL_TIME_B], 3],
  ])('whose record is damaged in %s is told as an event, and marks every reading', (_, banks, scope) => {
    set(ZONE, made('long', -60));
    set(ZONE, made('long', -120));
    for (const at of banks) bench.fram[at + 12] ^= 1;
    bench.restart();
    bench.seconds(1);
    const { newest_event, flags } = bench.message('link', { message: 'read_status', values: {} });
    const first = Math.max(1, Number(newest_event) - 4);
    const events = bench.message('link', { message: 'read_events', values: { first } });
    const records = Buffer.from(events.records as number[]);
    const told = [...Array(Number(events.count)).keys()].map((n) => records.subarray(n * 40, n * 40 + 40));
    const damage = told.find((record) => record[24] === EVENT_STORAGE_DAMAGED)!;
    expect([damage[25], damage.readInt32LE(20)]).toEqual([scope, FRAM_LOCAL_TIME_A]);
    expect(Number(flags) & METERING_FLAG_DAMAGED).toBeTruthy();
  });

  it.each([
    ['a zone of 15 hours', ZONE, made('long', -900)],
    ['a zone of another type', ZONE, made('integer', 1)],
    ['daylight saving of three hours', DEVIATION, made('integer', 121)],
    ['a rule of one year', BEGIN, rule('07ea03fe07020000ff800000')],
    ['a rule of month 13', BEGIN, rule('ffff0dfe07020000ff800000')],
    ['a rule that begins and ends in one month', BEGIN, rule('ffff0afe07020000ff800000')],
    ['a rule at eleven minutes past', BEGIN, rule('ffff03fe07020b00ff800000')],
    ['a rule of weekday 8', BEGIN, rule('ffff03fe08020000ff800000')],
    ['a rule that is too short', BEGIN, rule('ffff03fe07')],
  ])('is not changed by %s', (_, id, value) => {
    const before = newestEvent();
    expect(() => set(id, value)).toThrow(AccessError);
    expect(newestEvent()).toEqual(before);
  });

  it('is not changed by a client without the right', () => {
    for (const id of [READER, CLOCK]) {
      const other = bench.associated(id);
      expect(() => bench.run(id, other.set(clock(ZONE), made('long', -60)))).toThrow(AccessError);
    }
    expect(numberOf(get(ZONE))).toBe(0);
  });
});

describe('The freeze schedule', () => {
  const read = () => partsOf(bench.run(SETTINGS, client.get(SCHEDULE))).map(numberOf);
  const write = (value: Data) => bench.run(SETTINGS, client.set(SCHEDULE, value));

  it('is replaced as a whole', () => {
    write(schedule(15, 6, 20, 120));
    expect(read()).toEqual([15, 6, 20, 120]);
  });

  it.each([
    ['billing day 29', schedule(29, 6, 20, 120)],
    ['hour 24', schedule(15, 24, 20, 120)],
    ['no slew', schedule(15, 6, 0, 120)],
    ['more than an hour of uncertainty', schedule(15, 6, 20, 3601)],
    ['three fields', schedule(15, 6, 20)],
  ])('is not replaced by one with %s', (_, value) => {
    const before = read();
    expect(() => write(value)).toThrow(AccessError);
    expect(read()).toEqual(before);
  });
});

describe('A slew', () => {
  const DAY_LIMIT_s = 60;
  const EACH_s = 86_400 / DAY_LIMIT_s;
  const clients = new Map<number, DlmsClient>();
  /** A new association: one that waits for minutes is closed. */
  const associated = (id: number): DlmsClient => {
    const counter = clients.get(id)?.counter;
    const fresh = bench.associated(id, counter === undefined ? undefined : { counter });
    clients.set(id, fresh);
    return fresh;
  };
  const left = () => numberOf(bench.run(SETTINGS, associated(SETTINGS).get(SLEW)));
  const slew = (value: Data, setter = associated(CLOCK)) => bench.run(CLOCK, setter.set(SLEW, value));

  beforeEach(() => {
    clients.clear();
    clients.set(SETTINGS, client);
    bench.run(SETTINGS, client.set(SCHEDULE, schedule(1, 0, DAY_LIMIT_s, 120)));
  });

  it.each([2, -2])('of %i s moves the clock a second at a time, as many a day as are configured', (by_s) => {
    const before = { clock_s: bench.clock_s, samples: bench.sampleIndex };
    slew(made('long', by_s));
    expect(left()).toBe(by_s);
    bench.seconds(EACH_s);
    expect(left()).toBe(Math.sign(by_s));
    expect(bench.clockSettings).toHaveLength(1);
    bench.seconds(2 * EACH_s);
    expect(left()).toBe(0);
    expect(bench.clockSettings).toHaveLength(2);
    const gone_s = (bench.sampleIndex - before.samples) / 4000;
    expect(Math.abs(bench.clock_s - before.clock_s - gone_s - by_s)).toBeLessThanOrEqual(1);
  });

  it('stands in the audit trail before it begins, with who asked for it, and ends with 0', () => {
    slew(made('long', 30));
    bench.seconds(2);
    const entries = bench.run(
      SETTINGS,
      associated(SETTINGS).get({ class: 7, obis: '0-0:99.98.0.255', id: 2 }),
    );
    const [, , , , kind, who, , old, now] = partsOf(partsOf(entries).at(-1)!);
    expect([kind, who].map(numberOf)).toEqual([AUDIT_CLOCK_SLEWED, CLOCK]);
    expect(numberOf(now) - numberOf(old)).toBe(30);
    slew(made('long', 0));
    expect(left()).toBe(0);
  });

  it('is refused of a client without the right, beyond an hour, and too long after the challenge', () => {
    for (const id of [READER, SETTINGS])
      expect(() => bench.run(id, associated(id).set(SLEW, made('long', 5)))).toThrow(AccessError);
    expect(() => slew(made('long', 3601))).toThrow(AccessError);
    const late = associated(CLOCK);
    bench.seconds(11);
    expect(() => slew(made('long', 5), late)).toThrow(AccessError);
    expect(left()).toBe(0);
  });
});
