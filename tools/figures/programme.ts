// What the programme of R46 takes on a bench full of meters: all points of each, on all cores.
import { readFileSync } from 'node:fs';
import { builtFile } from '../build/paths.ts';
import { allCores } from '../meter/pool/pool.ts';
import { FRONT_ENDS, type FrontEnd } from '../metrology/positions/marking.ts';
import { runBench, seatsOf } from '../metrology/positions/run.ts';
import { programmePath } from '../metrology/positions/shipped.ts';
import { ownCpu_s } from './cpu-time.ts';
import { printFigures } from './print-figures.ts';

const METERS = 48;
const PROGRAMME = 'r46-class-d';

const USAGE = `npx tsx tools/figures/programme.ts [--meters N] [--jobs N] [--sensor ${FRONT_ENDS.join('|')}]
  --meters N  meters on the bench (default ${METERS})
  --jobs N    threads (default: one for each core)
  --sensor    ideal (default), or modelled units, each with its own deviations and noise, adjusted first`;

interface Options {
  readonly meters: number;
  readonly jobs: number;
  readonly sensor: FrontEnd;
}

/** The options by name; undefined when one is unknown or means nothing. */
function optionsFrom(args: readonly string[]): Options | undefined {
  const given = new Map(args.flatMap((word, n) => (n % 2 === 0 ? [[word, args[n + 1]] as const] : [])));
  const known = new Set(['--meters', '--jobs', '--sensor']);
  const meters = Number(given.get('--meters') ?? METERS);
  const jobs = Number(given.get('--jobs') ?? allCores());
  const sensor = FRONT_ENDS.find((kind) => kind === (given.get('--sensor') ?? 'ideal'));
  const sound = [meters, jobs].every((count) => Number.isInteger(count) && count > 0);
  return sound && sensor && [...given.keys()].every((name) => known.has(name))
    ? { meters, jobs, sensor }
    : undefined;
}

async function programmeLines({ meters, jobs, sensor }: Options): Promise<string[]> {
  const began_ms = performance.now();
  const file = programmePath(PROGRAMME);
  const text = readFileSync(file, 'utf8');
  const batch = { file, text, frontEnd: sensor, metering: builtFile('metering-core.wasm') };
  const tested = await runBench(batch, seatsOf(meters, 1), jobs);
  const wall_s = (performance.now() - began_ms) / 1000;
  const virtual_s = tested.reduce((sum, each) => sum + each.virtual_s, 0);
  const cpu_s = ownCpu_s();
  const passed = tested.filter(({ pass }) => pass).length;
  return [
    `${PROGRAMME} on ${meters} positions (${sensor}, ${tested[0].points.length} points each), ${Math.min(jobs, meters)} threads, V8`,
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
