// What a sample set costs on the chip: instructions of the board under wasm3 and wasm2c, and of the same work in C.
import type { EmulatedMeter } from '../meter/emulated/emulated-meter.ts';
import { goOn, withMeter } from '../meter/targets/with-meter.ts';
import type { SensorName, ServiceName } from '../records/parameters.ts';
import { sineSource } from '../signals/waves/sine.ts';
import { printFigures } from './print-figures.ts';
import { measure } from './yardstick/yardstick.ts';

/** No board has counted yet, so an instruction is this many cycles, beside the misses of the XIP cache. */
const CPI = 2;
const CLOCK_Hz = 150e6;
/** From here on everything runs, flicker's classifier last; and one round of harmonics over all inputs at 4 kHz. */
const WARM_UP_s = 11;
const MEASURED_s = 9;
/** Counting misses costs the emulator time, so it begins only this long before they are looked at. */
const CACHE_WARM_UP_s = 1;

const FOUR_CURRENTS = [0, 1, 2, 3];
/** Leads to undo, as transformers of these kinds have them. */
const LEAD_udeg: Partial<Record<SensorName, number>> = { ct: 100_000, 'dc-tolerant-ct': 4_500_000 };

export interface CostCase {
  readonly engine: 'wasm3' | 'aot';
  readonly rate_Hz: number;
  readonly sensor: SensorName;
  readonly service: ServiceName;
}

/** A row of the table, as `--json` prints it. */
export interface CostRow extends Omit<CostCase, 'engine'> {
  readonly engine: CostCase['engine'] | 'c';
  readonly instructions_a_set: number;
  /** Of the processor's time at CPI 2 and 150 MHz. */
  readonly load_percent: number;
  /** The same with what lines of flash and PSRAM cost that the XIP cache had not; a row of C has none. */
  readonly cached_load_percent?: number;
  /** Lines fetched from flash and PSRAM. */
  readonly misses_a_set?: number;
  /** Of the metering core's own count, over the measured seconds at CPI 2 and those misses. */
  readonly missed_samples: number;
}

const on = (
  engine: CostCase['engine'],
  rate_kHz: number,
  sensor: SensorName,
  service: ServiceName = '3p4w',
) => ({
  ...{ engine, rate_Hz: rate_kHz * 1000, sensor, service },
});

/** Sensors at the rate every board meters at, services, and the rates above it. */
const CASES: readonly CostCase[] = [
  ...(['shunt', 'ct', 'dc-tolerant-ct', 'rogowski'] as const).map((sensor) => on('wasm3', 4, sensor)),
  ...(['3p3w', '1p2w'] as const).map((service) => on('wasm3', 4, 'shunt', service)),
  ...[on('wasm3', 8, 'shunt'), on('wasm3', 8, 'dc-tolerant-ct')],
  ...[on('aot', 4, 'shunt'), on('aot', 4, 'dc-tolerant-ct')],
  ...[on('aot', 16, 'shunt'), on('aot', 16, 'dc-tolerant-ct'), on('aot', 32, 'shunt')],
];

const load_percent = (instructions: number, rate_Hz: number) =>
  (100 * instructions * CPI * rate_Hz) / CLOCK_Hz;

const sourceOf = (service: ServiceName, rate_Hz: number) =>
  sineSource({ service, volts: 230, amps: 5, pf: 0.8, rate_mHz: rate_Hz * 1000 });

const parametersOf = (sensor: SensorName) => ({
  currentSensor: FOUR_CURRENTS.map(() => sensor),
  currentLead_udeg: FOUR_CURRENTS.map(() => LEAD_udeg[sensor] ?? 0),
});

/** Instructions of the whole metering board per set over whole seconds, link, readings and records included. */
export async function costOf({ engine, rate_Hz, sensor, service }: CostCase): Promise<CostRow> {
  const source = sourceOf(service, rate_Hz);
  const parameters = parametersOf(sensor);
  return withMeter(`emulated ${engine}`, { source, parameters, cyclesPerInstruction: CPI }, async (meter) => {
    // The front end runs on between two readings: once stopped, its crystal does not start again.
    const runUntil = async (sets: number) => {
      const fed = await goOn(meter, sets);
      const { instructions, xip } = (meter as EmulatedMeter).pair.metering.chip.counters;
      const missed = Number((await meter.ask('read_status')).missed_samples);
      return { sets: fed, instructions, missed, misses: xip?.misses ?? 0, waiting: xip?.cycles ?? 0 };
    };
    await runUntil((WARM_UP_s - CACHE_WARM_UP_s) * rate_Hz);
    (meter as EmulatedMeter).pair.metering.chip.countXip();
    const from = await runUntil(WARM_UP_s * rate_Hz);
    const to = await runUntil((WARM_UP_s + MEASURED_s) * rate_Hz);
    const aSet = (count: 'instructions' | 'misses' | 'waiting') =>
      (to[count] - from[count]) / (to.sets - from.sets);
    const instructions = aSet('instructions');
    const load = load_percent(instructions, rate_Hz);
    return {
      ...{ engine, rate_Hz, sensor, service, instructions_a_set: instructions },
      ...{ load_percent: load, cached_load_percent: load + (100 * aSet('waiting') * rate_Hz) / CLOCK_Hz },
      misses_a_set: aSet('misses'),
      missed_samples: to.missed - from.missed,
    };
  });
}

/** The module's own work in C and compiled ahead of time, on the same samples: what a ratio of the two may be taken of. */
export interface PathRow {
  readonly rate_Hz: number;
  readonly sensor: SensorName;
  readonly c: number;
  readonly aot: number;
}

const PATHS: readonly (readonly [number, SensorName])[] = [
  ...(['shunt', 'dc-tolerant-ct', 'rogowski'] as const).map((sensor) => [4000, sensor] as const),
  ...[8000, 16_000, 32_000].map((rate_Hz) => [rate_Hz, 'shunt'] as const),
];

/** Once checked against the module's own intermediate results, block by block. Throws YardstickDiffers. */
function pathOf(rate_Hz: number, sensor: SensorName): PathRow {
  const { c, aot } = measure({
    source: sourceOf('3p4w', rate_Hz),
    parameters: parametersOf(sensor),
    warmUp_sets: WARM_UP_s * rate_Hz,
    measured_sets: MEASURED_s * rate_Hz,
  });
  return { rate_Hz, sensor, c, aot };
}

const rowInC = ({ rate_Hz, sensor, c }: PathRow): CostRow => ({
  ...{ engine: 'c', rate_Hz, sensor, service: '3p4w', instructions_a_set: c },
  ...{ load_percent: load_percent(c, rate_Hz), missed_samples: 0 },
});

/** The whole boards, then the sample path in C, which is not a board. */
export async function costTable(): Promise<{ rows: CostRow[]; paths: PathRow[] }> {
  const boards: CostRow[] = [];
  for (const each of CASES) boards.push(await costOf(each));
  const paths = PATHS.map(([rate_Hz, sensor]) => pathOf(rate_Hz, sensor));
  return { rows: [...boards, ...paths.map(rowInC)], paths };
}

const cached = ({ cached_load_percent, misses_a_set }: CostRow) =>
  cached_load_percent === undefined
    ? ''
    : `${cached_load_percent.toFixed(1).padStart(7)} % with ${misses_a_set!.toFixed(1).padStart(5)} misses a set`;

/** The table, as lines. */
export function costLines({ rows, paths }: Awaited<ReturnType<typeof costTable>>): string[] {
  const line = (row: CostRow) =>
    `  ${row.engine.padEnd(7)}${String(row.rate_Hz).padStart(6)} Hz  ${row.sensor.padEnd(15)}${row.service.padEnd(6)}` +
    `${row.instructions_a_set.toFixed(0).padStart(7)}${row.load_percent.toFixed(1).padStart(7)} %` +
    cached(row) +
    `${row.missed_samples > 0 ? `  ${row.missed_samples} samples missed` : ''}`;
  const path = ({ rate_Hz, sensor, c, aot }: PathRow) =>
    `  ${String(rate_Hz).padStart(6)} Hz  ${sensor.padEnd(15)}${c.toFixed(0).padStart(6)} in C${aot.toFixed(0).padStart(7)} aot` +
    `${(aot / c).toFixed(2).padStart(7)}`;
  return [
    `instructions per sample set (3 V + 3 I + N) on the emulated RP2350, mean of ${MEASURED_s} s after ${WARM_UP_s} s; load = instructions x CPI ${CPI} x rate / 150 MHz, then with the lines of flash and PSRAM that the XIP cache had not`,
    'the whole metering board under wasm3 and wasm2c (aot); c: the work of every sample in C, no board around it',
    ...rows.map(line),
    'the module’s own work of every sample, in C (-O2) and through wasm2c, the same samples and results, without blocks in which a window ends',
    ...paths.map(path),
  ];
}

const asked = process.argv.includes('--json');
if (import.meta.filename === process.argv[1])
  await printFigures(async () => {
    const table = await costTable();
    return asked ? [JSON.stringify(table)] : costLines(table);
  });
