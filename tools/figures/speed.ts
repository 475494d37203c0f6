// How fast whole meters run, and how that grows: virtual seconds per second of CPU time, by target, engine and number of meters.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { HostProcess } from '../cores/host-process.ts';
import { imageFile } from '../firmware/firmware-image.ts';
import { allCores, MeterPool } from '../meter/pool/pool.ts';
import { feed, goOn, withMeter, type Place } from '../meter/targets/with-meter.ts';
import { sineSource } from '../signals/waves/sine.ts';
import { ownCpu_s, processCpu_s } from './cpu-time.ts';
import { printFigures } from './print-figures.ts';
import { dayLines } from './speed-day.ts';
import type { Stretch } from './speed-worker.ts';

export interface Speed {
  readonly target: string;
  readonly engine: string;
  readonly meters: number;
  /** Virtual seconds of one meter per second of CPU time of all threads and processes. */
  readonly times_real_time_a_core: number;
  /** Of all meters together. */
  readonly virtual_s: number;
  readonly cpu_s: number;
}

const RATE_Hz = 4000;
/** V8 has compiled what is used often; under wasm3 and on the emulator a second would do. */
const WARM_UP_s = { v8: 120, wasm3: 1, aot: 1 } as const;

function speedOf(place: string, meters: number, virtual_s: number, cpu_s: number): Speed {
  const [target, engine] = place.split(' ');
  return { target, engine, meters, times_real_time_a_core: virtual_s / cpu_s, virtual_s, cpu_s };
}

/** One meter in this program, with the processes of its cores. */
export async function speedAlone(place: Place, virtual_s: number): Promise<Speed> {
  const source = sineSource({ service: '3p4w', volts: 230, amps: 5, pf: 0.8 });
  const warmUp_s = WARM_UP_s[place.split(' ')[1] as keyof typeof WARM_UP_s];
  return withMeter(place, { source }, async (meter) => {
    await goOn(meter, warmUp_s * RATE_Hz);
    const pids = [meter.metering, meter.management].flatMap(
      (board) => (board.core as HostProcess | undefined)?.pid ?? [],
    );
    const cpu_s = () => pids.reduce((sum, pid) => sum + processCpu_s(pid), ownCpu_s());
    const before_s = cpu_s();
    await feed(meter, (warmUp_s + virtual_s) * RATE_Hz);
    return speedOf(place, 1, virtual_s, cpu_s() - before_s);
  });
}

/** So many meters on the threads of a pool that is warm, one after the other on each; opening them is part of it. */
export async function speedOfMany(place: Place, meters: number, each_s: number): Promise<Speed> {
  const jobs = Math.min(meters, allCores());
  const pool = await MeterPool.open<Stretch, number>({
    program: join(import.meta.dirname, 'speed-worker.ts'),
    jobs,
  });
  const position = (virtual_s: number) => (_: unknown, n: number) => ({
    name: `meter ${n + 1}`,
    task: { place, virtual_s },
  });
  try {
    await pool.run(Array.from({ length: jobs }, position(WARM_UP_s.v8)));
    const before_s = ownCpu_s();
    const metered_s = await pool.run(Array.from({ length: meters }, position(each_s)));
    const virtual_s = metered_s.reduce((sum, s) => sum + s, 0);
    return speedOf(place, meters, virtual_s, ownCpu_s() - before_s);
  } finally {
    await pool.close();
  }
}

/** What is measured, cheapest last; emulated boards where their images are built. */
function runs(): (() => Promise<Speed>)[] {
  const emulated = (['wasm3', 'aot'] as const).filter((engine) => existsSync(imageFile('metering', engine)));
  return [
    () => speedAlone('wasm v8', 3000),
    () => speedOfMany('wasm v8', 2, 1500),
    () => speedOfMany('wasm v8', 8, 600),
    () => speedOfMany('wasm v8', 48, 300),
    () => speedAlone('wasm wasm3', 60),
    () => speedAlone('host wasm3', 60),
    ...emulated.map((engine) => () => speedAlone(`emulated ${engine}`, 10)),
  ];
}

export async function speeds(): Promise<Speed[]> {
  const rows: Speed[] = [];
  for (const run of runs()) rows.push(await run());
  return rows;
}

/** The table, as lines. */
export async function speedLines(): Promise<string[]> {
  const line = ({ target, engine, meters, times_real_time_a_core, virtual_s, cpu_s }: Speed): string => {
    const place = `${target} ${engine}`.padEnd(16);
    const count = `${meters} ${meters === 1 ? 'meter' : 'meters'}`.padEnd(10);
    const speed = times_real_time_a_core.toFixed(1).padStart(8);
    return `  ${place}${count}${speed} x real time a core  (${virtual_s.toFixed(0)} s in ${cpu_s.toFixed(2)} s)`;
  };
  return [
    'speed of whole meters, both cores, 4 kHz 3P4W: virtual seconds of one meter per CPU second (all threads and processes)',
    ...(await speeds()).map(line),
  ];
}

const USAGE = `npx tsx tools/figures/speed.ts [--json | --day]
  --json  one object: rows of target, engine, meters, times_real_time_a_core
  --day   one meter through the built-in day under V8: speed and memory every two virtual hours`;

if (import.meta.filename === process.argv[1]) {
  const words = process.argv.slice(2).join(' ');
  if (words === '--json') await printFigures(async () => [JSON.stringify({ rows: await speeds() })]);
  else if (words === '--day') await dayLines((line) => console.log(line));
  else if (words === '') await printFigures(speedLines);
  else {
    console.error(USAGE);
    process.exitCode = 2;
  }
}
