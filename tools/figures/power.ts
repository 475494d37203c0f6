// Comparator's edge to hot record safe in FRAM, over many instants of a run of the emulated metering board; and the boot.
import { HOLD_UP_ms } from '../meter/conductor/supply.ts';
import type { EmulatedMeter } from '../meter/emulated/emulated-meter.ts';
import { goOn, withMeter } from '../meter/targets/with-meter.ts';
import { EXPORT_SIGNING, RINGS } from '../../shared-protocol/generated/ts/protocol.ts';
import { factoryFram } from '../records/parameters.ts';
import { sineSource } from '../signals/waves/sine.ts';
import { printFigures } from './print-figures.ts';
import { workloadModule } from './workload/module.ts';
import { DOINGS, isErasing, PowerEdges, type Doing, type EdgeResult } from './power-edges.ts';

/** As in cost.ts: a load is instructions times this many cycles each. */
const CPI = 2;
const RATE_Hz = 4000;
/** From here on harmonics and flicker run; the longest work behind the end of a window among them. */
const WARM_UP_s = 2.3;
/** A prime number of microseconds walks over windows and blocks. */
const STEP_us = 7919;
const FINE_us = 113;

/** Meters whose first seconds are looked at. */
const FIRST_STARTS = 40;

export type PowerEngine = 'wasm3' | 'aot';

/** Edges of one kind: so many, of which doing. */
export type Edges = Readonly<Partial<Record<Doing, number>>>;

/** What else the board has to do: nothing, or NOR erased for 400 ms at a time and signatures back to back (workload/). */
export const LOADS = ['metering', 'an erase and a signature'] as const;
export type Load = (typeof LOADS)[number];

const busy = () => ({ modules: { metering: workloadModule() }, norTimes: 'longest' }) as const;

/** So many edges of each kind on one run; under a load all of them while an erase is under way. */
export async function powerEdges(
  engine: PowerEngine,
  instants: Edges,
  load: Load = 'metering',
): Promise<EdgeResult[]> {
  const source = sineSource({ service: '3p4w', volts: 230, amps: 20, pf: 0.8 });
  const fram = factoryFram({ service: '3p4w', samplingRate_mHz: source.rate_mHz });
  const isBusy = load !== 'metering';
  const options = { source, fram, cyclesPerInstruction: CPI, ...(isBusy && busy()) };
  return withMeter(`emulated ${engine}`, options, async (opened) => {
    const meter = opened as EmulatedMeter;
    await goOn(meter, WARM_UP_s * RATE_Hz);
    const edges = new PowerEdges(meter, fram);
    const when = () => !isBusy || isErasing(meter);
    const results: EdgeResult[] = [];
    for (const doing of DOINGS)
      for (let n = 0; n < (instants[doing] ?? 0); n++)
        results.push(await edges.dip({ doing, after_us: ((n * STEP_us) % 200_000) + n * FINE_us, when }));
    return results;
  });
}

/** The instant of an edge behind the request for a signature, which takes the board longer. */
const signing_us = (n: number) => (n * FINE_us * 37) % 50_000;

/**
 * The module compiled ahead of time is the core's own, and has no other load than its own: meters at the first start of their
 * life, when they erase a sector of each ring ahead, asked for a signature. An edge of each meter within both.
 */
export async function firstStartEdges(engine: PowerEngine, meters: number): Promise<EdgeResult[]> {
  const results: EdgeResult[] = [];
  for (let n = 0; n < meters; n++) {
    const source = sineSource({ service: '3p4w', volts: 230, amps: 20, pf: 0.8 });
    const fram = factoryFram({ service: '3p4w', samplingRate_mHz: source.rate_mHz });
    const options = { source, fram, cyclesPerInstruction: CPI, norTimes: 'longest' } as const;
    await withMeter(`emulated ${engine}`, options, async (opened) => {
      const meter = opened as EmulatedMeter;
      await goOn(meter, WARM_UP_s * RATE_Hz);
      const edges = new PowerEdges(meter, fram);
      if (!isErasing(meter)) throw new Error('the meter erases nothing: its first seconds are over');
      const { state } = await meter.ask('sign_reading', { ring: RINGS, reserved: [0, 0, 0], sequence: 1 });
      if (Number(state) !== EXPORT_SIGNING)
        throw new Error(`the meter signs nothing: state ${Number(state)}`);
      const doing = DOINGS[n % DOINGS.length];
      results.push(await edges.dip({ doing, after_us: signing_us(n), when: () => isErasing(meter) }));
    });
  }
  return results;
}

const worst = (values: readonly number[]) => Math.max(...values);

function lineOf(engine: PowerEngine, doing: Doing, results: readonly EdgeResult[]): string {
  const safe_us = worst(results.map((result) => result.safe_us));
  const lost_ms = (worst(results.map((result) => result.lost_samples)) / RATE_Hz) * 1000;
  return `  ${engine.padEnd(6)}${doing.padEnd(22)}${String(results.length).padStart(4)} edges  safe after at most ${(safe_us / 1000).toFixed(2)} ms, without the last ${lost_ms.toFixed(1)} ms of load`;
}

const ORDINARY: Edges = {
  anything: 100,
  'an AFE frame': 20,
  'a chunk of the FRAM': 20,
  'a frame of the link': 20,
};
const RUNS: readonly { engine: PowerEngine; load: Load; edges: Edges }[] = [
  { engine: 'wasm3', load: 'metering', edges: ORDINARY },
  { engine: 'aot', load: 'metering', edges: ORDINARY },
  { engine: 'wasm3', load: 'an erase and a signature', edges: { ...ORDINARY, 'a transfer of the NOR': 20 } },
];

const linesOf = (engine: PowerEngine, results: readonly EdgeResult[]): string[] =>
  DOINGS.flatMap((doing) => {
    const those = results.filter((result) => result.doing === doing);
    return those.length > 0 ? [lineOf(engine, doing, those)] : [];
  });

async function powerLines(): Promise<string[]> {
  const lines: string[] = [];
  for (const { engine, load, edges } of RUNS) {
    const results = await powerEdges(engine, edges, load);
    lines.push(` with ${load} under way:`, ...linesOf(engine, results));
  }
  lines.push(' with an erase and a signature of its own under way, in the first seconds of a meter:');
  lines.push(...linesOf('aot', await firstStartEdges('aot', FIRST_STARTS)));
  return [
    `comparator's edge to hot record whole in the FRAM, written by the board alone, at ${CPI} cycles an instruction; the hold-up at the lowest capacitance is ${HOLD_UP_ms} ms`,
    ...lines,
  ];
}

if (import.meta.filename === process.argv[1]) await printFigures(powerLines);
