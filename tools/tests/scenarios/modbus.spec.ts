// The house's port with a master of Modbus RTU in it: SunSpec models with what the meter measured, and exceptions for all else.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FRAM_BYTES } from '../../../shared-protocol/generated/ts/protocol.ts';
import { crc16, frame } from '../../clients/modbus/frame.ts';
import { modelsIn, valueOf } from '../../clients/modbus/sunspec.ts';
import type { Meter } from '../../meter/meter.ts';
import { idle, withMeter } from '../../meter/targets/with-meter.ts';
import { withDownlink } from '../../records/downlink.ts';
import { sineSource, type SineOptions } from '../../signals/waves/sine.ts';

const [READ, READ_INPUT, WRITE] = [3, 4, 6];
/** Of the household: what it wishes, how its relays stand, why. */
const WISHES = 41_010;
const BASE = 40_000;
const LIMIT_ms = 60_000;
const load = { service: '3p4w', volts: 230, amps: 20, pf: 0.8 } as const;

/** What comes back within a second of the meter's time; nothing where it is silent. */
async function answer(meter: Meter, bytes: Uint8Array): Promise<number[]> {
  const heard: number[] = [];
  const { downlink } = meter.slots!;
  downlink.listen((part) => heard.push(...part));
  downlink.line.fromOutside(bytes);
  await idle(meter, 400);
  downlink.unlisten();
  return heard;
}

const request = (unit: number, code: number, first: number, count: number) =>
  frame(unit, code, Uint8Array.of(first >> 8, first & 255, count >> 8, count & 255));

/** Registers as a master reads them, at most so many at once. */
async function registers(meter: Meter, first: number, count: number, most = 125): Promise<number[]> {
  const words: number[] = [];
  while (words.length < count) {
    const wanted = Math.min(most, count - words.length);
    const bytes = await answer(meter, request(1, READ, first + words.length, wanted));
    expect([bytes[0], bytes[1], bytes[2]]).toEqual([1, READ, 2 * wanted]);
    expect(bytes).toHaveLength(5 + 2 * wanted);
    const data = Buffer.from(bytes.slice(3, -2));
    for (let at = 0; at < data.length; at += 2) words.push(data.readUInt16BE(at));
    expect(Buffer.from(bytes).readUInt16LE(bytes.length - 2)).toBe(
      crc16(Uint8Array.from(bytes.slice(0, -2))),
    );
  }
  return words;
}

const installed = () => withDownlink(new Uint8Array(FRAM_BYTES).fill(0xff), 'modbus');
const inMeter = (use: (meter: Meter) => Promise<void>, source: SineOptions = load) =>
  withMeter('wasm v8', { source: sineSource(source), managementFram: installed() }, async (meter) => {
    meter.surroundings!.plug('downlink');
    await use(meter);
  });

describe('The downlink slot with a master of Modbus', { timeout: LIMIT_ms }, () => {
  it('tells what the meter is, and in both meter models what it measures', async () => {
    await inMeter(async (meter) => {
      await idle(meter, 4000);
      const models = modelsIn(await registers(meter, BASE, 305));
      expect(models.map(({ id, length }) => [id, length])).toEqual([
        [1, 66],
        [213, 124],
        [203, 105],
      ]);
      const [common, floats, integers] = models;
      expect(valueOf(common, 'Mn')).toBe('Twinmeter');
      expect(valueOf(common, 'SN')).toBe('10000001');
      for (const model of [floats, integers]) {
        expect(valueOf(model, 'PhVphB')).toBeCloseTo(230, 0);
        expect(valueOf(model, 'AphC')).toBeCloseTo(20, 1);
        expect(valueOf(model, 'A')).toBeCloseTo(60, 1);
        expect(valueOf(model, 'Hz')).toBeCloseTo(50, 1);
        expect(Math.abs(Number(valueOf(model, 'W')) / (3 * 230 * 20 * 0.8) - 1)).toBeLessThan(0.002);
        expect(Math.abs(Number(valueOf(model, 'VAR')) / (3 * 230 * 20 * 0.6) - 1)).toBeLessThan(0.003);
        expect(Math.abs(Number(valueOf(model, 'VA')) / (3 * 230 * 20) - 1)).toBeLessThan(0.002);
        expect(valueOf(model, 'PPV')).toBeNaN();
      }
      expect(valueOf(floats, 'PF')).toBeCloseTo(0.8, 3);
      expect(valueOf(integers, 'PF')).toBeCloseTo(80, 0);
    });
  });

  it('tells the energy of the registers, direction by direction and quadrant by quadrant', async () => {
    await inMeter(
      async (meter) => {
        await idle(meter, 6000);
        const models = modelsIn(await registers(meter, BASE, 305));
        const told = await meter.ask('read_registers', { scope: 0, moment: 0 });
        const wh = (name: string) => Number(told[name]) / 3_600_000;
        // What the snapshot is younger or older than that answer: a second of load.
        const slack = (6 * 3 * 230 * 20) / 3600;
        for (const model of models.slice(1)) {
          for (const [point, name] of [
            ['TotWhExp', 'active_export_mWs'],
            ['TotVAhExp', 'apparent_export_mVAs'],
            ['TotVArhExpQ3', 'reactive_q3_mvars'],
          ]) {
            expect(wh(name)).toBeGreaterThan(5);
            expect(Math.abs(Number(valueOf(model, point)) - wh(name))).toBeLessThan(slack);
          }
          for (const point of ['TotWhImp', 'TotVAhImp', 'TotVArhImpQ1', 'TotVArhImpQ2', 'TotVArhExpQ4'])
            expect(valueOf(model, point)).toBe(0);
        }
      },
      { ...load, amps: -20 },
    );
  });

  it('is busy until everything was measured once: never a zero that means nothing', async () => {
    await inMeter(async (meter) => {
      // The port takes its rate at the first tick.
      await idle(meter, 50);
      let bytes = await answer(meter, request(1, READ, BASE, 2));
      let busy = 0;
      for (; bytes.length === 5; bytes = await answer(meter, request(1, READ, BASE, 2))) {
        expect(bytes.slice(0, 3)).toEqual([1, 0x83, 6]);
        busy++;
      }
      expect(busy).toBeLessThan(8);
      expect(bytes.slice(3, 7)).toEqual([...Buffer.from('SunS')]);
    });
  });
});

describe('A request that cannot be answered', { timeout: LIMIT_ms }, () => {
  let answers: Map<string, number[]>;
  const cases: Record<string, Uint8Array> = {
    'another function': request(1, 5, BASE, 1),
    'a wish elsewhere than in its registers': request(1, WRITE, BASE, 1),
    'a wish where the household has no say': request(1, WRITE, WISHES, 1),
    'registers on both sides of the wishes': request(1, READ, WISHES - 1, 3),
    'no register': request(1, READ, BASE, 0),
    'more than 125 registers': request(1, READ, BASE, 126),
    'a register before the first': request(1, READ_INPUT, BASE - 1, 2),
    'a register behind the last': request(1, READ_INPUT, BASE + 304, 2),
    'a request with a byte too many': frame(1, READ, Uint8Array.of(156, 64, 0, 1, 0)),
    'another unit': request(2, READ, BASE, 1),
    everybody: request(0, READ, BASE, 1),
    'a wrong check': request(1, READ, BASE, 1).map((byte, at) => (at === 7 ? byte ^ 1 : byte)),
    'half a frame': request(1, READ, BASE, 1).subarray(0, 5),
    'more than a frame can have': new Uint8Array(300).fill(1),
  };
  beforeAll(async () => {
    answers = new Map();
    await inMeter(async (meter) => {
      await idle(meter, 3000);
      for (const [name, bytes] of Object.entries(cases)) answers.set(name, await answer(meter, bytes));
      answers.set('afterwards', await answer(meter, request(1, READ_INPUT, BASE, 2)));
    });
  }, LIMIT_ms);
  afterAll(() => expect(answers.get('afterwards')!.slice(0, 3)).toEqual([1, 4, 4]));

  it.each([
    ['another function', 0x85, 1],
    ['a wish elsewhere than in its registers', 0x86, 2],
    ['a wish where the household has no say', 0x86, 2],
    ['registers on both sides of the wishes', 0x83, 2],
    ['no register', 0x83, 3],
    ['more than 125 registers', 0x83, 3],
    ['a register before the first', 0x84, 2],
    ['a register behind the last', 0x84, 2],
    ['a request with a byte too many', 0x83, 3],
  ])('for %s has the exception of the standard', (name, code, exception) => {
    expect(answers.get(name)!.slice(0, 3)).toEqual([1, code, exception]);
    expect(answers.get(name)).toHaveLength(5);
  });

  it.each(['another unit', 'everybody', 'a wrong check', 'half a frame', 'more than a frame can have'])(
    'for %s is met with silence',
    (name) => {
      expect(answers.get(name)).toEqual([]);
    },
  );
});
