// The command `twinmeter calibrate`: adjusts a meter from two load points, then calibrates it at other ones.
import type { CAC } from 'cac';
import { SENSORS } from '../signals/afe/sensors.ts';
import { randomUnit } from '../signals/afe/unit.ts';
import { adjustMeter } from '../metrology/adjust/adjustment.ts';
import {
  calibrateMeter,
  calibrationPoints,
  type CalibrationResult,
} from '../metrology/adjust/calibration.ts';
import { openSerialSite } from '../metrology/adjust/serial-site.ts';
import { openSimulatedSite } from '../metrology/adjust/simulated-site.ts';
import type { LoadPoint, Reply, Site } from '../metrology/adjust/site.ts';
import { builtFile } from '../build/paths.ts';
import { TARGETS } from '../meter/targets/targets.ts';
import { CLASSES, readLimits } from '../metrology/standard/limits.ts';
import type { Ratings } from '../metrology/standard/ratings.ts';
import { SERVICES } from '../signals/waves/source.ts';
import { BadInputError, EXIT_FAILURE } from './errors.ts';

type Raw = Record<string, unknown>;

function choice<T extends string>(raw: Raw, name: string, choices: readonly T[], fallback: T): T {
  const given = raw[name] ?? fallback;
  const found = choices.find((c) => c === String(given));
  if (found === undefined) {
    throw new BadInputError(`--${name} ${String(given)}: expected one of ${choices.join(', ')}`);
  }
  return found;
}

function number(raw: Raw, name: string, least: number, most: number, fallback: number): number {
  const value = raw[name] ?? fallback;
  if (typeof value !== 'number' || !(value >= least && value <= most)) {
    throw new BadInputError(`--${name} ${String(value)}: expected a number from ${least} to ${most}`);
  }
  return value;
}

function path(raw: Raw, name: 'port' | 'legalPort'): string | undefined {
  const given = raw[name];
  if (given === undefined || (typeof given === 'string' && given !== '')) return given;
  throw new BadInputError(`--${name === 'port' ? 'port' : 'legal-port'}: expected one path`);
}

/** Checked options. */
function checkOptions(raw: Raw) {
  const target = TARGETS.find(
    (t) =>
      t.name ===
      choice(
        raw,
        'target',
        TARGETS.map((x) => x.name),
        'wasm',
      ),
  )!;
  const service = choice(raw, 'service', SERVICES, '3p4w');
  if (raw.legalPort !== undefined && raw.port === undefined)
    throw new BadInputError('--legal-port goes with --port');
  return {
    target,
    engine: choice(raw, 'engine', target.engines, target.engines[0]),
    service,
    sensor: choice(raw, 'sensor', SENSORS, 'shunt'),
    seed: number(raw, 'seed', 0, 1e9, 1),
    rate_mHz: 1000 * number(raw, 'rate', 2000, 32_000, 4000),
    seconds: number(raw, 'seconds', 1, 200, 10),
    warmer_K: raw.temperature === false ? undefined : 25,
    port: path(raw, 'port'),
    legalPort: path(raw, 'legalPort'),
    settle_s: number(raw, 'settle', 0, 600, 5),
    json: raw.json === true,
    ratings: {
      class: choice(raw, 'class', CLASSES, 'D'),
      service,
      connection: 'direct',
      Unom_V: number(raw, 'volts', 40, 450, service === '3p3w' ? 400 : 230),
      fnom_Hz: Number(choice(raw, 'hz', ['50', '60'], '50')),
      constant_imp_per_kWh: 10_000,
      Ist: 0.02,
      Imin: 0.1,
      Itr: 0.5,
      Imax: 60,
    } satisfies Ratings,
  };
}
type Options = ReturnType<typeof checkOptions>;

function loadPoints({ ratings }: Options) {
  const unity: LoadPoint = {
    voltage_V: ratings.Unom_V,
    current_A: 6 * ratings.Itr,
    lag_deg: 0,
    hz: ratings.fnom_Hz,
  };
  return { unity, inductive: { ...unity, lag_deg: 60 } };
}

function openSite(options: Options): Promise<Site> {
  const { target, engine, service, rate_mHz, ratings, port, legalPort, settle_s } = options;
  if (port !== undefined) return openSerialSite({ path: port, legalPath: legalPort, service, settle_s });
  return openSimulatedSite({
    target,
    engine,
    service,
    rate_mHz,
    modules: { metering: builtFile('metering-core.wasm'), management: builtFile('management-core.wasm') },
    unit: randomUnit(options.seed, options.sensor),
    parameters: { nominalVoltage_mV: ratings.Unom_V * 1000, nominalFrequency_mHz: ratings.fnom_Hz * 1000 },
    first: loadPoints(options).unity,
  });
}

function shown(result: CalibrationResult): string {
  const { name, error_percent, limit_percent, pass } = result;
  const error = `${error_percent >= 0 ? '+' : ''}${error_percent.toFixed(4)} %`;
  return `${name.padEnd(28)}${error.padStart(12)}   limit ${limit_percent} %   ${pass ? 'pass' : 'FAIL'}`;
}

/** The record as JSON takes it. */
const plain = (record: Reply) =>
  Object.fromEntries(Object.entries(record).map(([k, v]) => [k, typeof v === 'bigint' ? String(v) : v]));

async function run(options: Options, print: (line: string) => void): Promise<boolean> {
  const site = await openSite(options);
  const say = (line: string) => (options.json ? undefined : print(line));
  try {
    say('adjustment (the meter is changed):');
    const points = loadPoints(options);
    const { seconds, warmer_K } = options;
    const record = await adjustMeter(site, { points, seconds, warmer_K, onStep: (text) => say(`  ${text}`) });
    say(`  sealed record ${String(record.sequence)}`);
    if (site.ask) await site.setJumper(false);
    say('calibration (the meter is compared at other points):');
    const others = calibrationPoints(readLimits(), options.ratings);
    const results = await calibrateMeter(site, others, seconds, (result) => say(`  ${shown(result)}`));
    const pass = results.every((result) => result.pass);
    if (options.json)
      print(JSON.stringify({ adjustment: plain(record), calibration: { points: results }, pass }));
    else
      print(
        pass
          ? `within class ${options.ratings.class} at every point`
          : `OUT OF CLASS ${options.ratings.class}`,
      );
    return pass;
  } finally {
    await site.close();
  }
}

/** Adds the command to the command line. */
export function registerCalibrate(cli: CAC): void {
  cli
    .command('calibrate', 'Adjust a meter from two load points, then calibrate it at others')
    .option(
      '--target <name>',
      `where the meter runs: ${TARGETS.map((t) => t.name).join(', ')} (default wasm)`,
    )
    .option('--engine <name>', 'engine of the wasm target: v8, wasm3')
    .option('--port <path>', 'adjustment port of a real board; the operator sets source, jumper and heat')
    .option('--legal-port <path>', 'its RS485 port: then it is calibrated sealed, by its registers')
    .option('--settle <s>', 'with --port: seconds until the source is steady (default 5)')
    .option('--service <name>', '1p2w, 3p3w or 3p4w (default 3p4w)')
    .option('--class <name>', 'limits of the calibration: A, B, C or D (default D)')
    .option('--sensor <kind>', `current sensors of the modelled unit: ${SENSORS.join(', ')} (default shunt)`)
    .option('--seed <n>', 'which unit comes off the line (default 1)')
    .option('--volts <V>', 'nominal voltage')
    .option('--hz <Hz>', 'nominal frequency, 50 or 60')
    .option('--rate <Hz>', 'sampling rate (default 4000)')
    .option('--seconds <s>', 'duration of each measurement (default 10)')
    .option('--no-temperature', 'no second temperature')
    .option('--json', 'one JSON object')
    .action(async (raw: Raw) => {
      const pass = await run(checkOptions(raw), (line) => void process.stdout.write(`${line}\n`));
      if (!pass) process.exitCode = EXIT_FAILURE;
    });
}
