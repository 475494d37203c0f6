// The house's port with a reader of P1 in it: a telegram each second and whole within it, of what the meter measured, and never a fall.
import { describe, expect, it } from 'vitest';
import { FRAM_BYTES } from '../../../shared-protocol/generated/ts/protocol.ts';
import { numberOf, telegramOf, type Telegram } from '../../clients/p1/telegram.ts';
import { Surroundings } from '../../meter/conductor/surroundings.ts';
import type { Meter } from '../../meter/meter.ts';
import { idle, withMeter } from '../../meter/targets/with-meter.ts';
import { withDownlink, type DownlinkModule } from '../../records/downlink.ts';
import { sineSource, type SineOptions } from '../../signals/waves/sine.ts';

const LIMIT_ms = 120_000;
const load = { service: '3p4w', volts: 230, amps: 20, pf: 0.8 } as const;
/** Ten seconds before the first minute record. */
const START_s = Date.UTC(2026, 10, 28, 10, 29, 50) / 1000;
const RECORDED_ms = 14_000;

interface Heard {
  /** First and last character, us. */
  from_us: number;
  to_us: number;
  telegram: Telegram;
}

/** What the port says while the meter goes on; every character of it belongs to a whole telegram. */
async function heardFor(meter: Meter, time_ms: number, from: 'here' | 'the next' = 'here'): Promise<Heard[]> {
  const heard: Heard[] = [];
  let text = from === 'here' ? '' : undefined;
  let from_us = 0;
  const { downlink } = meter.slots!;
  downlink.listen((part) => {
    for (const character of Buffer.from(part).toString('latin1')) {
      if (character === '/') {
        text ??= '';
        expect(text).toBe('');
        from_us = meter.conductor.now_us;
      }
      if (text === undefined) continue;
      text += character;
      if (!/![0-9A-F]{4}\r\n$/.test(text)) continue;
      heard.push({ from_us, to_us: meter.conductor.now_us, telegram: telegramOf(text) });
      text = '';
    }
  });
  await idle(meter, time_ms);
  downlink.unlisten();
  return heard;
}

const inMeter = (
  module: DownlinkModule,
  use: (meter: Meter) => Promise<void>,
  source: SineOptions = load,
  plugged = true,
) =>
  withMeter(
    'wasm v8',
    {
      source: sineSource(source),
      service: source.service,
      managementFram: withDownlink(new Uint8Array(FRAM_BYTES).fill(0xff), module),
      surroundings: new Surroundings({}, START_s),
    },
    async (meter) => {
      if (plugged) meter.surroundings!.plug('downlink');
      await use(meter);
    },
  );

const stampOf = ({ telegram }: Heard) => telegram.lines.get('0-0:1.0.0')![0];

/** Seconds since 1970 of a stamp, as if it were UTC. */
function secondsOf(stamp: string): number {
  const [year, month, day, hour, minute, second] = stamp.match(/\d\d/g)!.map(Number);
  return Date.UTC(2000 + year, month - 1, day, hour, minute, second) / 1000;
}

/** Codes of what is counted, in a telegram. */
const COUNTED = /^(1-0:[1-4]\.8\.\d|0-0:96\.7\.(21|9)|1-0:\d2\.3[26]\.0)$/;

/** No counter of these telegrams falls from one to the next. */
function expectNoFall(telegrams: readonly Heard[]): void {
  const highest = new Map<string, number>();
  for (const { telegram } of telegrams)
    for (const code of [...telegram.lines.keys()].filter((each) => COUNTED.test(each))) {
      const number = numberOf(telegram, code);
      expect(number).toBeGreaterThanOrEqual(highest.get(code) ?? 0);
      highest.set(code, number);
    }
}

describe('The downlink slot with a reader of P1', { timeout: LIMIT_ms }, () => {
  it('gets a telegram each second for a minute, each whole within its second', async () => {
    await inMeter('p1', async (meter) => {
      await idle(meter, RECORDED_ms);
      const heard = await heardFor(meter, 61_000);
      expect(heard.length).toBeGreaterThanOrEqual(60);
      const stamps = heard.map(stampOf).map(secondsOf);
      stamps.slice(1).forEach((stamp, i) => expect(stamp - stamps[i]).toBe(1));
      heard.forEach(({ from_us, to_us }) => expect(to_us - from_us).toBeLessThan(150_000));
      heard
        .slice(1)
        .forEach(({ from_us }, i) => expect(Math.abs(from_us - heard[i].from_us - 1e6)).toBeLessThan(60_000));
      expectNoFall(heard);
      expect(new Set(heard.map(({ telegram }) => numberOf(telegram, '1-0:1.8.1'))).size).toBe(2);
    });
  });

  it('reads of the Netherlands what the metering core measured', async () => {
    await inMeter('p1', async (meter) => {
      await idle(meter, RECORDED_ms);
      const { telegram } = (await heardFor(meter, 3000)).at(-1)!;
      expect(telegram.identification).toBe('TWM5TWINMETER');
      expect(telegram.lines.get('1-3:0.2.8')).toEqual(['50']);
      expect(telegram.lines.get('0-0:96.1.1')).toEqual([
        Buffer.from('10000001').toString('hex').toUpperCase(),
      ]);
      expect(telegram.lines.get('0-0:96.14.0')).toEqual(['0001']);
      expect(telegram.lines.get('1-0:99.97.0')).toEqual(['0', '0-0:96.7.19']);
      expect(telegram.lines.get('0-0:96.13.0')).toEqual(['']);
      const told = await meter.ask('read_instantaneous', { scope: 0, moment: 0 });
      expect(numberOf(telegram, '1-0:1.7.0')).toBeCloseTo(Number(told.active_power_mW) / 1e6, 2);
      for (const code of ['32', '52', '72'])
        expect(telegram.lines.get(`1-0:${code}.7.0`)).toEqual(['230.0*V']);
      for (const code of ['31', '51', '71']) expect(telegram.lines.get(`1-0:${code}.7.0`)).toEqual(['020*A']);
      for (const code of ['21', '41', '61'])
        expect(telegram.lines.get(`1-0:${code}.7.0`)![0]).toMatch(/^03\.6(79|80|81)\*kW$/);
      const registers = await meter.ask('read_registers', { scope: 0, moment: 0 });
      const kWh = Number(registers.active_import_mWs) / 3.6e9;
      // The registers by rate go ahead with the minute's record: a minute of load behind at most.
      expect(numberOf(telegram, '1-0:1.8.1')).toBeGreaterThan(0);
      expect(kWh - numberOf(telegram, '1-0:1.8.1')).toBeLessThan((3 * 230 * 20 * 0.8) / 60_000 + 0.01);
      for (const rate of [3, 4, 5, 6, 7, 8]) expect(telegram.lines.has(`1-0:1.8.${rate}`)).toBe(false);
    });
  });

  it('reads of Belgium the demand under way', async () => {
    await inMeter('p1-be', async (meter) => {
      await idle(meter, RECORDED_ms);
      const { telegram } = (await heardFor(meter, 3000)).at(-1)!;
      expect(telegram.lines.get('0-0:96.1.4')).toEqual(['50217']);
      expect(telegram.lines.get('1-0:1.4.0')![0]).toMatch(/^\d\d\.\d{3}\*kW$/);
      expect(telegram.lines.get('1-0:31.7.0')).toEqual(['020.00*A']);
      // No window of a quarter of an hour is over: no peak is known, and none is told.
      for (const code of ['1-0:1.6.0', '0-0:98.1.0']) expect(telegram.lines.has(code)).toBe(false);
    });
  });

  it('reads of Sweden totals of now, and currents with the sign of their phase', async () => {
    await inMeter(
      'p1-se',
      async (meter) => {
        await idle(meter, RECORDED_ms);
        const { telegram } = (await heardFor(meter, 3000)).at(-1)!;
        const registers = await meter.ask('read_registers', { scope: 0, moment: 0 });
        const slack = (3 * 3 * 230 * 20) / 3.6e6;
        for (const [code, name] of [
          ['1-0:1.8.0', 'active_import_mWs'],
          ['1-0:2.8.0', 'active_export_mWs'],
        ])
          expect(Math.abs(numberOf(telegram, code) - Number(registers[name]) / 3.6e9)).toBeLessThan(slack);
        expect(numberOf(telegram, '1-0:2.8.0')).toBeGreaterThan(0.03);
        for (const code of ['31', '51', '71'])
          expect(telegram.lines.get(`1-0:${code}.7.0`)).toEqual(['-020.0*A']);
        expect(telegram.lines.get('1-0:2.7.0')![0]).toMatch(/^0011\.0(39|40|41)\*kW$/);
        expect(telegram.lines.get('1-0:2.8.0')![0]).toMatch(/^\d{8}\.\d{3}\*kWh$/);
      },
      { ...load, amps: -20 },
    );
  });

  it('has the lines of the phases that the service has', async () => {
    for (const [service, phases] of [
      ['1p2w', ['32']],
      ['3p3w', ['32', '72']],
    ] as const)
      await inMeter(
        'p1',
        async (meter) => {
          await idle(meter, RECORDED_ms);
          const { telegram } = (await heardFor(meter, 2000)).at(-1)!;
          const voltages = ['32', '52', '72'].filter((c) => telegram.lines.has(`1-0:${c}.7.0`));
          expect(voltages).toEqual(phases);
          expect([...telegram.lines.keys()].filter((code) => /^1-0:\d2\.3[26]/.test(code))).toHaveLength(
            2 * phases.length,
          );
        },
        { ...load, service, volts: service === '3p3w' ? 400 : 230 },
      );
  });

  it('hears nothing before the first minute is recorded: never a zero that means nothing', async () => {
    await inMeter('p1', async (meter) => {
      expect(await heardFor(meter, 9900)).toEqual([]);
    });
  });

  it('hears nothing behind a restart of management until all is known again, then no fall', async () => {
    await inMeter('p1', async (meter) => {
      await idle(meter, RECORDED_ms);
      const before = await heardFor(meter, 5000);
      await meter.cutPower!({ comparator: false, boards: ['management'], off_ms: 500 });
      const back_us = meter.conductor.now_us;
      const after = await heardFor(meter, 8000, 'the next');
      expect(before.length).toBeGreaterThanOrEqual(4);
      expect(after.length).toBeGreaterThanOrEqual(5);
      expect(after[0].from_us - back_us).toBeLessThan(3_000_000);
      expectNoFall([...before, ...after]);
      expect(numberOf(after[0].telegram, '1-0:1.8.1')).toBe(numberOf(before.at(-1)!.telegram, '1-0:1.8.1'));
      expect(numberOf(after[0].telegram, '1-0:32.7.0')).toBe(230);
    });
  });

  it('tells a failure of the whole supply, once, and goes on where it was', async () => {
    await inMeter('p1', async (meter) => {
      await idle(meter, RECORDED_ms);
      const before = await heardFor(meter, 3000);
      await meter.cutPower!({ off_ms: 200_000 });
      const after = await heardFor(meter, 12_000, 'the next');
      expectNoFall([...before, ...after]);
      expect(numberOf(before.at(-1)!.telegram, '0-0:96.7.21')).toBe(0);
      const { lines } = after.at(-1)!.telegram;
      expect([lines.get('0-0:96.7.21'), lines.get('0-0:96.7.9')]).toEqual([['00001'], ['00001']]);
      const [count, code, ended, lasted] = lines.get('1-0:99.97.0')!;
      expect([count, code]).toEqual(['1', '0-0:96.7.19']);
      expect(Math.abs(secondsOf(ended) - secondsOf(stampOf(after[0])))).toBeLessThan(10);
      expect(Math.abs(Number.parseInt(lasted) - 200)).toBeLessThan(5);
    });
  });

  it('is told nothing more when the module goes, and whole telegrams when one comes', async () => {
    await inMeter('p1', async (meter) => {
      await idle(meter, RECORDED_ms);
      let length = 0;
      meter.slots!.downlink.listen((part) => (length += part.length));
      while (length === 0) await idle(meter, 10);
      meter.surroundings!.plug('downlink', false);
      await idle(meter, 3000);
      meter.slots!.downlink.unlisten();
      // No more than the one telegram that had begun.
      expect(length).toBeLessThan(800);
      meter.surroundings!.plug('downlink');
      expect((await heardFor(meter, 3000)).length).toBeGreaterThanOrEqual(2);
    });
  });

  it('is told nothing where no module stands in it', async () => {
    await inMeter(
      'p1',
      async (meter) => {
        await idle(meter, RECORDED_ms);
        expect(await heardFor(meter, 5000)).toEqual([]);
        meter.surroundings!.plug('downlink');
        expect((await heardFor(meter, 5000, 'the next')).length).toBeGreaterThanOrEqual(3);
      },
      load,
      false,
    );
  });
});
