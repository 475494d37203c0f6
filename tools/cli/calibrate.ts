// The command `twinmeter calibrate`: adjusts a meter from two load points, then calibrates it at other ones.
import { NOMINAL_C } from '../signals/afe/datasheet.ts';
import { randomUnit } from '../signals/afe/unit.ts';
import { adjustMeter, tableCurrents_A } from '../metrology/adjust/adjustment.ts';
import {
  calibrateMeter,
  calibrationPoints,
  warmPoints,
  type CalibrationOptions,
  type CalibrationPoint,
  type CalibrationResult,
} from '../metrology/adjust/calibration.ts';
import { openSerialSite } from '../metrology/adjust/serial-site.ts';
import { openSimulatedSite } from '../metrology/adjust/simulated-site.ts';
import type { LoadPoint, Reply, Site } from '../metrology/adjust/site.ts';
import { builtFile } from '../build/paths.ts';
import { SENSOR_CT } from '../../shared-protocol/generated/ts/protocol.ts';
import { readParameters } from '../records/sealed-record.ts';
import { readLimits } from '../metrology/standard/limits.ts';
import { CALIBRATE_OPTIONS, calibrateOptions, type CalibrateOptions } from './calibrate-options.ts';
import { command } from './command.ts';
import { EXIT_FAILURE } from './errors.ts';
import { meteringModule } from './metering-option.ts';

function loadPoints({ ratings }: CalibrateOptions) {
  const unity: LoadPoint = {
    voltage_V: ratings.Unom_V,
    current_A: 6 * ratings.Itr,
    lag_deg: 0,
    hz: ratings.fnom_Hz,
  };
  return { unity, inductive: { ...unity, lag_deg: 60 } };
}

/** A current that a person sets by hand has three digits. */
const settable = (current_A: number): number => Number(current_A.toPrecision(3));

/** What the meter is sealed for says what its sensors are; of a modelled unit the option. */
async function hasTransformers(site: Site, { port, sensor }: CalibrateOptions): Promise<boolean> {
  if (port === undefined) return sensor === 'ct';
  const { current_sensor } = await readParameters(site);
  return (current_sensor as readonly number[]).includes(SENSOR_CT);
}

/** Where the table over current is made: for transformers only, the errors of other sensors do not change with it. */
async function tableOf(site: Site, options: CalibrateOptions): Promise<number[] | undefined> {
  const { Imin, Imax } = options.ratings;
  return (await hasTransformers(site, options)) ? tableCurrents_A(Imin, Imax).map(settable) : undefined;
}

function openSite(options: CalibrateOptions): Promise<Site> {
  const { target, engine, service, rate_mHz, ratings, port, legalPort, settle_s } = options;
  if (port !== undefined)
    return openSerialSite({
      path: port,
      legalPath: legalPort,
      service,
      settle_s,
      reference: options.reference,
    });
  return openSimulatedSite({
    target,
    engine,
    service,
    rate_mHz,
    modules: { metering: meteringModule(options.metering), management: builtFile('management-core.wasm') },
    unit: randomUnit(options.seed, options.sensor),
    parameters: { nominalVoltage_mV: ratings.Unom_V * 1000, nominalFrequency_mHz: ratings.fnom_Hz * 1000 },
    first: loadPoints(options).unity,
  });
}

function shown(result: CalibrationResult): string {
  const { name, error_percent, limit_percent, pass, failed, uncertainty_percent: U } = result;
  const error = `${error_percent >= 0 ? '+' : ''}${error_percent.toFixed(4)} %`;
  return `${name.padEnd(28)}${error.padStart(12)}   limit ${limit_percent} %   U ${U} %   ${pass ? 'pass' : `FAIL  (${failed.join('; ')})`}`;
}

/** The record as JSON takes it. */
const plain = (record: Reply) =>
  Object.fromEntries(Object.entries(record).map(([k, v]) => [k, typeof v === 'bigint' ? String(v) : v]));

/** The points that are repeated warm, and the temperature brought back. */
async function calibrateWarm(
  site: Site,
  points: readonly CalibrationPoint[],
  { warmer_K }: CalibrateOptions,
  calibration: CalibrationOptions,
): Promise<CalibrationResult[]> {
  if (warmer_K === undefined || !site.setTemperature) return [];
  await site.setTemperature(NOMINAL_C + warmer_K);
  const results = await calibrateMeter(site, warmPoints(points), calibration);
  await site.setTemperature(NOMINAL_C);
  return results;
}

async function run(options: CalibrateOptions, print: (line: string) => void): Promise<boolean> {
  const site = await openSite(options);
  const say = (line: string) => (options.json ? undefined : print(line));
  try {
    say('adjustment (the meter is changed):');
    const points = loadPoints(options);
    const { seconds, warmer_K } = options;
    const record = await adjustMeter(site, {
      points,
      seconds,
      warmer_K,
      currents_A: await tableOf(site, options),
      onStep: (text) => say(`  ${text}`),
    });
    say(`  sealed record ${String(record.sequence)}`);
    if (site.ask) await site.setJumper(false);
    say('calibration (the meter is compared at other points):');
    const others = calibrationPoints(readLimits(), options.ratings);
    const calibration = {
      limits: readLimits(),
      ratings: options.ratings,
      seconds,
      uncertainty_percent: options.referenceUncertainty_percent,
      onResult: (result: CalibrationResult) => say(`  ${shown(result)}`),
    };
    const results = await calibrateMeter(site, others, calibration);
    results.push(...(await calibrateWarm(site, others, options, calibration)));
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

export const CALIBRATE = command(CALIBRATE_OPTIONS, async (values) => {
  const pass = await run(calibrateOptions(values), (line) => void process.stdout.write(`${line}\n`));
  if (!pass) process.exitCode = EXIT_FAILURE;
});
