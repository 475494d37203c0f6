// Opens meters for scenarios: the same signal on any target, closed and cleaned up afterwards.
import type { Surroundings } from '../conductor/surroundings.ts';
import type { Meter } from '../meter.ts';
import type { CoreInputs } from '../target.ts';
import { withLines, type Lines } from '../../records/lines.ts';
import { withQuickLine } from '../../records/quick-line.ts';
import { factoryFram, type FactoryParameters, type ServiceName } from '../../records/parameters.ts';
import { builtFile } from '../../build/paths.ts';
import type { RecordValue } from '../../records/records.ts';
import { hold } from '../recording/held.ts';
import { Recorder } from '../recording/recorder.ts';
import { TARGETS } from './targets.ts';
import type { MeterRequest } from '../target.ts';
import type { SampleSource } from '../../signals/waves/source.ts';
import { FRAM_BYTES, MOMENT_OPEN } from '../../../shared-protocol/generated/ts/protocol.ts';

/** Target and engine of a scenario, as `target engine`. */
export const IN_PROCESS = ['wasm v8', 'wasm wasm3'] as const;
export const EVERYWHERE = ['wasm v8', 'wasm wasm3', 'host wasm3'] as const;
export const EMULATED = ['emulated wasm3', 'emulated aot'] as const;
export type Place = (typeof EVERYWHERE | typeof EMULATED)[number];

export interface TestMeterOptions {
  source: SampleSource;
  service?: ServiceName;
  /** Sealed parameters that differ from those of the source and the nominal ones. */
  parameters?: Partial<FactoryParameters>;
  /** FRAM to start with, in place of one made from the parameters. */
  fram?: Uint8Array;
  /** FRAM of the management board to start with; a new one without. */
  managementFram?: Uint8Array;
  /** Who is at the ports of the management board; as its FRAM says without. */
  lines?: Lines;
  /** Keys of both boards; those of every test meter without. */
  keys?: MeterRequest['keys'];
  /** Chips to start with, which stay afterwards; and where a board's supply goes. */
  storage?: CoreInputs['storage'];
  powerCuts?: CoreInputs['powerCuts'];
  /** What the boards see besides the mains; ordinary without it. */
  surroundings?: Surroundings;
  modules?: { metering?: Uint8Array; management?: Uint8Array };
  /** Cycles an instruction of an emulated metering chip takes; 1 without it. */
  cyclesPerInstruction?: number;
  /** How emulated chips count time. */
  timing?: MeterRequest['timing'];
  /** Whether the NOR of emulated boards is as slow as it may be. */
  norTimes?: 'typical' | 'longest';
  /** OSR of an emulated metering image; that of the source's rate without it. */
  afeOsr?: number;
  /** Processor time after which the C host ends a hung process; its own without. */
  watchdog_ms?: number;
}

/** Opens a meter on a place, its legal port at its quickest rate; whoever opens it closes it. */
export function openTestMeter(place: Place, options: TestMeterOptions): Promise<Meter> {
  const [name, engine] = place.split(' ');
  const target = TARGETS.find((t) => t.name === name)!;
  const modules = {
    metering: options.modules?.metering ?? builtFile('metering-core.wasm'),
    management: options.modules?.management ?? builtFile('management-core.wasm'),
  };
  const parameters = {
    service: options.service ?? options.source.service,
    samplingRate_mHz: options.source.rate_mHz,
    ...options.parameters,
  };
  const fram = options.fram ?? withQuickLine(factoryFram(parameters));
  const { parameters: _sealed, service: _service, lines, ...rest } = options;
  const blank = () => new Uint8Array(FRAM_BYTES).fill(0xff);
  const managementFram = lines
    ? withLines(options.managementFram?.slice() ?? blank(), lines)
    : options.managementFram;
  const recorder = new Recorder({
    ...{ made_by: 'a test', target: name, engine, settings: { place, parameters: options.parameters } },
    ...{ rate_mHz: options.source.rate_mHz, source: options.source.description },
  });
  hold(recorder);
  return target.open({ ...rest, managementFram, modules, fram, engine, recorder });
}

/** Runs a scenario with a meter on a place; whatever happens, nothing of it is left. */
export async function withMeter<T>(
  place: Place,
  options: TestMeterOptions,
  scenario: (meter: Meter) => Promise<T>,
): Promise<T> {
  const meter = await openTestMeter(place, options);
  try {
    return await scenario(meter);
  } finally {
    await meter.close();
  }
}

/** Lets the meter go on until it was fed this many sets; the AFE goes on. Gives how many there are then. */
export async function goOn(meter: Meter, sets: number): Promise<number> {
  await meter.conductor.goOn({ sets });
  return meter.conductor.samplesFed;
}

/** Lets the meter go on until it was fed this many sets; the AFE then stops. */
export async function feed(meter: Meter, sets: number): Promise<void> {
  meter.conductor.stopFeedingAfter(sets);
  await goOn(meter, sets);
}

/** Gives time without samples. */
export async function idle(meter: Meter, time_ms: number): Promise<void> {
  await meter.conductor.goOn({ now_us: meter.conductor.now_us + time_ms * 1000 });
}

/** All registers at the last sample, every scope, as read on the metering core's own port. */
export async function registersNow(meter: Pick<Meter, 'ask'>): Promise<Record<string, RecordValue>[]> {
  const scopes: Record<string, RecordValue>[] = [];
  for (let scope = 0; scope < 4; scope++) {
    scopes.push(await meter.ask('read_registers', { scope, moment: MOMENT_OPEN }));
  }
  return scopes;
}

/** Registers without their marks of trust: a front end that stands still is told by the boards' own clock, not in each place. */
export const unmarked = (scopes: readonly Record<string, RecordValue>[]): Record<string, RecordValue>[] =>
  scopes.map(({ flags: _flags, ...registers }) => registers);

/** Energy of the total in Ws, import minus export. */
export async function netEnergy_Ws(meter: Meter): Promise<number> {
  const total = await meter.ask('read_registers', { scope: 0, moment: MOMENT_OPEN });
  return (Number(total.active_import_mWs) - Number(total.active_export_mWs)) / 1000;
}
