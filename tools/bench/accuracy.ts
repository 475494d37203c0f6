// The accuracy bench: prints what the metering core reaches with an ideal front end and with modelled ones.
import { spawn } from 'node:child_process';
import type { SensorKind } from '../afe/sensors.ts';
import { SERVICES, type Service } from '../waves/source.ts';
import { idealRows } from './accuracy-ideal.ts';
import { Rows, tableOf, type Row } from './accuracy-table.ts';
import { plainTransformerShift, sampleRows, type Sample } from './accuracy-units.ts';

const SENSORS: readonly SensorKind[] = ['shunt', 'dc-tolerant-ct', 'rogowski'];
const COUNT = 20;

const USAGE = `npx tsx tools/bench/accuracy.ts [--ideal | --model] [--short] [--long] [--whole] [--jobs N]
                                  [--sensor KIND] [--service NAME]
  --ideal, --model  only that table (default: both)
  --short   2 units instead of 20 (CI)
  --long    all 20 x 20 pairs of unit and noise seed; default: 20 pairs, each unit and each noise once
  --whole   every point of the programme instead of the short list
  --sensor, --service  only that sensor, that service
  --jobs N  processes (default 2)`;

interface Options {
  readonly ideal: boolean;
  readonly model: boolean;
  readonly short: boolean;
  readonly long: boolean;
  readonly whole: boolean;
  readonly jobs: number;
  readonly sensors: readonly SensorKind[];
  readonly services: readonly Service[];
  /** This process does every jobs-th sample from this one on and prints rows as JSON. */
  readonly part: number | undefined;
}

const FLAGS = new Set(['--ideal', '--model', '--short', '--long', '--whole']);
const VALUES = new Set(['--jobs', '--part', '--sensor', '--service']);

/** Flags and values by name; undefined when something is unknown or lacks its value. */
function parse(args: readonly string[]): { flags: Set<string>; values: Map<string, string> } | undefined {
  const flags = new Set<string>();
  const values = new Map<string, string>();
  for (let n = 0; n < args.length; n++) {
    if (FLAGS.has(args[n])) flags.add(args[n]);
    else if (VALUES.has(args[n]) && args[n + 1] !== undefined) values.set(args[n], args[++n]);
    else return undefined;
  }
  return { flags, values };
}

/** All choices, or the one asked for; none when it is unknown. */
function chosen<T extends string>(choices: readonly T[], asked: string | undefined): T[] {
  return choices.filter((c) => asked === undefined || c === asked);
}

function optionsFrom(args: readonly string[]): Options | undefined {
  const given = parse(args);
  if (!given) return undefined;
  const { flags, values } = given;
  const part = values.get('--part');
  const options = {
    ideal: !flags.has('--model'),
    model: !flags.has('--ideal'),
    short: flags.has('--short'),
    long: flags.has('--long'),
    whole: flags.has('--whole'),
    jobs: Number(values.get('--jobs') ?? 2),
    sensors: chosen(SENSORS, values.get('--sensor')),
    services: chosen(SERVICES, values.get('--service')),
    part: part === undefined ? undefined : Number(part),
  };
  const sound = options.jobs >= 1 && Number.isInteger(options.jobs) && !Number.isNaN(options.part ?? 0);
  return sound && options.sensors.length > 0 && options.services.length > 0 ? options : undefined;
}

/** Pairs of unit and noise seed: the diagonal, or all of them. */
function samples({ short, long, whole, sensors, services }: Options): Sample[] {
  const count = short ? 2 : COUNT;
  const pairs = Array.from({ length: count }, (_, unit) =>
    Array.from({ length: count }, (_, noise) => ({ unit: unit + 1, noise: noise + 1 })),
  ).flat();
  const measured = long ? pairs : pairs.filter((p) => p.unit === p.noise);
  return sensors.flatMap((sensor) =>
    services.flatMap((service) => measured.map((pair) => ({ service, sensor, ...pair, whole }))),
  );
}

type BySensor = Record<string, Row[]>;

/** The samples of one part, in this process. */
async function measurePart(options: Options, part: number): Promise<BySensor> {
  const rows: Record<string, Rows> = {};
  for (const [n, sample] of samples(options).entries()) {
    if (n % options.jobs !== part) continue;
    rows[sample.sensor] ??= new Rows();
    rows[sample.sensor].merge((await sampleRows(sample)).all);
  }
  return Object.fromEntries(Object.entries(rows).map(([sensor, found]) => [sensor, found.all]));
}

/** One part in a process of its own. */
function spawnPart(args: readonly string[], options: Options, part: number): Promise<BySensor> {
  const own = [
    '--import',
    'tsx',
    import.meta.filename,
    ...args,
    '--jobs',
    String(options.jobs),
    '--part',
    String(part),
  ];
  const child = spawn(process.execPath, own, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (piece) => (text += piece));
  return new Promise((resolve, reject) => {
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(text) as BySensor);
      else reject(new Error(`part ${part} ended with code ${code}`));
    });
  });
}

async function modelled(args: readonly string[], options: Options): Promise<boolean> {
  const { sensors, services } = options;
  const rows = Object.fromEntries(sensors.map((sensor) => [sensor, new Rows()]));
  const parts = Array.from({ length: options.jobs }, (_, part) => spawnPart(args, options, part));
  for (const part of await Promise.all(parts)) {
    for (const [sensor, found] of Object.entries(part)) rows[sensor].merge(found);
  }
  const { length } = samples(options);
  for (const sensor of sensors) {
    const title = `\n${sensor}: ${length / sensors.length} adjusted units, ${services.join(', ')}, a third of class D`;
    process.stdout.write(`${tableOf(title, rows[sensor].all)}\n`);
  }
  const { shift_percent, limit_percent } = await plainTransformerShift();
  const fails = Math.abs(shift_percent) > limit_percent;
  process.stdout.write(
    `\nplain CT under half-wave current: ${shift_percent.toFixed(2)} %, limit ±${limit_percent} %: ` +
      `${fails ? 'fails, as it must' : 'PASSES: the model is wrong'}\n`,
  );
  return fails && Object.values(rows).every((r) => r.pass);
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const options = optionsFrom(args);
  if (!options) {
    process.stderr.write(`${USAGE}\n`);
    process.exitCode = 2;
    return;
  }
  if (options.part !== undefined) {
    process.stdout.write(JSON.stringify(await measurePart(options, options.part)));
    return;
  }
  let pass = true;
  if (options.ideal) {
    const rows = await idealRows();
    process.stdout.write(`${tableOf('ideal front end, 4 kHz, three services', rows.all)}\n`);
    pass = rows.pass;
  }
  if (options.model) pass = (await modelled(args, options)) && pass;
  process.stdout.write(`\nlimits as in tools/typetest/limits.json, not checked against the official text\n`);
  if (!pass) process.exitCode = 1;
}

await main();
