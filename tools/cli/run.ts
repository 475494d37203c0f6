// The command `twinmeter run`: starts a meter on a target, feeds it, shows it, and reports what it metered.
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Meter } from '../meter/meter.ts';
import type { MeterRequest } from '../meter/target.ts';
import { Surroundings } from '../meter/conductor/surroundings.ts';
import { writtenAddress } from '../records/written-address.ts';
import { savedClock_s } from '../meter/saved-clock.ts';
import { testKeys } from '../meter/keys/development-keys.ts';
import { StateFolder } from '../meter/state-folder.ts';
import { withDownlink } from '../records/downlink.ts';
import { withLines, type Lines } from '../records/lines.ts';
import { moduleBytes } from './module-bytes.ts';
import { openBridges } from './run-bridges.ts';
import { openRecording } from './run-record.ts';
import { factoryFram } from '../records/parameters.ts';
import { FRAM_BYTES } from '../../shared-protocol/generated/ts/protocol.ts';
import type { Role } from '../cores/core-runner.ts';
import type { SampleSource } from '../signals/waves/source.ts';
import { command } from './command.ts';
import { Interruption } from './interruption.ts';
import { printable, printableJson } from './printable.ts';
import { finalReport, progress } from './report.ts';
import { HandFedSource } from './hand-fed.ts';
import { makeDisplay } from './display.ts';
import { plainLine } from './panel.ts';
import { readCommand, readCommands } from './read-command.ts';
import { summary } from './summary.ts';
import { runOptions, type RunOptions } from './run-options.ts';
import { loadOf, sourceFor } from './run-source.ts';
import { RUN_OPTIONS } from './run-table.ts';
import { reachedSinceLast } from './reached.ts';
import { openSite } from './run-site.ts';
import type { WebSite } from '../web/site.ts';

/** Wall time between two progress reports, and the longest stretch without letting ports and signals in, ms. */
const REPORT_PERIOD_ms = 500;
const YIELD_PERIOD_ms = 8;

/** Wall time for which the run waits for the management core: long beside a slice, short beside a second. */
const PATIENCE_ms = 250;

/** Holds virtual time back to speed times wall time, and lets ports and signals in now and then. */
class Pace {
  readonly #start_ms = performance.now();
  readonly #speed: number;
  #yielded_ms = 0;

  constructor(speed: number) {
    this.#speed = speed;
  }

  /** Multiple of real time since this was asked last. */
  readonly reachedSinceLast = reachedSinceLast();

  /** The same since the start. */
  reached(virtual_us: number): number {
    return virtual_us / 1000 / Math.max(1e-3, performance.now() - this.#start_ms);
  }

  async keep(virtual_us: number): Promise<void> {
    const wall_ms = performance.now() - this.#start_ms;
    const ahead_ms = virtual_us / 1000 / this.#speed - wall_ms;
    if (ahead_ms > 1) await setTimeout(ahead_ms);
    else if (wall_ms - this.#yielded_ms > YIELD_PERIOD_ms) await setImmediate();
    else return;
    this.#yielded_ms = performance.now() - this.#start_ms;
  }
}

/** A run with all that is open beside it. */
interface Running {
  readonly meter: Meter;
  readonly options: RunOptions;
  readonly interruption: Interruption;
  /** Its page, where one was asked for. */
  readonly site: WebSite | undefined;
}

async function meterUntilDone(
  { meter, options, interruption, site }: Running,
  pace: Pace,
  report: () => void,
): Promise<void> {
  const sets = options.for_s === undefined ? Infinity : Math.round((options.for_s * options.rate_mHz) / 1000);
  let reported_ms = -Infinity;
  meter.conductor.stopFeedingAfter(sets);
  while (meter.conductor.samplesFed < sets && !interruption.requested) {
    await meter.conductor.tick();
    const commanded = site?.turn();
    if (commanded) await commanded;
    await pace.keep(meter.conductor.now_us);
    if (performance.now() - reported_ms < REPORT_PERIOD_ms) continue;
    reported_ms = performance.now();
    report();
  }
  meter.conductor.stopFeedingAfter(meter.conductor.samplesFed);
}

function announce({ meter, options, site }: Running): void {
  const lines = [meter.source.description, ...meter.source.notes].map(printable);
  for (const [name, path] of Object.entries(meter.ports)) lines.push(`${name} port: ${path}`);
  if (meter.ports.optical) lines.push(`read it with: ${readCommand(meter.ports.optical)}`);
  if (site) lines.push(`its page: ${site.url}`);
  if (options.speed !== 1) lines.push('an outside reader gets a real pace only at --speed 1');
  process.stdout.write(`${lines.join('\n')}\n`);
}

const printJson = (object: unknown): void => void process.stdout.write(`${printableJson(object)}\n`);

/** One object a line: progress, and the report in the end. */
async function meterForPrograms(running: Running): Promise<void> {
  const { meter, options, site } = running;
  if (site) printJson({ web: site.url });
  const pace = new Pace(options.speed);
  const now_us = () => meter.conductor.now_us;
  await meterUntilDone(running, pace, () => printJson(progress(meter, pace.reachedSinceLast(now_us()))));
  printJson(await finalReport(meter, options, pace.reached(now_us())));
}

/** A panel or lines, and the summary in the end. */
async function meterForPeople(running: Running): Promise<void> {
  const { meter, options } = running;
  announce(running);
  const { optical } = meter.ports;
  const display = makeDisplay(process.stdout, optical ? readCommands(optical) : []);
  const pace = new Pace(options.speed);
  const now_us = () => meter.conductor.now_us;
  try {
    await meterUntilDone(running, pace, () => display.show(progress(meter, pace.reachedSinceLast(now_us()))));
  } finally {
    display.done();
  }
  const reached = pace.reached(now_us());
  if (!process.stdout.isTTY) process.stdout.write(`${plainLine(progress(meter))}\n`);
  process.stdout.write(`${summary(await finalReport(meter, options, reached))}\n`);
}

/** Who is at the ports of the management core, as far as the options say so. */
function linesOf({ rs485, dlmsTcp, dlmsUdp, dlmsHdlcTcp, pushTcp }: RunOptions): Lines {
  const pair = dlmsHdlcTcp === undefined ? rs485 : 'hdlc';
  return {
    ...(pair === undefined || pair === 'none' ? {} : { rs485: pair }),
    ...([dlmsTcp, dlmsUdp, pushTcp].every((port) => port === undefined) ? {} : { uplink: 'wrapper' }),
  };
}

/** Runs a meter after checked options, modules given; closes everything in the end. */
export async function runMeter(options: RunOptions, modules: Record<Role, Uint8Array>): Promise<void> {
  const fed = sourceFor(options);
  const source: SampleSource = options.web === undefined ? fed : new HandFedSource(fed, loadOf(options));
  const fram = factoryFram({
    service: options.service,
    samplingRate_mHz: options.rate_mHz,
    nominalVoltage_mV: options.unom_V * 1000,
    nominalFrequency_mHz: options.fnom_Hz * 1000,
    ...options.sealed,
    serialNumber: options.serial,
  });
  const { engine, linkClock_Hz, presentation, rs485, downlink } = options;
  const request = {
    modules,
    fram,
    engine,
    source,
    linkClock_Hz,
    presentation,
    rs485,
    emptySlots: downlink === 'none' ? (['downlink'] as const) : [],
    terminals: true,
    patience_ms: PATIENCE_ms,
  };
  const state =
    options.state === undefined ? undefined : StateFolder.open(options.state, fram, options.suite);
  const managementFram = state?.storage.management.fram ?? new Uint8Array(FRAM_BYTES).fill(0xff);
  if (downlink !== undefined && downlink !== 'none') withDownlink(managementFram, downlink);
  if (Object.keys(linesOf(options)).length > 0) withLines(managementFram, linesOf(options));
  const start_s = options.start_s ?? (state && savedClock_s(state.storage.metering.fram));
  const surroundings = new Surroundings({ jumper: options.jumperClosed }, start_s);
  if (options.terminalCoverOpen) surroundings.set('terminalCover', false);
  try {
    await runKept(options, {
      ...request,
      managementFram,
      surroundings,
      storage: state?.storage,
      keys: state?.keys ?? (options.suite === 2 ? testKeys(options.suite) : undefined),
    });
  } finally {
    state?.close();
  }
}

/** Runs a meter whose storage somebody else keeps. */
async function runKept(options: RunOptions, request: MeterRequest): Promise<void> {
  const recording = openRecording(options, request.source);
  try {
    await runRecorded(options, { ...request, recorder: recording?.recorder }, recording?.end);
  } finally {
    recording?.close();
  }
}

/** `end`: the last thing that is done with the meter. */
async function runRecorded(
  options: RunOptions,
  request: MeterRequest,
  end: (() => Promise<void>) | undefined,
): Promise<void> {
  const meter = await options.target.open(request);
  meter.address_645 = request.storage && writtenAddress(request.storage.metering.fram);
  const interruption = new Interruption(meter);
  let bridges: Awaited<ReturnType<typeof openBridges>> | undefined;
  let site: WebSite | undefined;
  try {
    bridges = await openBridges(meter, options);
    site = await openSite(meter, options);
    await (options.json ? meterForPrograms : meterForPeople)({ meter, options, interruption, site });
  } finally {
    await site?.close();
    bridges?.close();
    await end?.();
    await meter.close();
    interruption.release();
  }
}

export const RUN = command(RUN_OPTIONS, async (values) => {
  const options = runOptions(values);
  const { metering, management } = options.modules;
  await runMeter(options, {
    metering: moduleBytes('metering', metering),
    management: moduleBytes('management', management),
  });
});
