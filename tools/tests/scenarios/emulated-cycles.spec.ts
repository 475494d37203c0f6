// The firmware images in time counted in cycles, flash and PSRAM through the XIP cache: nothing is late, nothing differs.
import { expect, it } from 'vitest';
import type { EmulatedMeter } from '../../meter/emulated/emulated-meter.ts';
import { EMULATED, feed, goOn, registersNow, withMeter } from '../../meter/targets/with-meter.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { describeEmulated } from './emulated-images.ts';

const LIMIT_ms = 240_000;
const SETS = 10_000;
const source = () => sineSource({ service: '3p4w', volts: 230, amps: 5, pf: 0.8 });

describeEmulated('The emulated boards in cycles', () => {
  it.each(EMULATED)(
    'meter to the same digits, miss no sample, and answer every round of the link (%s)',
    { timeout: LIMIT_ms },
    async (place) => {
      const here = await withMeter(place, { source: source(), timing: 'cycles' }, async (meter) => {
        // The management board asks before the metering board has started.
        await goOn(meter, 2000);
        const { timeouts } = meter.link.health;
        await feed(meter, SETS);
        expect((await meter.ask('read_status')).missed_samples).toBe(0);
        const { metering, management } = (meter as EmulatedMeter).pair;
        expect(metering.chip.counters.xip!.misses).toBeGreaterThan(10_000);
        expect(meter.link.health).toMatchObject({ timeouts });
        // The SDK looks, before it lets blocks go, whether USB is in its reset state.
        for (const { chip } of [metering, management]) expect([...chip.unanswered]).toEqual([['USB', 1]]);
        return registersNow(meter);
      });
      const there = await withMeter('wasm v8', { source: source() }, async (meter) => {
        await feed(meter, SETS);
        return registersNow(meter);
      });
      expect(here).toEqual(there);
    },
  );

  it(
    'miss samples where the processor would need more cycles than there are',
    { timeout: LIMIT_ms },
    async () => {
      const options = { source: source(), timing: 'cycles', cyclesPerInstruction: 6 } as const;
      await withMeter('emulated wasm3', options, async (meter) => {
        await feed(meter, SETS);
        expect(Number((await meter.ask('read_status')).missed_samples)).toBeGreaterThan(100);
      });
    },
  );
});
