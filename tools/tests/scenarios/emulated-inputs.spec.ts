// What the emulated boards refuse, and that what they report is theirs: modules, link clock, rate, faults, restarts.
import { readFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { registers } from '../../rp2350/registers/test-registers.ts';
import type { EmulatedMeter } from '../../meter/emulated/emulated-meter.ts';
import { factoryFram } from '../../records/parameters.ts';
import { builtFile } from '../../build/paths.ts';
import type { MeterRequest } from '../../meter/target.ts';
import { TARGETS } from '../../meter/targets/targets.ts';
import { METERING_COMMANDS, command, probeText, Scratch } from '../../cores/testing/probes.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { idle, withMeter } from '../../meter/targets/with-meter.ts';
import { describeEmulated } from './emulated-images.ts';

const LIMIT_ms = 60_000;

const scratch = new Scratch();
afterAll(() => scratch.remove());

const source = (rate_mHz?: number) =>
  sineSource({ service: '3p4w', volts: 230, amps: 5, pf: 1, ...(rate_mHz && { rate_mHz }) });

function open(changes: Partial<MeterRequest> = {}) {
  const modules = {
    metering: builtFile('metering-core.wasm'),
    management: builtFile('management-core.wasm'),
  };
  const fram = factoryFram({ service: '3p4w', samplingRate_mHz: 4_000_000 });
  const target = TARGETS.find(({ name }) => name === 'emulated')!;
  return target.open({ modules, fram, engine: 'wasm3', source: source(), ...changes });
}

/** The module with a custom section behind it: the same code, another SHA-256. */
const renamed = (module: Uint8Array) => Uint8Array.from([...module, 0, 3, 1, 0x78, 0]);
const probe = () => new Uint8Array(readFileSync(scratch.assemble(probeText('metering'))));

describeEmulated('The emulated target', () => {
  it('refuses another module than the one compiled ahead of time', { timeout: LIMIT_ms }, async () => {
    const metering = renamed(builtFile('metering-core.wasm'));
    const modules = { metering, management: builtFile('management-core.wasm') };
    await expect(open({ engine: 'aot', modules })).rejects.toThrow(
      "it says 'OUT OF SERVICE: module of other code' on its port",
    );
    const meter = await open({ engine: 'wasm3', modules });
    await meter.close();
  });

  it('refuses a link clock and a sampling rate the firmware was not built for', async () => {
    await expect(open({ linkClock_Hz: 200_000 })).rejects.toThrow(
      "a link at 200000 Hz: the firmware's runs at 1000000 Hz (link_Hz in boards/common.json)",
    );
    await expect(open({ source: source(3_000_000) })).rejects.toThrow('3000 samples a second');
  });

  it(
    'reports faults of a core with code, detail and time, as the other targets do',
    { timeout: LIMIT_ms },
    async () => {
      const modules = { metering: probe() };
      await withMeter('emulated wasm3', { source: source(), modules }, async (meter) => {
        const { adjustment } = (meter as EmulatedMeter).pair.metering;
        const order = command(METERING_COMMANDS.panic, 77, 5);
        if (order.type === 'port') adjustment.send(order.bytes);
        await idle(meter, 400);
        expect(meter.metering.faults).toMatchObject([
          { role: 'metering', code: 77, detail: 5, text: 'panic' },
        ]);
        expect(meter.metering.faults[0].at_us).toBeGreaterThan(0);
        expect(meter.management.faults).toEqual([]);
      });
    },
  );

  it('counts restarts of a board by its watchdog', { timeout: LIMIT_ms }, async () => {
    await withMeter('emulated aot', { source: source() }, async (meter) => {
      expect([meter.metering.restarts, meter.management.restarts]).toEqual([0, 0]);
      registers((meter as EmulatedMeter).pair.management.chip.peripherals.watchdog).set('CTRL', 0x8000_0000);
      await idle(meter, 500);
      expect([meter.metering.restarts, meter.management.restarts]).toEqual([0, 1]);
    });
  });
});
