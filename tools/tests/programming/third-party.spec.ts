// A reader that others have made, which knows the standard alone, at every rate; left out where it is not installed.
// TWINMETER_D0_READER names a folder in which `npm install smartmeter-obis@4.0.0` was done.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { meterAtRealPace, PACED, type PacedMeter } from './at-real-pace.ts';

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

let paced: PacedMeter | undefined;
afterEach(async () => {
  await paced?.close();
  paced = undefined;
});

async function startMeter(): Promise<string> {
  paced = await meterAtRealPace(PACED.IN_PROCESS);
  return paced.meter.ports.optical;
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
