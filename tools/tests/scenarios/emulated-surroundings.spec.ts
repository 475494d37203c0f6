// Contacts and watchdog of the emulated metering board, as the core's event log tells of them.
import { expect, it } from 'vitest';
import { registers } from '../../rp2350/registers/test-registers.ts';
import type { EmulatedMeter } from '../../meter/emulated/emulated-meter.ts';
import type { Meter } from '../../meter/meter.ts';
import { eventsOf } from '../../records/events.ts';
import { LegalClient } from '../../records/legal-client.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { idle, withMeter } from '../../meter/targets/with-meter.ts';
import { describeEmulated } from './emulated-images.ts';

const LIMIT_ms = 40_000;
const TRIGGER = 0x8000_0000;

const source = () => sineSource({ service: '3p4w', volts: 230, amps: 5, pf: 1 });
const onBoard = <T>(scenario: (meter: EmulatedMeter) => Promise<T>) =>
  withMeter('emulated aot', { source: source() }, (meter) => scenario(meter as EmulatedMeter));
const names = async (meter: Meter) =>
  eventsOf(await meter.ask('read_events', { first: 1 })).map(({ event }) => event);

describeEmulated('The emulated metering board', () => {
  it('tells of an open cover, and of a low clock battery', { timeout: LIMIT_ms }, async () => {
    await onBoard(async (meter) => {
      await idle(meter, 1000);
      expect(await names(meter)).toEqual(['reset']);
      const opened = meter.conductor.samplesFed;
      meter.surroundings.set('mainCover', false);
      meter.surroundings.set('clockBattery', false);
      await idle(meter, 4000);
      expect((await names(meter)).sort()).toEqual(['clock_battery_low', 'main_cover_open', 'reset']);
      const events = eventsOf(await meter.ask('read_events', { first: 1 }));
      const cover = events.find(({ event }) => event === 'main_cover_open')!;
      // Dated from the first edge of the contact, not from when it was believed (40 samples on) or the window (800).
      expect(Math.abs(cover.start - opened)).toBeLessThanOrEqual(8);
    });
  });

  it('does not believe a jumper that has been closed for 9 ms', { timeout: LIMIT_ms }, async () => {
    await onBoard(async (meter) => {
      const { adjustment } = meter.pair.metering;
      const client = new LegalClient();
      const heard: number[] = [];
      adjustment.onByte = (byte) => heard.push(byte);
      const start_us = meter.conductor.now_us;
      // Past the conductor, which would set the contact anew at each tick.
      meter.pair.metering.setContact('CALIBRATION_JUMPER', true);
      meter.pair.runUntil_us(start_us + 7000);
      adjustment.send(client.request('read_parameters'));
      meter.pair.runUntil_us(start_us + 9000);
      meter.pair.metering.setContact('CALIBRATION_JUMPER', false);
      meter.pair.runUntil_us(start_us + 60_000);
      expect(() => client.receive('read_parameters', Uint8Array.from(heard))).toThrow('SEALED');
    });
  });

  it(
    'counts the set of a frame in which a bit was flipped as invalid, and goes on',
    { timeout: LIMIT_ms },
    async () => {
      await onBoard(async (meter) => {
        const counts = async () => {
          const { invalid_samples, missed_samples } = await meter.ask('read_status');
          return [Number(invalid_samples), Number(missed_samples)];
        };
        await idle(meter, 300);
        expect(await counts()).toEqual([0, 0]);
        for (const bit of [3, 77, 231]) {
          meter.pair.metering.afe.flipNextFrame(bit);
          await idle(meter, 20);
        }
        await idle(meter, 100);
        expect(await counts()).toEqual([3, 0]);
      });
    },
  );

  it(
    'takes no sample in the wrong SPI mode, until the driver sets it anew after the FRAM had the bus',
    { timeout: LIMIT_ms },
    async () => {
      await onBoard(async (meter) => {
        const invalid = async () => Number((await meter.ask('read_status')).invalid_samples);
        await idle(meter, 300);
        // As if the driver had chosen CPHA 0.
        registers(meter.pair.metering.chip.peripherals.spis[0]).clear('SSPCR0', 1 << 7);
        await idle(meter, 1000);
        const lost = await invalid();
        expect(lost).toBeGreaterThan(20);
        await idle(meter, 500);
        expect(await invalid()).toBe(lost);
      });
    },
  );

  it('throws away frames of the AFE whose CRC is wrong, and says so', { timeout: LIMIT_ms }, async () => {
    await onBoard(async (meter) => {
      await idle(meter, 2000);
      const { afe } = meter.pair.metering;
      const exchange = afe.exchange.bind(afe);
      const import_Ws = async () =>
        Number((await meter.ask('read_registers', { scope: 0, moment: 1 })).active_import_mWs) / 1000;
      const before = { energy_Ws: await import_Ws(), samples: meter.conductor.samplesFed };
      // One wire bit of every word for half a second.
      afe.exchange = (value, bits, mode, time) => exchange(value, bits, mode, time) ^ 0x10;
      await idle(meter, 500);
      afe.exchange = exchange;
      const until = meter.conductor.samplesFed;
      await idle(meter, 3000);
      const { invalid_samples } = await meter.ask('read_status');
      expect(Math.abs(Number(invalid_samples) - 2000)).toBeLessThan(100);
      const events = eventsOf(await meter.ask('read_events', { first: 1 }));
      const invalid = events.find(({ event }) => event === 'afe_invalid')!;
      // By windows, of which the one before the fault and the one behind it may be without a voltage to time them: 300 ms.
      expect(before.samples - invalid.start).toBeGreaterThanOrEqual(0);
      expect(before.samples - invalid.start).toBeLessThanOrEqual(1200);
      expect(invalid.end! - until).toBeGreaterThanOrEqual(0);
      expect(invalid.end! - until).toBeLessThanOrEqual(1200);
      // A frame without its CRC counts as the one before: nothing wraps, nothing freezes.
      const after = { energy_Ws: await import_Ws(), samples: meter.conductor.samplesFed };
      const all_Ws = (3 * 230 * 5 * (after.samples - before.samples)) / 4000;
      expect(after.energy_Ws - before.energy_Ws).toBeGreaterThan(0.7 * all_Ws);
      expect(after.energy_Ws - before.energy_Ws).toBeLessThan(1.3 * all_Ws);
    });
  });

  it('comes back from its watchdog, and the core hears of a fault', { timeout: LIMIT_ms }, async () => {
    await onBoard(async (meter) => {
      await idle(meter, 500);
      registers(meter.pair.metering.chip.peripherals.watchdog).set('CTRL', TRIGGER);
      await idle(meter, 1500);
      expect(meter.pair.metering.chip.resets).toBe(1);
      expect(await names(meter)).toContain('fault');
      expect(await meter.ask('read_registers', { scope: 0, moment: 0 })).toBeDefined();
    });
  });
});
