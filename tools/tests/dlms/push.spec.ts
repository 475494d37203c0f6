// What a meter sends unasked: on schedule, on alarm, by command, again until it is confirmed, to the household.
import { describe, expect, it } from 'vitest';
import { FRAM_BYTES } from '../../../shared-protocol/generated/ts/protocol.ts';
import { numberOf, octets, structure, type Data } from '../../clients/dlms/index.ts';
import { HdlcListener, NotificationReader, type Notification } from '../../clients/dlms/notification.ts';
import { decodeDateTime } from '../../clients/dlms/date-time.ts';
import { Surroundings } from '../../meter/conductor/surroundings.ts';
import { testKeys } from '../../meter/keys/development-keys.ts';
import { idle } from '../../meter/targets/with-meter.ts';
import { withDownlink } from '../../records/downlink.ts';
import { Asker, MANAGEMENT, READING, withDlms } from './dlms-bench.ts';
import {
  array,
  choice,
  destination,
  hex,
  numberIn,
  PROTECTED,
  pushed,
  START_s,
  u16,
  u32,
  u8,
  valuesOf,
  withPush,
} from './push-bench.ts';

const LIMIT_ms = 120_000;
const [ON_SCHEDULE, ON_ALARM, TO_HOUSE] = ['0-0:25.9.0.255', '0-1:25.9.0.255', '0-3:25.9.0.255'];
const PUSH_SCHEDULE = '0-0:15.0.4.255';
const [DENIED, TYPE_UNMATCHED] = [3, 12];
const FRAUD = 1 << 13;

describe('A push', { timeout: LIMIT_ms }, () => {
  it('goes out by command and by schedule, with what its list names, and not without a destination', () =>
    withPush(async (bench) => {
      expect(await bench.refused(bench.push())).toBeGreaterThan(0);
      expect(await bench.get(40, ON_SCHEDULE, 3)).toEqual(destination(''));
      await bench.set(40, ON_SCHEDULE, 3, destination('127.0.0.1:4059'));
      await bench.push();
      await bench.idle(200);
      expect(bench.heard).toHaveLength(1);
      const [{ time, invoke }] = bench.heard;
      const values = valuesOf(bench.heard[0]);
      expect(invoke >>> 30).toBe(2);
      expect(values[0]).toEqual(await bench.get(40, ON_SCHEDULE, 2));
      expect(values).toHaveLength((values[0] as { of: Data[] }).of.length);
      expect(values[2]).toEqual(await bench.get(1, '0-0:96.1.0.255', 2));
      const now_s = START_s + bench.meter.conductor.now_us / 1e6;
      expect(Math.abs(decodeDateTime(time).instant.getTime() / 1000 - now_s)).toBeLessThan(3);

      await bench.set(
        40,
        ON_SCHEDULE,
        2,
        array(pushed(3, '010001 0800ff', 2), pushed(8, '000001 0000ff', 2)),
      );
      await bench.set(22, PUSH_SCHEDULE, 4, array(structure(hex('ffff00ff'), hex('ffff ff ff ff'))));
      await bench.idle(25_000);
      expect(bench.heard).toHaveLength(2);
      expect(valuesOf(bench.heard[1]).map(({ type }) => type)).toEqual(['long64', 'octet-string']);
      await bench.idle(60_000);
      expect(bench.heard).toHaveLength(3);
      expect(bench.heard[2].invoke).toBe(bench.heard[1].invoke + 1);
      await bench.set(22, PUSH_SCHEDULE, 4, array(structure(hex('ffff00ff'), hex('07ea 0c ff ff'))));
      await bench.idle(60_000);
      expect(bench.heard).toHaveLength(3);
    }));

  it('tells an alarm that the filter lets through', () =>
    withPush(async (bench, surroundings) => {
      await bench.set(40, ON_ALARM, 3, destination('127.0.0.1:4059'));
      await bench.idle(1000);
      const before = bench.heard.length; // power up, which nobody cleared
      await bench.set(1, '0-0:97.98.10.255', 2, u32(0xffff_ffff - FRAUD));
      surroundings.set('terminalCover', false);
      await bench.idle(3000);
      surroundings.set('terminalCover', true);
      await bench.idle(3000);
      expect(bench.heard).toHaveLength(before);
      await bench.set(1, '0-0:97.98.10.255', 2, u32(0xffff_ffff));
      surroundings.set('terminalCover', false);
      await bench.idle(3000);
      expect(bench.heard).toHaveLength(before + 1);
      const descriptor = numberIn(valuesOf(bench.heard.at(-1)!)[3])!;
      expect(descriptor & FRAUD).toBe(FRAUD);
      expect(await bench.get(1, '0-0:97.98.20.255', 2)).toMatchObject({ value: BigInt(descriptor) });
    }));

  it('is repeated until it is confirmed, as often as is set', () =>
    withPush(async (bench) => {
      await bench.set(40, ON_SCHEDULE, 3, destination('127.0.0.1:4059'));
      await bench.set(40, ON_SCHEDULE, 11, choice(2));
      await bench.set(40, ON_SCHEDULE, 6, u8(2));
      await bench.set(40, ON_SCHEDULE, 7, structure(u16(5), u16(200), u16(60)));
      await bench.push();
      await bench.idle(500);
      expect(bench.heard).toHaveLength(1);
      expect((bench.heard[0].invoke >>> 30) & 1).toBe(1);
      await bench.idle(36_000);
      expect(bench.heard).toHaveLength(2);
      bench.confirm({ ...bench.heard[1], invoke: bench.heard[0].invoke });
      bench.confirm(bench.heard[1], READING);
      await bench.idle(41_000);
      expect(bench.heard).toHaveLength(3); // the confirmations were of another one, and by another client
      bench.confirm(bench.heard[2]);
      await bench.idle(1000);
      const last = await bench.get(40, ON_SCHEDULE, 13);
      expect((last as { bytes: Uint8Array }).bytes[0]).toBe(0x07);
      await bench.push();
      await bench.idle(90_000);
      expect(bench.heard).toHaveLength(6);
      await bench.idle(120_000);
      expect(bench.heard).toHaveLength(6);
    }));

  it('goes by HDLC in an unnumbered frame, ciphered where that is set', () =>
    withPush(
      async (bench) => {
        await bench.set(40, ON_SCHEDULE, 3, destination('head-end', 5));
        await bench.push();
        await bench.idle(2000);
        expect(bench.heard[0].title).toBeUndefined();
        await bench.set(40, ON_SCHEDULE, 10, PROTECTED);
        expect(await bench.get(40, ON_SCHEDULE, 10)).toEqual(PROTECTED);
        await bench.push();
        await bench.idle(2000);
        const keys = testKeys().management;
        expect(bench.heard[1].title?.toString('hex')).toBe(keys.system_title.toLowerCase());
        expect(valuesOf(bench.heard[1])).toHaveLength(valuesOf(bench.heard[0]).length);
        // A transport that the line does not have fails, and is given up.
        await bench.set(40, ON_SCHEDULE, 3, destination('head-end', 0));
        await bench.set(40, ON_SCHEDULE, 6, u8(0));
        await bench.push();
        await bench.idle(15_000);
        expect(bench.heard).toHaveLength(2);
      },
      { by: new HdlcListener(), uplink: 'hdlc' },
    ));

  it('has settings that are refused where they say what is not served', () =>
    withPush(async (bench) => {
      const wrong: [number, Data][] = [
        [2, array(pushed(3, '01000e 0800ff', 2))],
        [2, array(pushed(3, '010001 0800ff', 9))],
        [2, array(pushed(19, '000014 0000ff', 7))],
        [2, array(pushed(3, '010001 0800ff', 2, u8(1)))],
        [2, array(...Array<Data>(17).fill(pushed(3, '010001 0800ff', 2)))],
        [3, destination('127.0.0.1:4059', 4)],
        [3, structure(choice(0), octets(Buffer.from('a')), choice(1))],
        [3, destination('x'.repeat(33))],
        [4, array(structure(hex('ffffffffff08000000800000'), hex('07ea0b1cff09000000800000')))],
        [7, structure(u16(0), u16(100), u16(60))],
        [7, structure(u16(60), u16(99), u16(60))],
        [7, structure(u16(60), u16(100), u16(59))],
        [9, numberOf('integer', 0)],
        [11, choice(1)],
        [12, structure(hex('07ea0d1cff08000000800000'), u32(0))],
      ];
      for (const [id, value] of wrong)
        expect(`${id} ${await bench.refused(bench.set(40, ON_SCHEDULE, id, value))}`).toBe(
          `${id} ${TYPE_UNMATCHED}`,
        );
      expect(await bench.refused(bench.set(40, ON_SCHEDULE, 8, hex('00')))).toBe(DENIED);
      expect(await bench.refused(bench.push(TO_HOUSE))).toBe(DENIED);
      const night = array(structure(hex('ffffffffff16000000800000'), hex('ffffffffff06000000800000')));
      await bench.set(40, ON_SCHEDULE, 4, night);
      expect(await bench.get(40, ON_SCHEDULE, 4)).toEqual(night);
      await bench.set(40, ON_SCHEDULE, 3, destination('127.0.0.1:4059'));
      await bench.push();
      await bench.idle(2000);
      expect(bench.heard).toHaveLength(0); // it is half past ten
      for (const time of ['ffff0100', '180000ff', 'ff3c00ff'])
        expect(
          await bench.refused(
            bench.set(22, PUSH_SCHEDULE, 4, array(structure(hex(time), hex('ffffffffff')))),
          ),
        ).toBe(TYPE_UNMATCHED);
    }));
});

describe('The household', { timeout: LIMIT_ms }, () => {
  it.each([
    ['push-5', 5, false],
    ['push-10', 10, true],
  ] as const)('is told by %s', (module, period_s, isProtected) =>
    withDlms(
      async (meter) => {
        const client = testKeys().management.clients[READING - 1];
        const reader = new NotificationReader({
          encryption: Buffer.from(client.encryption_key, 'hex'),
          authentication: Buffer.from(client.authentication_key, 'hex'),
        });
        if (isProtected) {
          const asker = await new Asker(meter, { client: MANAGEMENT }).associate();
          await asker.run(asker.client.set({ class: 40, obis: TO_HOUSE, id: 10 }, PROTECTED));
        }
        const heard: { at_us: number; notification: Notification }[] = [];
        const listener = new HdlcListener();
        meter.surroundings?.plug('downlink');
        meter.slots!.downlink.listen((bytes) => {
          for (const apdu of listener.push(bytes))
            heard.push({ at_us: meter.conductor.now_us, notification: reader.read(apdu) });
        });
        await idle(meter, period_s * 3500);
        expect(heard.length).toBeGreaterThanOrEqual(3);
        const gap_s = (heard[2].at_us - heard[1].at_us) / 1e6;
        expect(Math.abs(gap_s - period_s)).toBeLessThan(0.5);
        const { body, title } = heard[2].notification;
        expect(title !== undefined).toBe(isProtected);
        const values = 'of' in body ? body.of : [];
        expect(values).toHaveLength(13);
        expect(numberIn(values[7])! / 1000).toBeCloseTo(230, 0);
        expect(numberIn(values[3])! / 1000).toBeCloseTo(3 * 230 * 5, -1);
      },
      'wasm v8',
      {
        surroundings: new Surroundings({}, START_s),
        managementFram: withDownlink(new Uint8Array(FRAM_BYTES).fill(0xff), module),
      },
    ),
  );
});
