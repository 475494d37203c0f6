// A meter with terminals beside a test, at the pace of the clock on the wall, for clients that are processes of their own.
import { setTimeout } from 'node:timers/promises';
import { builtFile } from '../../build/paths.ts';
import type { Meter } from '../../meter/meter.ts';
import { TARGETS } from '../../meter/targets/targets.ts';
import { factoryFram } from '../../records/parameters.ts';
import { sineSource } from '../../signals/waves/sine.ts';

const HOST = { target: 'host', engine: 'wasm3', service: '3p4w' } as const;
const IN_PROCESS = { target: 'wasm', engine: 'v8', service: '1p2w' } as const;
export const PACED = { HOST, IN_PROCESS } as const;
/** Until the mirror was filled. */
const FILLED_ms = 1500;

export interface PacedMeter {
  readonly meter: Meter;
  close(): Promise<void>;
}

async function keepRunning({ conductor }: Meter, isOpen: () => boolean): Promise<void> {
  const ahead_ms = performance.now() - conductor.now_us / 1000;
  while (isOpen()) {
    if (conductor.now_us / 1000 + ahead_ms < performance.now()) await conductor.tick();
    else await setTimeout(1);
  }
}

/** Under 5 A, its terminal cover open where that is said; whoever opened it closes it. */
export async function meterAtRealPace(
  { target, engine, service }: typeof HOST | typeof IN_PROCESS = HOST,
  { coverOpen = false } = {},
): Promise<PacedMeter> {
  const source = sineSource({ service, volts: 230, amps: 5, pf: 1 });
  const fram = factoryFram({ service, samplingRate_mHz: source.rate_mHz });
  const modules = {
    metering: builtFile('metering-core.wasm'),
    management: builtFile('management-core.wasm'),
  };
  const { open } = TARGETS.find(({ name }) => name === target)!;
  const meter = await open({ modules, fram, engine, source, terminals: true });
  if (coverOpen) meter.surroundings!.set('terminalCover', false);
  let isOpen = true;
  const running = keepRunning(meter, () => isOpen);
  await setTimeout(FILLED_ms);
  return {
    meter,
    close: async () => {
      isOpen = false;
      await running;
      await meter.close();
    },
  };
}
