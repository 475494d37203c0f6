// A reader that others have made, which knows the standard alone, at every rate; left out where it is not installed.
// TWINMETER_D0_READER names a folder in which `npm install smartmeter-obis@4.0.0` was done.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { builtFile } from '../../build/paths.ts';
import type { Meter } from '../../meter/meter.ts';
import { TARGETS } from '../../meter/targets/targets.ts';
import { factoryFram } from '../../records/parameters.ts';
import { sineSource } from '../../signals/waves/sine.ts';

const folder = process.env.TWINMETER_D0_READER ?? '';
const isThere = folder !== '' && existsSync(join(folder, 'node_modules/smartmeter-obis'));
/** Reads once at a rate of mode C, and prints code and value of each line. */
const PROGRAM = `
const reader = require('smartmeter-obis');
const [port, rate] = process.argv.slice(1);
const options = {
  protocol: 'D0Protocol', transport: 'SerialRequestResponseTransport', transportSerialPort: port,
  transportSerialBaudrate: 300, transportSerialDataBits: 7, transportSerialStopBits: 1, transportSerialParity: 'even',
  transportSerialMessageTimeout: 300000, requestInterval: 0, obisNameLanguage: 'en',
  protocolD0BaudrateChangeoverOverwrite: Number(rate), logger: () => {},
};
const transport = reader.init(options, (error, result) => {
  if (error) { console.error(error.message); process.exit(1); }
  for (const code of Object.keys(result)) console.log(code + ' ' + result[code].getValue(0).value);
  transport.stop(() => process.exit(0));
});
transport.process();
`;

let meter: Meter | undefined;
let isOpen = false;
let running = Promise.resolve();
afterEach(async () => {
  isOpen = false;
  await running;
  await meter?.close();
  meter = undefined;
});

/** A meter beside the test, at the pace of the clock on the wall, or quicker where the wire would take minutes. */
async function startMeter(): Promise<string> {
  const source = sineSource({ service: '1p2w', volts: 230, amps: 5, pf: 1 });
  const fram = factoryFram({ service: '1p2w', samplingRate_mHz: source.rate_mHz });
  const modules = {
    metering: builtFile('metering-core.wasm'),
    management: builtFile('management-core.wasm'),
  };
  const target = TARGETS.find(({ name }) => name === 'wasm')!;
  meter = await target.open({ modules, fram, engine: 'v8', source, terminals: true });
  isOpen = true;
  running = keepRunning(meter);
  await setTimeout(1500);
  return meter.ports.optical;
}

async function keepRunning({ conductor }: Meter): Promise<void> {
  const ahead_ms = performance.now() - conductor.now_us / 1000;
  while (isOpen) {
    if (conductor.now_us / 1000 + ahead_ms < performance.now()) await conductor.tick();
    else await setTimeout(1);
  }
}

const read = (port: string, rate: number): Promise<{ out: string; err: string }> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      ['-e', PROGRAM, port, String(rate)],
      { cwd: folder, timeout: 280_000 },
      (_, out, err) => resolve({ out, err }),
    );
  });

describe.skipIf(!isThere)('A reader that knows the standard alone', { timeout: 300_000 }, () => {
  it.each([300, 600, 1200, 2400, 4800, 9600, 19_200])('reads all lines at %i Bd', async (rate) => {
    const { out, err } = await read(await startMeter(), rate);
    expect(err).toBe('');
    const values = new Map(
      out
        .trim()
        .split('\n')
        .map((line) => line.split(' ') as [string, string]),
    );
    expect(Number(values.get('1-0:1.8.0*255'))).toBeGreaterThan(0);
    expect(Number(values.get('1-0:32.7.0*255'))).toBeCloseTo(230, 0);
    expect(values.size).toBeGreaterThan(50);
  });
});
