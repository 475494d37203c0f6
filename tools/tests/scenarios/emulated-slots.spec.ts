// The module slots of the emulated meter: read like any other port, and harmless when their modules babble.
import { expect, it } from 'vitest';
import { everyday } from '../../build/testing/long-form.ts';
import type { EmulatedMeter } from '../../meter/emulated/emulated-meter.ts';
import { Faults } from '../../meter/emulated/faults.ts';
import type { PortLine } from '../../meter/meter.ts';
import { idle, withMeter } from '../../meter/targets/with-meter.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { describeEmulated } from './emulated-images.ts';
import { paced, readAtOnce } from './reader.ts';

const LIMIT_ms = 300_000;
const source = () => sineSource({ service: '3p4w', volts: 230, amps: 5, pf: 1 });

/** Reads at several ports at once, each at its rate at most. */
async function read(meter: EmulatedMeter, lines: readonly PortLine[], maximumBaud: number) {
  return readAtOnce(
    meter,
    lines.map((line) => ({ port: paced(line), maximumBaud })),
  );
}

const onMeter = (scenario: (meter: EmulatedMeter) => Promise<void>) =>
  withMeter('emulated aot', { source: source(), lines: { rs485: 'iec62056-21' } }, async (meter) => {
    await idle(meter, 2000);
    return scenario(meter as EmulatedMeter);
  });

describeEmulated('The module slots', () => {
  it.each(everyday([9600, 2400], 1))(
    'are read both at once at %i Bd, as the optical head is',
    { timeout: LIMIT_ms },
    (baud) =>
      onMeter(async (meter) => {
        meter.surroundings.plug('uplink');
        meter.surroundings.plug('downlink');
        const { slots, optical } = meter;
        const readings = await read(meter, [optical, slots.uplink, slots.downlink], baud);
        const [head, ...others] = readings.map(({ values }) => [...values.keys()]);
        expect(head.length).toBeGreaterThan(100);
        for (const codes of others) expect(codes).toEqual(head);
        for (const reading of readings) expect(reading.baud).toBe(baud);
      }),
  );

  it.each([
    ['at 115,200 Bd into ports at 300 Bd', 115_200],
    ['at 300 Bd, which the ports hear', 300],
  ])(
    'cost no reply of the link and no byte of the other ports while their modules babble %s',
    { timeout: LIMIT_ms },
    (_, baud) =>
      onMeter(async (meter) => {
        const before = { ...meter.link.health };
        new Faults(meter.pair).babble(8e6, baud);
        const { optical, rs485 } = meter;
        const [head, pair] = await read(meter, [optical, rs485], 9600);
        expect([...pair.values.keys()]).toEqual([...head.values.keys()]);
        await idle(meter, 1000);
        const { timeouts, damaged, refused, repeats, replies } = meter.link.health;
        // As many as before the metering board was up, and no more.
        expect(before).toMatchObject({ timeouts, damaged, refused, repeats });
        expect(replies - before.replies).toBeGreaterThan(50);
        const { missed_samples, invalid_samples } = await meter.ask('read_status');
        expect([missed_samples, invalid_samples]).toEqual([0, 0]);
        expect(meter.management.faults).toEqual([]);
      }),
  );

  it(
    'tell the head-end of a loss: serial number, energy and time, under a check',
    { timeout: LIMIT_ms },
    () =>
      onMeter(async (meter) => {
        meter.surroundings.plug('uplink');
        await idle(meter, 1500);
        const { active_import_mWs } = await meter.ask('read_registers', { scope: 0, moment: 0 });
        const { clock_s } = await meter.ask('read_status');
        const lost_us = meter.conductor.now_us;
        meter.surroundings.supplyFails = true;
        await idle(meter, 50);
        const [{ at_us, record }, ...more] = meter.surroundings.modules.uplink.heard;
        expect(more).toEqual([]);
        console.log(`the module has it ${((at_us - lost_us) / 1000).toFixed(2)} ms behind the edge`);
        expect(at_us - lost_us).toBeLessThan(20_000);
        expect(Number(record.active_import_mWs)).toBeGreaterThan(0);
        expect(Number(record.active_import_mWs)).toBeLessThanOrEqual(Number(active_import_mWs) + 3450 * 300);
        expect(Math.abs(Number(record.clock_s) - Number(clock_s))).toBeLessThanOrEqual(1);
      }),
  );
});
