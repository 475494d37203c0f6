// The legal reading through a pseudo-terminal: `twinmeter read --protocol legal` against a whole meter at real pace.
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseOptions } from '../../cli/options.ts';
import { read, READ_OPTIONS } from '../../cli/read.ts';
import { builtFile } from '../../build/paths.ts';
import { openPty } from '../../lines/pty.ts';
import type { Meter } from '../../meter/meter.ts';
import { TARGETS } from '../../meter/targets/targets.ts';
import { factoryFram } from '../../records/parameters.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import type { Service } from '../../signals/waves/source.ts';

let meter: Meter | undefined;
let isOpen = false;

beforeEach(() => {
  isOpen = true;
});
afterEach(async () => {
  isOpen = false;
  await setTimeout(50);
  await meter?.close();
  meter = undefined;
});

/** A meter that runs beside the test, never ahead of the clock on the wall. */
async function startMeter(service: Service): Promise<Meter> {
  const source = sineSource({ service, volts: 230, amps: 60, pf: 1 });
  const fram = factoryFram({ service, samplingRate_mHz: source.rate_mHz });
  const modules = {
    metering: builtFile('metering-core.wasm'),
    management: builtFile('management-core.wasm'),
  };
  const target = TARGETS.find(({ name }) => name === 'wasm')!;
  meter = await target.open({ modules, fram, engine: 'v8', source, terminals: true });
  void keepRunning(meter);
  return meter;
}

async function keepRunning({ conductor }: Meter): Promise<void> {
  const ahead_ms = performance.now() - conductor.now_us / 1000;
  while (isOpen) {
    if (conductor.now_us / 1000 + ahead_ms < performance.now()) await conductor.tick();
    else await setTimeout(1);
  }
}

async function readLegally(...words: string[]) {
  const printed: string[] = [];
  const complaints: string[] = [];
  const options = parseOptions(READ_OPTIONS, ['--protocol', 'legal', ...words]);
  const code = await read(options, {
    print: (text) => printed.push(text),
    complain: (line) => complaints.push(line),
  });
  return { code, printed, complaints };
}

interface Legal {
  instant: string;
  status: { sample_index: number; missed_samples: number };
  objects: { obis: string; value: number; unit: string; count?: string }[];
}

it('is taken from the metering core itself, with exact counts and the moment', async () => {
  const running = await startMeter('3p4w');
  await setTimeout(1000);
  const before = Date.now();
  const { code, printed } = await readLegally('--port', running.ports.legal, '--json');
  expect(code).toBe(0);
  const reading = JSON.parse(printed[0]) as Legal;
  const sha256 = running.metering.sha256;
  expect(reading).toMatchObject({
    protocol: 'legal',
    port: running.ports.legal,
    meter: { serial: '10000001', sha256 },
  });
  expect(reading.status.missed_samples).toBe(0);
  const total = reading.objects.find(({ obis }) => obis === '1-0:1.8.0.255')!;
  expect(total.unit).toBe('Wh');
  expect(Number(total.count)).toBeGreaterThan(0);
  expect(total.value).toBeCloseTo(Number(total.count) / 3.6e6, 6);
  expect(reading.objects.find(({ obis }) => obis === '1-0:72.7.0.255')!.value).toBeCloseTo(230, 0);
  expect(Date.parse(reading.instant)).toBeGreaterThan(before);
});

it('of a single-phase meter has the one phase', async () => {
  const running = await startMeter('1p2w');
  await setTimeout(500);
  const { printed } = await readLegally('--port', running.ports.legal, '--codes');
  expect(printed[0]).toMatch(/^1-0:21\.8\.0\.255 +0\.\d{6} kWh$/m);
  expect(printed[0]).not.toMatch(/^1-0:41\.8\.0\.255 /m);
});

it('ends against a port where somebody floods, and says so', async () => {
  const pty = openPty();
  const flood = setInterval(() => pty.write(new Uint8Array(512).fill(0xa5)), 5);
  try {
    const { code, complaints } = await readLegally('--port', pty.path);
    expect(code).toBe(1);
    expect(complaints[0]).toMatch(
      /^twinmeter read: port .*: no answer to identify among \d+ bytes received$/,
    );
  } finally {
    clearInterval(flood);
    pty.close();
  }
});

it('refuses an address, which the port does not know', async () => {
  await expect(readLegally('--port', '/dev/null', '--address', '7')).rejects.toThrow(/--address goes with/);
});
