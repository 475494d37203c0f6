// DL/T 645 on the metering core's own port: equal to the frames of the link, in several frames, at other rates, from a closed list.
import { describe, expect, it } from 'vitest';
import { IDENTIFIERS_645 } from '../../../shared-protocol/generated/ts/dlt645.ts';
import {
  CLOCK_SOURCE_BROADCAST,
  RING_DAYS,
  RING_MINUTES,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { FUNCTION_645, identifierBytes } from '../../clients/dlt645/client.ts';
import { ALL_ADDRESS, encodeFrame } from '../../clients/dlt645/frame.ts';
import type { Meter } from '../../meter/meter.ts';
import { Surroundings } from '../../meter/conductor/surroundings.ts';
import { idle, withMeter, type Place } from '../../meter/targets/with-meter.ts';
import { ask645, error645, read645Data, takeQuickRate, type Say } from '../../records/asked-645.ts';
import { everyEvent } from '../../records/events.ts';
import { itemsOf, readItems } from '../../records/items-645.ts';
import { sineSource } from '../../signals/waves/sine.ts';

const OWN = '000010000001';
const START_s = Date.parse('2026-05-31T23:58:00Z') / 1000;
const NO_DATA = 0x02;
const source = () => sineSource({ service: '3p4w', volts: 230, amps: 60, pf: 0.8 });

const inMeter = (place: Place, test: (meter: Meter, say: Say) => Promise<void>) =>
  withMeter(place, { source: source(), surroundings: new Surroundings({}, START_s) }, (meter) =>
    test(meter, (bytes, isEnough) => meter.say(bytes, isEnough)),
  );

/** The quickest rate: what is asked costs less time of the meter. */
async function hurry(meter: Meter, say: Say): Promise<void> {
  expect(await takeQuickRate(say)).toBeDefined();
  await idle(meter, 50);
}

const numberAt = async (say: Say, di: string) =>
  readItems(di, (await read645Data(say, di))!)[0].value as number;

describe.each(['wasm v8', 'host wasm3', 'emulated wasm3'] as const)('DL/T 645 on %s', (place) => {
  it('tells the same registers as the frames of the link, to the last digit shown', { timeout: 60_000 }, () =>
    inMeter(place, async (meter, say) => {
      await hurry(meter, say);
      await idle(meter, 8000);
      const fields = {
        '00010000': 'active_import_mWs',
        '00050000': 'reactive_q1_mvars',
        '00090000': 'apparent_import_mVAs',
      };
      for (const [di, field] of Object.entries(fields)) {
        const before = await meter.ask('read_registers', { scope: 0, moment: 1 });
        const told = await numberAt(say, di);
        const after = await meter.ask('read_registers', { scope: 0, moment: 1 });
        const shown = [before, after].map((reply) => Math.floor(Number(reply[field]) / 36e6) / 100);
        expect(told).toBeGreaterThan(0);
        expect(told).toBeGreaterThanOrEqual(shown[0]);
        expect(told).toBeLessThanOrEqual(shown[1]);
      }
      const [voltage] = readItems('02010200', (await read645Data(say, '02010200'))!);
      expect(voltage).toMatchObject({ name: 'voltage L2', text: '230.0', unit: 'V' });
    }),
  );
});

describe('DL/T 645', () => {
  it('has address, local time and the SHA-256 of the software', () =>
    inMeter('wasm v8', async (meter, say) => {
      await idle(meter, 1500);
      expect((await ask645(say, FUNCTION_645.readAddress))?.address).toBe(OWN);
      const [time] = readItems('0400010C', (await read645Data(say, '0400010C'))!);
      expect(time.text).toMatch(/^26053100235\d{3}$/); // a Sunday
      expect(Buffer.from((await read645Data(say, '04800100'))!).toString('hex')).toBe(meter.metering.sha256);
    }));

  it(
    'gives a whole minute record with its MAC in one frame, and freezes in several',
    { timeout: 120_000 },
    () =>
      inMeter('wasm v8', async (meter, say) => {
        await hurry(meter, say);
        await idle(meter, 150_000);
        const record = await meter.ask('read_record', { ring: RING_MINUTES, part: 0, sequence: 1 });
        const told = (await read645Data(say, '04800500', Uint8Array.of(1, 0, 0, 0)))!;
        expect(told).toHaveLength(176);
        expect([...told]).toEqual((record.bytes as number[]).slice(0, 176));
        // 2026-06-01 00:00: hour, day, month and billing day.
        const freeze = (await read645Data(say, '04800502'))!;
        expect(freeze).toHaveLength(456);
        const parts: number[] = [];
        for (let part = 0; part < 3; part++)
          parts.push(
            ...((await meter.ask('read_record', { ring: RING_DAYS, part, sequence: 0 })).bytes as number[]),
          );
        expect([...freeze]).toEqual(parts.slice(0, freeze.length));
        const [time, energy] = readItems('0506FF01', (await read645Data(say, '0506FF01'))!);
        expect(time.text).toBe('2606010000');
        expect(energy.value).toBe(await numberAt(say, '00010001'));
        expect(energy.value).toBeGreaterThan(0);
        expect(await error645(ask645(say, FUNCTION_645.read, identifierBytes('05060003')))).toBe(NO_DATA);
      }),
  );

  it(
    'gives load records: the earliest, those from a time on, the latest, three a frame',
    { timeout: 120_000 },
    () =>
      inMeter('wasm v8', async (meter, say) => {
        await hurry(meter, say);
        await idle(meter, 330_000);
        const whole = (await read645Data(say, '06000000', Uint8Array.of(0x04)))!;
        expect(whole.length % 4).toBe(0);
        const size = whole.length / 4;
        const records = [0, 1, 2, 3].map((i) => whole.subarray(i * size, (i + 1) * size));
        for (const record of records) {
          expect([record[0], record[1], record[2], record.at(-1)]).toEqual([0xa0, 0xa0, size - 5, 0xe5]);
          expect(record.subarray(0, -2).reduce((sum, byte) => (sum + byte) & 0xff, 0)).toBe(record.at(-2));
        }
        expect(Buffer.from(records[0].subarray(3, 8)).reverse().toString('hex')).toBe('2605312359');
        const from = Uint8Array.of(0x01, 0x00, 0x00, 0x01, 0x06, 0x26);
        expect([...(await read645Data(say, '06000001', from))!]).toEqual([...records[1]]);
        const latest = (await read645Data(say, '06010002', Uint8Array.of(0x01)))!;
        expect(Buffer.from(latest.subarray(3, 8)).reverse().toString('hex')).toBe('2606010003');
      }),
  );

  it(
    'answers no identifier beside those of its list: all bytes at the bounds of what it knows',
    { timeout: 120_000 },
    () =>
      inMeter('wasm v8', async (meter, say) => {
        await hurry(meter, say);
        const bytes = [0, 1, 2, 3].map((place) => {
          const near = IDENTIFIERS_645.flatMap(({ ranges }) =>
            ranges[place].flatMap((byte) => [byte - 1, byte, byte + 1]),
          );
          return [...new Set([...near, 0xfe, 0xff])].filter((byte) => byte >= 0 && byte <= 0xff);
        });
        const seen = new Map<string, number | undefined>();
        for (const di3 of bytes[0]) {
          for (let i = 0; i < 60; i++) {
            const pick = (place: number) =>
              bytes[place][(i * 7 + di3 * 13 + place * 5) % bytes[place].length];
            const di = Buffer.from([di3, pick(1), pick(2), pick(3)])
              .toString('hex')
              .toUpperCase();
            seen.set(di, await error645(ask645(say, FUNCTION_645.read, identifierBytes(di))));
          }
        }
        for (const [di, error] of seen)
          if (itemsOf(di).length === 0) expect([di, error]).toEqual([di, NO_DATA]);
      }),
  );

  it(
    'answers of all 256 control codes those of the standard, and nobody who speaks to everybody',
    { timeout: 60_000 },
    () =>
      inMeter('wasm v8', async (meter, say) => {
        await hurry(meter, say);
        const quiet: Say = (bytes, isEnough) => {
          let rounds = 0;
          return meter.say(bytes, (heard) => isEnough(heard) || rounds++ > 60);
        };
        const answered: number[] = [];
        for (let control = 0; control < 256; control++) {
          const request = encodeFrame({ address: OWN, control, data: Uint8Array.of(0) });
          if ((await quiet(request, (heard) => heard.length > 11)).length > 0) answered.push(control);
          const everybody = encodeFrame({ address: ALL_ADDRESS, control, data: Uint8Array.of(0) });
          expect(await quiet(everybody, (heard) => heard.length > 0), `${control}`).toHaveLength(0);
        }
        expect(answered).toEqual([0x03, 0x11, 0x12, 0x14, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d]);
      }),
  );

  it(
    'goes on at the rate it was left at after a loss of supply, and counts what it refused',
    { timeout: 60_000 },
    () =>
      inMeter('wasm v8', async (meter, say) => {
        await hurry(meter, say);
        await error645(ask645(say, FUNCTION_645.freeze, Uint8Array.of(0, 0, 0x99, 0x99)));
        await idle(meter, 2500);
        await meter.cutPower!();
        await idle(meter, 2500);
        expect((await ask645(say, FUNCTION_645.readAddress))?.address).toBe(OWN);
        expect(await numberAt(say, '04000703')).toBe(0x82);
        expect(Buffer.from((await read645Data(say, '04800205'))!.subarray(0, 4)).toString('hex')).toBe(
          '01000000',
        );
      }),
  );
});

/** ss mm hh DD MM YY of the local clock, which has no zone here. */
function dateBytes(time_s: number): Uint8Array {
  const [, year, ...rest] = /^20(..)-(..)-(..)T(..):(..):(..)/.exec(new Date(time_s * 1000).toISOString())!;
  return Uint8Array.from([...rest.reverse(), year].map((digits) => Number.parseInt(digits, 16)));
}

describe('A time that is broadcast', () => {
  const NOON_s = Date.parse('2026-05-31T12:00:00Z') / 1000;
  const broadcast = async (broadcastTime: 'refused' | 'slewed', byAll_s: readonly number[]) =>
    withMeter(
      'wasm v8',
      {
        ...{ source: source(), parameters: { broadcastTime } },
        surroundings: new Surroundings({}, NOON_s),
      },
      async (meter) => {
        await idle(meter, 2000);
        for (const by_s of byAll_s) {
          const now_s = Number((await meter.ask('read_status')).clock_s);
          const data = dateBytes(now_s + by_s);
          const frame = encodeFrame({ address: ALL_ADDRESS, control: FUNCTION_645.broadcastTime, data });
          expect(await meter.say(frame, () => false)).toHaveLength(0);
          await idle(meter, 1500);
        }
        const events = await everyEvent((first) => meter.ask('read_events', { first }));
        return events
          .filter(({ event }) => event === 'clock_set')
          .map(({ scope, extreme }) => [scope, extreme]);
      },
    );

  it('changes nothing where that is not sealed otherwise', async () => {
    expect(await broadcast('refused', [40, -40])).toEqual([]);
  });

  it('is made up for little by little where it is, once a day, and by five minutes at most', async () => {
    expect(await broadcast('slewed', [301, -301])).toEqual([]);
    expect(await broadcast('slewed', [40, 50])).toEqual([[CLOCK_SOURCE_BROADCAST, 40]]);
  });
});
