// The accuracy figures: prints what the metering core reaches with an ideal front end and with modelled ones.
import type { SensorKind } from '../signals/afe/sensors.ts';
import { SERVICES, type Service } from '../signals/waves/source.ts';
import { allCores } from '../meter/pool/pool.ts';
import { idealRows } from './accuracy-ideal.ts';
import { measureUnits, type UnitResult } from './accuracy-run.ts';
import { Rows, tableOf } from './accuracy-table.ts';
import { plainTransformerShift, transformerTableRows, type UnitTask } from './accuracy-units.ts';

const SENSORS: readonly SensorKind[] = ['shunt', 'dc-tolerant-ct', 'rogowski'];
const COUNT = 20;

const USAGE = `npx tsx tools/figures/accuracy.ts [--ideal | --model] [--short] [--long] [--whole] [--jobs N]
                                  [--sensor KIND] [--service NAME] [--results FILE]
  --ideal, --model  only that table (default: both)
  --short   2 units instead of 20 (CI)
  --long    all 20 x 20 pairs of unit and noise seed; default: 20 pairs, each unit and each noise once
  --whole   every point of the programme instead of the short list
  --sensor, --service  only that sensor, that service
  --jobs N  threads (default: one for each core)
  --results FILE  keeps each finished unit; a run that was interrupted goes on from there. It knows the metering
            module, not the models and limits: take a new file after changing those
Progress goes to stderr; Ctrl-C prints the tables of what is done.`;

interface Options {
  readonly ideal: boolean;
  readonly model: boolean;
  readonly short: boolean;
  readonly long: boolean;
  readonly whole: boolean;
  readonly jobs: number;
  readonly sensors: readonly SensorKind[];
  readonly services: readonly Service[];
  /** Where finished units are kept, and found again by the next run. */
  readonly results: string | undefined;
}

const FLAGS = new Set(['--ideal', '--model', '--short', '--long', '--whole']);
const VALUES = new Set(['--jobs', '--results', '--sensor', '--service']);

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
  const options = {
    ideal: !flags.has('--model'),
    model: !flags.has('--ideal'),
    short: flags.has('--short'),
    long: flags.has('--long'),
    whole: flags.has('--whole'),
    jobs: Number(values.get('--jobs') ?? allCores()),
    sensors: chosen(SENSORS, values.get('--sensor')),
    services: chosen(SERVICES, values.get('--service')),
    results: values.get('--results'),
  };
  const sound = options.jobs >= 1 && Number.isInteger(options.jobs);
  return sound && options.sensors.length > 0 && options.services.length > 0 ? options : undefined;
}

/** Each unit with the noise of its own number, or with all of them. */
function unitTasks({ short, long, whole, sensors, services }: Options): UnitTask[] {
  const numbers = Array.from({ length: short ? 2 : COUNT }, (_, n) => n + 1);
  return sensors.flatMap((sensor) =>
    services.flatMap((service) =>
      numbers.map((unit) => ({ service, sensor, unit, noises: long ? numbers : [unit], whole })),
    ),
  );
}

function sensorTable(sensor: SensorKind, tasks: readonly UnitTask[], results: readonly UnitResult[]): Rows {
  const rows = new Rows();
  const done = results.filter((r) => r.task.sensor === sensor);
  for (const result of done) rows.merge(result.rows);
  const wanted = tasks.filter((task) => task.sensor === sensor);
  const services = [...new Set(wanted.map((task) => task.service))].join(', ');
  const pairs = done.reduce((sum, { task }) => sum + task.noises.length, 0);
  const missing = wanted.length - done.length;
  const state = missing ? `, INCOMPLETE: ${missing} of ${wanted.length} units not measured` : '';
  const title = `\n${sensor}: ${pairs} pairs of unit and noise, ${services}, a third of class D${state}`;
  process.stdout.write(`${tableOf(title, rows.all)}\n`);
  const times = SERVICES.map((service) => {
    const cpu_s = done.filter((r) => r.task.service === service).reduce((sum, r) => sum + r.cpu_s, 0);
    return `${service} ${cpu_s.toFixed(0)} s`;
  });
  process.stdout.write(`CPU time: ${times.join(', ')}\n`);
  return rows;
}

async function modelled(options: Options): Promise<boolean> {
  const tasks = unitTasks(options);
  const results = await measureUnits(tasks, options);
  const tables = options.sensors.map((sensor) => sensorTable(sensor, tasks, results));
  if (results.length < tasks.length) return false;
  const table = await transformerTableRows();
  const title = '\nCT at half of class 0.2S, adjusted with its table over current, 3p4w, a third of class D';
  process.stdout.write(`${tableOf(title, table.all)}\n`);
  const { shift_percent, limit_percent } = await plainTransformerShift();
  const fails = Math.abs(shift_percent) > limit_percent;
  process.stdout.write(
    `\nplain CT under half-wave current: ${shift_percent.toFixed(2)} %, limit ±${limit_percent} %: ` +
      `${fails ? 'fails, as it must' : 'PASSES: the model is wrong'}\n`,
  );
  return fails && table.pass && tables.every((r) => r.pass);
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const options = optionsFrom(args);
  if (!options) {
    process.stderr.write(`${USAGE}\n`);
    process.exitCode = 2;
    return;
  }
  let pass = true;
  if (options.ideal) {
    const rows = await idealRows();
    process.stdout.write(`${tableOf('ideal front end, 4 kHz, three services', rows.all)}\n`);
    pass = rows.pass;
  }
  if (options.model) pass = (await modelled(options)) && pass;
  process.stdout.write(
    `\nlimits as in tools/metrology/standard/limits.json, not checked against the official text\n`,
  );
  if (!pass) process.exitCode = 1;
}

await main();
