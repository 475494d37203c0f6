// What a whole meter does by itself about its load switch: limiter, protection, anomalies, hours, a grid operator's order.
import { describe, expect, it } from 'vitest';
import { FRAM_BYTES } from '../../../shared-protocol/generated/ts/protocol.ts';
import { withDownlink } from '../../records/downlink.ts';
import { refused } from '../programming/bench.ts';
import { CODES, hex, withSwitch, type SwitchBench } from './bench.ts';

const LIMIT_ms = 240_000;
/** The bench's load: 3 x 230 V x 5 A. */
const LOAD_W = 3450;
const VALUE_ERROR = 'ER09';
const LIMITER = '0-0:17.0.0';

/** A limit in W, how long it may be exceeded, how long the switch stays open. */
async function limit(bench: SwitchBench, watts: number, over_s: number, under_s: number): Promise<void> {
  await bench.put(`${LIMITER}#6`, over_s);
  await bench.put(`${LIMITER}#7`, under_s);
  await bench.put(`${LIMITER}#4`, watts * 1000);
}

const order = (watts: number, duration_s: number) => `020206${hex(watts, 4)}06${hex(duration_s, 4)}`;

describe('A meter', { timeout: LIMIT_ms }, () => {
  it('opens above its limit behind an alarm, closes again, and says why', () =>
    withSwitch(async (bench) => {
      await limit(bench, LOAD_W - 100, 20, 40);
      expect(await bench.shown(10)).toMatch(/Opens in \d+ s/);
      await bench.idle_s(20);
      expect(bench.contact).toBe(false);
      expect(await bench.told()).toMatchObject({
        open_for: 'limiter',
        last_command: 'local_disconnect',
        limit_W: LOAD_W - 100,
      });
      expect(await bench.shown(10)).toContain('Open: power');
      await bench.put(`${LIMITER}#4`, 0);
      await bench.idle_s(12);
      expect(bench.contact).toBe(true);
      await limit(bench, LOAD_W + 100, 5, 40);
      await bench.idle_s(20);
      expect(bench.contact).toBe(true);
    }));

  it('has the limiter of class 71 with its emergency profile, and refuses what is none', () =>
    withSwitch(async (bench) => {
      await bench.put(`${LIMITER}#4`, 9_000_000);
      await bench.put(`${LIMITER}#5`, 2_000_000);
      await bench.write(`${LIMITER}#9`, '0102120007120009');
      const profile = (time: string, duration_s: number) => `0203120009090C${time}06${hex(duration_s, 4)}`;
      expect(await refused(bench.write(`${LIMITER}#8`, profile('07E00101FF00000000800000', 60)))).toBe(
        VALUE_ERROR,
      );
      await bench.write(`${LIMITER}#8`, profile('FFFFFFFFFFFFFFFFFF8000FF', 600));
      const session = await bench.bench.session();
      expect(await session.read('R5', `${LIMITER}#3`)).toBe('2000000');
      expect(await session.read('R5', `${LIMITER}#10`)).toBe('1');
      expect(await session.read('R2', `${LIMITER}#9`)).toBe('0102120007120009');
      expect(await session.read('R2', `${LIMITER}#2`)).toBe('02031200030906010001' + '0700FF0F02');
      await session.close();
      expect(await refused(bench.write(`${LIMITER}#9`, '01051200011200021200031200041200' + '05'))).toMatch(
        /^ER/,
      );
    }));

  it('opens on an overvoltage that lasts, and not under hold-on', () =>
    withSwitch(async (bench) => {
      await bench.put(CODES.holdOn, 1);
      await bench.write('0-0:96.142.6', '020406000355480600000000120002120005'); // 218,440 mV
      await bench.idle_s(12);
      expect(bench.contact).toBe(true);
      await bench.put(CODES.holdOn, 0);
      await bench.idle_s(4);
      expect(bench.contact).toBe(false);
      expect((await bench.told()).open_for).toBe('protection');
    }));

  it('never closes onto a live load side, and alarms of a bypass by its current', () =>
    withSwitch(async (bench) => {
      await bench.put(`${CODES.control}#4`, 4);
      await bench.disconnect();
      await bench.idle_s(12);
      bench.meter.surroundings!.terminals.relay.setFault('bypass', true);
      await bench.idle_s(12);
      expect(await bench.shown(12)).toContain('Current bypasses');
      expect(await refused(bench.reconnect())).toBe(VALUE_ERROR);
      bench.meter.surroundings!.terminals.relay.setFault('bypass', false);
      await bench.idle_s(12);
      await bench.reconnect();
      await bench.idle_s(2);
      expect(bench.contact).toBe(true);
    }));

  it('tries a switch that does not follow again, and alarms', () =>
    withSwitch(async (bench) => {
      const { relay } = bench.meter.surroundings!.terminals;
      relay.setFault('doesNotFollow', true);
      await bench.idle_s(10);
      await bench.disconnect();
      await bench.idle_s(36);
      expect(relay.operations).toBe(3);
      expect(await bench.shown(12)).toMatch(/Switch failure|Switch stuck/);
    }));

  it('comes back at random behind an outage', async () => {
    const waits: number[] = [];
    for (let i = 0; i < 4; i++)
      await withSwitch(async (bench) => {
        const { relay } = bench.meter.surroundings!.terminals;
        await bench.put(CODES.holdOn, 1);
        await bench.put(CODES.holdOn, 0);
        await bench.idle_s(10);
        await bench.write(CODES.times, '020312003C12003C1101'); // spread over a minute, and shed
        await bench.bench.cutPower();
        relay.drive('open', true, 0);
        relay.drive('open', false, 1e5); // as the last pulse of the board left it
        await bench.idle_s(1);
        let waited = 0;
        for (; !relay.closed && waited < 75; waited++) await bench.idle_s(1);
        waits.push(waited);
      });
    expect(Math.max(...waits)).toBeLessThan(75);
    expect(new Set(waits).size).toBeGreaterThan(1);
  });
});

describe('A grid operator', { timeout: LIMIT_ms }, () => {
  it('orders a limit for a time through the optical port, at level 3', () =>
    withSwitch(async (bench) => {
      await limit(bench, 0, 3, 30);
      const session = await bench.bench.session();
      expect(await refused(session.write('W2', CODES.order, order(1000, 60)))).toBe('ER04');
      await session.close();
      expect(await refused(bench.write(CODES.order, order(1000, 86_401)))).toBe(VALUE_ERROR);
      await bench.write(CODES.order, order(1000, 60));
      await bench.idle_s(5);
      expect(bench.contact).toBe(true); // told before
      await bench.idle_s(9);
      expect(bench.contact).toBe(false);
      expect(await bench.told()).toMatchObject({ open_for: 'operator', limit_W: 1000 });
      await bench.idle_s(70);
      expect(bench.contact).toBe(true);
    }));

  it('orders it by Modbus at the house’s port where that is allowed, and nothing else', () =>
    withSwitch(
      async (bench) => {
        bench.meter.surroundings!.plug('downlink');
        const { asked } = bench;
        const limited = (watts: number, duration_s: number) =>
          `a0280003` + `06${hex(watts, 4)}${hex(duration_s, 2)}`;
        expect(await asked(16, limited(1000, 60))).toBe('9001'); // not allowed
        await limit(bench, 0, 3, 30);
        await bench.put('0-0:96.142.5', 1);
        expect(await asked(16, limited(5_000_000, 60))).toBe('9003');
        expect(await asked(16, limited(1000, 0))).toBe('9003');
        expect(await asked(16, 'a029000306000003e8003c')).toBe('9002');
        expect(await asked(16, 'a028000204000003e8')).toBe('9003');
        expect(await asked(5, 'a02803e8')).toBe('8501');
        expect(await asked(16, limited(1000, 40))).toBe('10a0280003');
        await bench.idle_s(14);
        expect(bench.contact).toBe(false);
        await bench.idle_s(60);
        expect(bench.contact).toBe(true);
      },
      'wasm v8',
      withDownlink(new Uint8Array(FRAM_BYTES).fill(0xff), 'modbus'),
    ));
});
