// What the type-test programme of a bench full of meters takes: all points of each, on all cores.
import { join } from 'node:path';
import { allCores, runPositions } from '../meter/pool/pool.ts';
import { SENSORS } from '../signals/afe/sensors.ts';
import { ownCpu_s } from './cpu-time.ts';
import { printFigures } from './print-figures.ts';
import type { Bench, Tested } from './programme-worker.ts';

const METERS = 48;

const USAGE = `npx tsx tools/figures/programme.ts [--meters N] [--jobs N] [--sensor ideal|${SENSORS.join('|')}]
  --meters N  meters on the bench (default ${METERS})
  --jobs N    threads (default: one for each core)
  --sensor    ideal (default), or modelled units, each with its own deviations and noise, adjusted first`;

interface Options {
  readonly meters: number;
  readonly jobs: number;
  readonly sensor: Bench['sensor'];
}

/** The options by name; undefined when one is unknown or means nothing. */
function optionsFrom(args: readonly string[]): Options | undefined {
  const given = new Map(args.flatMap((word, n) => (n % 2 === 0 ? [[word, args[n + 1]] as const] : [])));
  const known = new Set(['--meters', '--jobs', '--sensor']);
  const meters = Number(given.get('--meters') ?? METERS);
  const jobs = Number(given.get('--jobs') ?? allCores());
  const sensor = (['ideal', ...SENSORS] as const).find((kind) => kind === (given.get('--sensor') ?? 'ideal'));
  const sound = [meters, jobs].every((count) => Number.isInteger(count) && count > 0);
  return sound && sensor && [...given.keys()].every((name) => known.has(name))
    ? { meters, jobs, sensor }
    : undefined;
}

async function programmeLines({ meters, jobs, sensor }: Options): Promise<string[]> {
  const began_ms = performance.now();
  const program = join(import.meta.dirname, 'programme-worker.ts');
  const positions = Array.from({ length: meters }, (_, n) => ({ name: `meter ${n + 1}`, task: n + 1 }));
  const tested = await runPositions<number, Tested>({ program, jobs, common: { sensor } }, positions);
  const wall_s = (performance.now() - began_ms) / 1000;
  const virtual_s = tested.reduce((sum, each) => sum + each.virtual_s, 0);
  const cpu_s = ownCpu_s();
  const passed = tested.filter(({ failed }) => failed.length === 0).length;
  return [
    `type test of ${meters} meters (${sensor}, 3p4w, all ${tested[0].points} points), ${Math.min(jobs, meters)} threads, V8`,
    `  ${virtual_s.toFixed(0)} meter-seconds in ${wall_s.toFixed(0)} s, ${cpu_s.toFixed(0)} s of CPU: ` +
      `${(virtual_s / cpu_s).toFixed(0)} x real time a core; ${(cpu_s / jobs).toFixed(0)} s on ${jobs} free cores`,
    `  ${passed} of ${meters} pass`,
    ...tested.flatMap(({ failed }, n) =>
      failed.length > 0 ? [`  meter ${n + 1}: ${failed.join('; ')}`] : [],
    ),
  ];
}

const options = optionsFrom(process.argv.slice(2));
if (options) await printFigures(() => programmeLines(options));
else {
  console.error(USAGE);
  process.exitCode = 2;
}
