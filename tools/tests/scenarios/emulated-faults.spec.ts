// Faults of supply, wires, chips and memories of the emulated boards, and what the meter does under each of them.
import { describe, expect, it } from 'vitest';
import { METERING_FLAG_AFE } from '../../../shared-protocol/generated/ts/protocol.ts';
import type { EmulatedMeter } from '../../meter/emulated/emulated-meter.ts';
import { Faults } from '../../meter/emulated/faults.ts';
import { feed, goOn, idle, registersNow, withMeter } from '../../meter/targets/with-meter.ts';
import { eventsOf, type MeterEvent } from '../../records/events.ts';
import { everyday } from '../../build/testing/long-form.ts';
import { codeSymbols } from '../../firmware/sections.ts';
import { common } from '../../firmware/boards.ts';
import { imageFile } from '../../firmware/firmware-image.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { readFileSync } from 'node:fs';
import { describeEmulated } from './emulated-images.ts';

const LIMIT_ms = 300_000;
const RATE = 4000;
const SETS = 16_000;
const WATTS = 3 * 230 * 5;
const source = () => sineSource({ service: '3p4w', volts: 230, amps: 5, pf: 1 });

type Scenario<T> = (meter: EmulatedMeter, faults: Faults) => Promise<T>;
const onBoards = <T>(scenario: Scenario<T>) =>
  withMeter('emulated aot', { source: source() }, (meter) => {
    const emulated = meter as EmulatedMeter;
    return scenario(emulated, new Faults(emulated.pair));
  });

const status = async (meter: EmulatedMeter) => {
  const { missed_samples, invalid_samples } = await meter.ask('read_status');
  return { missed: Number(missed_samples), invalid: Number(invalid_samples) };
};
const energy_Ws = async (meter: EmulatedMeter) =>
  Number((await meter.ask('read_registers', { scope: 0, moment: 1 })).active_import_mWs) / 1000;
const events = async (meter: EmulatedMeter) => eventsOf(await meter.ask('read_events', { first: 1 }));
const named = (list: readonly MeterEvent[], name: string) => list.filter(({ event }) => event === name);

/** Faults that must not reach a sample or a register: what is done at 1.5 s, and undone at 3 s. */
type Act = (faults: Faults) => void;
const HARMLESS: readonly (readonly [what: string, begin: Act, end?: Act])[] = [
  [
    'a select of the link that stays low',
    (f) => f.stick('LINK_CS', false),
    (f) => f.stick('LINK_CS', undefined),
  ],
  ['a READY that stays high', (f) => f.stick('LINK_READY', true), (f) => f.stick('LINK_READY', undefined)],
  ['a READY that stays low', (f) => f.stick('LINK_READY', false), (f) => f.stick('LINK_READY', undefined)],
  ['a select that rises and falls a quarter of a million times a second', (f) => f.selectStorm(4, 1_500_000)],
  ['words on SCK without select', (f) => expect(f.clockWithoutSelect([0x5a, 1, 255])).toEqual([0, 0, 0])],
  ['a clock that stands and does not acknowledge', (f) => (f.stopClock(), f.silence('clock', true))],
  ['a clock whose registers hold garbage', (f) => f.spoilClock()],
  [
    'a display that does not acknowledge',
    (f) => f.silence('display', true),
    (f) => f.silence('display', false),
  ],
  ['a MISO of the other board’s memories that stays high', (f) => f.stickMiso('storage', 1)],
  ['a MISO of the other board’s memories that stays low', (f) => f.stickMiso('storage', 0)],
  ['modules that babble in both slots of the other board', (f) => f.babble(1_500_000)],
  ['a brown-out of the other board', (f) => f.brownOut('management')],
  ['an other board without supply', (f) => f.cutPower('management'), (f) => f.restorePower('management')],
];

describeEmulated('The metering board', () => {
  let expected: Promise<unknown> | undefined;
  const reference = () =>
    (expected ??= withMeter('wasm v8', { source: source() }, async (meter) => {
      await feed(meter, SETS);
      return registersNow(meter);
    }));

  it.each(everyday(HARMLESS, 4).map(([what, begin, end]) => [what, { begin, end }] as const))(
    'moves no register under %s, and answers the link after it',
    { timeout: LIMIT_ms },
    async (_, { begin, end }) => {
      await onBoards(async (meter, faults) => {
        await goOn(meter, 1.5 * RATE);
        begin(faults);
        await goOn(meter, 3 * RATE);
        end?.(faults);
        // The other board starts, and asks once a second.
        await idle(meter, 300);
        const { replies } = meter.link.health;
        await feed(meter, SETS);
        expect(await status(meter)).toEqual({ missed: 0, invalid: 0 });
        expect(await registersNow(meter)).toEqual(await reference());
        await idle(meter, 1500);
        expect(meter.link.health.replies).toBeGreaterThan(replies);
      });
    },
  );

  it(
    'that is dead is told by the age of what the other one shows, which goes on by itself',
    { timeout: LIMIT_ms },
    async () => {
      await onBoards(async (meter, faults) => {
        await idle(meter, 1200);
        faults.cutPower('metering');
        await idle(meter, 4000);
        expect(meter.metering.alive).toBe(false);
        expect(meter.management.alive).toBe(true);
        expect(meter.management.lcd.join('\n')).toMatch(/relayed [3-9]s/);
        faults.restorePower('metering');
        await idle(meter, 2500);
        expect(meter.management.lcd.join('\n')).toMatch(/relayed [01]s/);
      });
    },
  );

  it.each([0, 1] as const)(
    'counts and tells of frames while MISO of its bus stays at %i, and meters on after it',
    { timeout: LIMIT_ms },
    async (level) => {
      await onBoards(async (meter, faults) => {
        await goOn(meter, 1.5 * RATE);
        faults.stickMiso('sensor', level);
        const from = meter.conductor.samplesFed;
        await goOn(meter, 2.5 * RATE);
        faults.stickMiso('sensor', undefined);
        const lost = meter.conductor.samplesFed - from;
        await goOn(meter, 5 * RATE);
        const counts = await status(meter);
        expect(counts.missed).toBe(0);
        expect(Math.abs(counts.invalid - lost)).toBeLessThan(10);
        const [invalid] = named(await events(meter), 'afe_invalid');
        expect(Math.abs(invalid.end! - invalid.start - lost)).toBeLessThan(RATE / 2);
        const before_Ws = await energy_Ws(meter);
        const at = meter.conductor.samplesFed;
        await idle(meter, 1000);
        const metered_Ws =
          ((await energy_Ws(meter)) - before_Ws) / ((meter.conductor.samplesFed - at) / RATE);
        expect(Math.abs(metered_Ws / WATTS - 1)).toBeLessThan(0.05);
        expect(await status(meter)).toEqual(counts);
      });
    },
  );

  it(
    'tells a lost DRDY while it lasts, counts no energy meanwhile, and counts what was missed once it is back',
    { timeout: LIMIT_ms },
    async () => {
      await onBoards(async (meter, faults) => {
        await goOn(meter, 1.5 * RATE);
        faults.stick('AFE_DRDY', true);
        await idle(meter, 1900);
        const { flags } = await meter.ask('read_registers', { scope: 0, moment: 1 });
        expect(Number(flags) & METERING_FLAG_AFE).toBeTruthy();
        const [lasting] = named(await events(meter), 'afe_invalid');
        expect(lasting.end).toBeUndefined();
        const lost_ms = meter.conductor.now_us / 1000 - 1500;
        faults.stick('AFE_DRDY', undefined);
        await feed(meter, 6 * RATE);
        const { missed, invalid } = await status(meter);
        expect(invalid).toBe(0);
        expect(Math.abs(missed / RATE - lost_ms / 1000)).toBeLessThan(0.6);
        const [ended] = named(await events(meter), 'afe_invalid');
        expect(ended).toMatchObject({ sequence: lasting.sequence, start: lasting.start, extreme: missed });
        expect(ended.end).toBeGreaterThan(ended.start);
        const metered_s = 6 - missed / RATE;
        expect(Math.abs((await energy_Ws(meter)) / (WATTS * metered_s) - 1)).toBeLessThan(0.001);
        expect(named(await events(meter), 'afe_invalid')).toHaveLength(1);
      });
    },
  );
});

/** Instants of a cut after power-on, in microseconds: within boot, while metering, in the middle of a hot record. */
const CUTS_us = [30_123, 777_777, 1_094_300, 1_094_510, 1_094_720, 1_500_001];

describeEmulated('A metering board whose supply is cut', () => {
  it.each(everyday(CUTS_us, 2))(
    '%i us after it came has at most a second less afterwards, and never more',
    { timeout: LIMIT_ms },
    async (at_us) => {
      await onBoards(async (meter, faults) => {
        await idle(meter, 2000);
        const before_Ws = await energy_Ws(meter);
        faults.cutPower('metering');
        await idle(meter, 20);
        faults.restorePower('metering');
        faults.cutPowerAt('metering', meter.conductor.now_us + at_us);
        await idle(meter, at_us / 1000 + 50);
        expect(meter.metering.alive).toBe(false);
        faults.restorePower('metering');
        await idle(meter, 1500);
        const after_Ws = await energy_Ws(meter);
        expect(after_Ws).toBeGreaterThan(before_Ws - 1.3 * WATTS);
        expect(after_Ws).toBeLessThan(before_Ws + (at_us / 1e6 + 2.5) * WATTS);
        expect(named(await events(meter), 'reset').length).toBeGreaterThanOrEqual(2);
        expect(await status(meter)).toEqual({ missed: 0, invalid: 0 });
      });
    },
  );

  it(
    'by a brown-out starts by itself, with what was saved within the last second',
    { timeout: LIMIT_ms },
    async () => {
      await onBoards(async (meter, faults) => {
        await idle(meter, 2000);
        const before_Ws = await energy_Ws(meter);
        faults.brownOut('metering');
        await idle(meter, 500);
        const after_Ws = await energy_Ws(meter);
        expect(after_Ws).toBeGreaterThan(before_Ws - 1.3 * WATTS);
        expect(after_Ws).toBeLessThan(before_Ws + WATTS);
        expect(named(await events(meter), 'reset')).toHaveLength(2);
      });
    },
  );
});

describeEmulated('A bit turned over', () => {
  it(
    'in the module in flash is met at the next start: the second copy runs, and says so; a bit of that, too: OUT OF SERVICE',
    { timeout: LIMIT_ms },
    async () => {
      await withMeter('emulated wasm3', { source: source() }, async (opened) => {
        const meter = opened as EmulatedMeter;
        const faults = new Faults(meter.pair);
        await idle(meter, 500);
        faults.flipBit('metering', 0x10000000 + common().module_offset + 5000, 3);
        await idle(meter, 500);
        expect(await status(meter)).toEqual({ missed: 0, invalid: 0 });
        faults.brownOut('metering');
        await idle(meter, 1500);
        expect(named(await events(meter), 'module_copy').map(({ extreme }) => extreme)).toEqual([1]);
        expect(await status(meter)).toEqual({ missed: 0, invalid: 0 });
        faults.flipBit('metering', 0x10000000 + common().module_offset + common().module_max + 7000, 3);
        let said = '';
        meter.pair.metering.legal.onByte = (byte) => (said += String.fromCharCode(byte & 0x7f));
        faults.brownOut('metering');
        await idle(meter, 3000);
        expect(said).toMatch(/OUT OF SERVICE: /);
        expect(meter.management.lcd.join('\n')).toMatch(/relayed [2-9]s/);
      });
    },
  );

  it(
    'in code in RAM locks the processor up; the watchdog has it start anew from flash',
    { timeout: LIMIT_ms },
    async () => {
      await onBoards(async (meter, faults) => {
        await idle(meter, 1500);
        const before_Ws = await energy_Ws(meter);
        const lockUps = faults.lockUps('metering');
        const elf = new Uint8Array(readFileSync(imageFile('metering', 'aot')));
        const { address } = codeSymbols(elf).find(({ name }) => name === 'board_afe_frame_done')!;
        // Its first halfword as UDF #0.
        const { sram } = meter.pair.metering.chip.memory;
        const at = (address & ~1) - 0x20000000;
        for (const [offset, wanted] of [0x00, 0xde].entries())
          for (let bit = 0; bit < 8; bit++)
            if ((sram[at + offset] ^ wanted) & (1 << bit))
              faults.flipBit('metering', 0x20000000 + at + offset, bit);
        await idle(meter, 7000);
        expect(lockUps).toHaveLength(1);
        expect(meter.metering.restarts).toBe(0);
        await idle(meter, 2500);
        expect(meter.metering.restarts).toBe(1);
        expect(await energy_Ws(meter)).toBeGreaterThan(before_Ws - 1.3 * WATTS);
        expect(lockUps).toHaveLength(1);
      });
    },
  );
});

describe('Faults', () => {
  it('have a scenario each', () => {
    const text = readFileSync(import.meta.filename, 'utf8');
    const actions = Object.getOwnPropertyNames(Faults.prototype).filter((name) => name !== 'constructor');
    for (const name of actions) expect(text, name).toMatch(new RegExp(`\\.${name}\\(`));
  });
});
