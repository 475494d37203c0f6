// The emulated meter read by `twinmeter read` through a pseudo-terminal of either port at real pace, in a process of its own.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import type { Meter } from '../../meter/meter.ts';
import { withLines } from '../../records/lines.ts';
import { factoryFram } from '../../records/parameters.ts';
import { FRAM_BYTES } from '../../../shared-protocol/generated/ts/protocol.ts';
import { builtFile, ROOT } from '../../build/paths.ts';
import { TARGETS } from '../../meter/targets/targets.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { describeEmulated } from './emulated-images.ts';

const LIMIT_ms = 120_000;

function openWithTerminals(): Promise<Meter> {
  const source = sineSource({ service: '3p4w', volts: 230, amps: 60, pf: 1 });
  const fram = factoryFram({ service: '3p4w', samplingRate_mHz: source.rate_mHz });
  const modules = {
    metering: builtFile('metering-core.wasm'),
    management: builtFile('management-core.wasm'),
  };
  const target = TARGETS.find(({ name }) => name === 'emulated')!;
  const managementFram = withLines(new Uint8Array(FRAM_BYTES).fill(0xff), { rs485: 'iec62056-21' });
  return target.open({ modules, fram, managementFram, engine: 'aot', source, terminals: true });
}

const energy_kWh = async (meter: Meter) =>
  Number((await meter.ask('read_registers', { scope: 0, moment: 0 })).active_import_mWs) / 3.6e9;

/** Gives the boards time, never ahead of the clock on the wall, until `done`; terminals are served in between. */
async function keepRunning(meter: Meter, done: () => boolean): Promise<void> {
  const ahead_ms = performance.now() - meter.conductor.now_us / 1000;
  while (!done()) {
    if (meter.conductor.now_us / 1000 + ahead_ms < performance.now()) await meter.conductor.tick();
    else await setTimeout(2);
    await setImmediate();
  }
}

interface Reading {
  readonly baud: number;
  readonly objects: readonly {
    readonly obis: string;
    readonly value: number | string;
    readonly unit: string;
  }[];
}

async function readElsewhere(port: string): Promise<Reading> {
  const command = [join(ROOT, 'tools/bin/twinmeter.mjs'), 'read', '--port', port, '--json'];
  const { stdout } = await promisify(execFile)('node', command, { cwd: ROOT });
  return JSON.parse(stdout) as Reading;
}

const PORTS = [
  ['optical head', 'optical'],
  ['RS485 pair, through the transceiver,', 'rs485'],
  ['uplink slot, through state machines of the PIO,', 'uplink'],
] as const;

describeEmulated('The emulated meter', () => {
  it.each(PORTS)('is read at a terminal on the %s', { timeout: LIMIT_ms }, async (_, port) => {
    const meter = await openWithTerminals();
    try {
      expect(meter.ports[port]).toMatch(/^\/dev\/pts\/\d+$/);
      const before_kWh = await energy_kWh(meter);
      let isRead = false;
      const reading = readElsewhere(meter.ports[port]).finally(() => {
        isRead = true;
      });
      const [{ baud, objects }] = await Promise.all([reading, keepRunning(meter, () => isRead)]);
      expect(baud).toBe(9600);
      const { value, unit } = objects.find(({ obis }) => obis === '1-0:1.8.0.255')!;
      expect(unit).toBe('kWh');
      // 41 kW: a digit of the display, 1 Wh, is 87 ms; the mirror is up to a second old.
      expect(value).toBeGreaterThan(before_kWh - 0.012);
      expect(value).toBeLessThanOrEqual(await energy_kWh(meter));
      expect(value).toBeGreaterThan(0);
    } finally {
      await meter.close();
    }
  });
});
