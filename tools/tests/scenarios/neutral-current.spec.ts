// A single phase whose sensor is bypassed, or that lost its neutral wire: what a whole meter counts by each sealed choice.
import { describe, expect, it } from 'vitest';
import { Status } from '../../../shared-protocol/generated/ts/protocol.ts';
import { EVERYWHERE, feed, idle, withMeter } from '../../meter/targets/with-meter.ts';
import type { FactoryParameters } from '../../records/parameters.ts';
import { readParameters, writeParameters } from '../../records/sealed-record.ts';
import { RefusedError } from '../../records/legal-client.ts';
import { during, faulty, I1, IN, scale, V1, type Fault } from '../../signals/waves/faulty.ts';
import { sineSource } from '../../signals/waves/sine.ts';

type Choice = FactoryParameters['neutralMethod'];

const POWER_W = 230 * 5;
const SECONDS = 8;

/** Mean power of import and export, of active and of apparent energy over 230 V x 5 A, once all is settled. */
async function counted(neutralMethod: Choice, fault: Fault, pf = 1): Promise<Record<string, number>> {
  const source = faulty(sineSource({ service: '1p2w', volts: 230, amps: 5, pf }), fault);
  return withMeter('wasm v8', { source, parameters: { neutralMethod } }, async (meter) => {
    const read = async () => await meter.ask('read_registers', { scope: 0, moment: 0 });
    await feed(meter, 12_000);
    const before = await read();
    await feed(meter, 12_000 + SECONDS * 4000);
    const after = await read();
    const share = (name: string) => (Number(after[name]) - Number(before[name])) / 1000 / SECONDS / POWER_W;
    return {
      import: share('active_import_mWs'),
      export: share('active_export_mWs'),
      apparent: share('apparent_import_mVAs'),
      lagging: share('reactive_q1_mvars'),
    };
  });
}

const nothing: Fault = () => undefined;
const bypassed = scale([I1], 0);
/** Windows of 300 ms do not end with the seconds that are counted. */
const WINDOW_SHARE = 0.3 / SECONDS;

describe('A single phase', () => {
  it.each(['ignored', 'larger', 'larger-or-alone'] as const)(
    'with the same current in both wires counts it once (%s)',
    async (choice) => {
      const found = await counted(choice, nothing);
      expect(found.import).toBeCloseTo(1, 3);
      expect(found.export).toBe(0);
    },
  );

  it('whose phase sensor is bypassed counts by the neutral, as import, where that is sealed', async () => {
    const found = await counted('larger', bypassed);
    expect(found.import).toBeCloseTo(1, 3);
    expect(found.apparent).toBeCloseTo(1, 2);
    expect(found.export).toBe(0);
    expect((await counted('ignored', bypassed)).import).toBe(0);
  });

  it('keeps the quadrant of a load that the neutral shows', async () => {
    const found = await counted('larger', scale([I1], 0.3), 0.5);
    expect(found.import).toBeCloseTo(0.5, 2);
    expect(found.lagging).toBeCloseTo(Math.sqrt(0.75), 2);
  });

  it('whose load flows back through the earth counts by the phase', async () => {
    expect((await counted('larger', scale([IN], 0))).import).toBeCloseTo(1, 3);
  });

  it('without a voltage counts its current at the nominal one only where that is sealed', async () => {
    const alone = await counted('larger-or-alone', scale([V1], 0));
    expect(Math.abs(alone.import - 1)).toBeLessThan(WINDOW_SHARE);
    expect(alone.export).toBe(0);
    const bypassedToo = await counted('larger-or-alone', scale([V1, I1], 0));
    expect(Math.abs(bypassedToo.import - 1)).toBeLessThan(WINDOW_SHARE);
    expect((await counted('larger', scale([V1], 0))).import).toBe(0);
    expect((await counted('larger-or-alone', scale([V1, I1, IN], 0))).import).toBe(0);
  });
});

/** All registers at the last sample, after a bypass and a missing voltage that overlap. */
async function tampered(target: (typeof EVERYWHERE)[number]): Promise<Record<string, unknown>> {
  const bypass = during(3, 6, bypassed);
  const loss = during(5, 8, scale([V1], 0));
  const source = faulty(sineSource({ service: '1p2w', volts: 230, amps: 5, pf: 0.8 }), (set, t, before) => {
    bypass(set, t, before);
    loss(set, t, before);
  });
  const parameters = { neutralMethod: 'larger-or-alone', nettingInterval: 'cycle' } as const;
  return withMeter(target, { source, parameters }, async (meter) => {
    await feed(meter, 41_111);
    return meter.ask('read_registers', { scope: 0, moment: 1 });
  });
}

describe('A bypass and a missing voltage that overlap', () => {
  it('count the same to the last digit on every engine', async () => {
    const first = await tampered(EVERYWHERE[0]);
    for (const target of EVERYWHERE.slice(1)) expect(await tampered(target)).toEqual(first);
  });
});

describe('The sealed choice', () => {
  it.each(['3p4w', '3p3w', '2p3w', '3p4w-delta'] as const)('is out of range in %s', async (service) => {
    const source = sineSource({ service, volts: 230, amps: 5 });
    await withMeter('wasm v8', { source }, async (meter) => {
      meter.surroundings!.set('jumper', true);
      await idle(meter, 20);
      const before = await readParameters(meter);
      const choice = { ...before, neutral_method: 1, neutral_difference_permille: 50 };
      const refused = await writeParameters(meter, choice).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(RefusedError);
      expect(refused).toMatchObject({ status: Status.OUT_OF_RANGE });
      expect(await readParameters(meter)).toEqual(before);
    });
  });

  it.each([
    [1, 10, Status.OK],
    [2, 500, Status.OK],
    [0, 0, Status.OK],
    [1, 9, Status.OUT_OF_RANGE],
    [1, 501, Status.OUT_OF_RANGE],
    [0, 10, Status.OUT_OF_RANGE],
    [3, 50, Status.OUT_OF_RANGE],
  ])(
    '%i with a difference of %i permille is answered with %i in a single phase',
    async (method, permille, status) => {
      const source = sineSource({ service: '1p2w', volts: 230, amps: 5 });
      await withMeter('wasm v8', { source }, async (meter) => {
        meter.surroundings!.set('jumper', true);
        await idle(meter, 20);
        const record = {
          ...(await readParameters(meter)),
          neutral_method: method,
          neutral_difference_permille: permille,
        };
        const answer = await writeParameters(meter, record).catch((error: unknown) => error);
        expect(Number((answer as { status: number }).status)).toBe(status);
      });
    },
  );
});
