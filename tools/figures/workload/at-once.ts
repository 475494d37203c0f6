// Everything at once on the emulated metering board: NOR erased for 400 ms at a time, signatures back to back, a supply that
// fails, a port read, the link polled; what of it was lost, and what waited longest.
import { NOR_BYTES, NOR_SECTOR } from '../../../shared-protocol/generated/ts/protocol.ts';
import type { EmulatedMeter } from '../../meter/emulated/emulated-meter.ts';
import type { LinkHealth } from '../../meter/link-monitor.ts';
import { feed, idle, registersNow, withMeter } from '../../meter/targets/with-meter.ts';
import { factoryFram } from '../../records/parameters.ts';
import type { RecordValue } from '../../records/records.ts';
import { CYCLES_PER_US } from '../../rp2350/processor/scheduler.ts';
import type { Timing } from '../../rp2350/processor/xip-timing.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { BoardWatch, type JobEnd } from '../jobs/board-watch.ts';
import { DIP_ms, isErasing, PowerEdges, type EdgeResult, type Moment } from '../power-edges.ts';
import { heldPulses, type HeldPulses } from './held-pulses.ts';
import { workloadModule } from './module.ts';

export const RATE_Hz = 4000;
/** 20 A in three phases at 10,000 imp/kWh and imp/kvarh, PF 0.8: 31 and 23 pulses a second. */
const LOAD = { volts: 230, amps: 20, pf: 0.8 };
const CONSTANT = 10_000;
/** The sector that the module erases and programs. */
const WORKED = NOR_BYTES - NOR_SECTOR;
/** Boards do not start at once, and pulses are even from then on. */
export const SETTLED_s = 2;
/** Between two edges: a prime number of microseconds walks over windows and blocks. */
const APART_us = 211_007;
/** A request to the legal port is on its wire for so long at least. */
const ASKED_us = 8000;

export const atOnceSource = () => sineSource({ service: '3p4w', ...LOAD, rate_mHz: RATE_Hz * 1000 });
export const ACTIVE_W = 3 * LOAD.volts * LOAD.amps * LOAD.pf;
const REACTIVE_var = 3 * LOAD.volts * LOAD.amps * Math.sqrt(1 - LOAD.pf ** 2);
export const frequency_Hz = (power: number) => (power * CONSTANT) / 3.6e6;

export function atOnceOptions(timing: Timing = 'instructions') {
  const source = atOnceSource();
  const parameters = { meterConstant_imp_per_kWh: CONSTANT, meterConstant_imp_per_kvarh: CONSTANT };
  const fram = factoryFram({ service: '3p4w', samplingRate_mHz: source.rate_mHz, ...parameters });
  const modules = { metering: workloadModule() };
  return { source, fram, modules, timing, norTimes: 'longest' } as const;
}

/** What the legal port was at when an edge came. */
export type PortDoing = 'asked' | 'answering';

/** An edge of the comparator within a frame of the link, an erase of the NOR and a character of the port. */
export interface Edge extends EdgeResult {
  readonly port: PortDoing;
}

/** Puts the legal port to work, and knows what it is at. */
export class PortReader {
  questions = 0;
  answers = 0;
  readonly #meter: EmulatedMeter;
  #asked_us = -Infinity;

  constructor(meter: EmulatedMeter) {
    this.#meter = meter;
  }

  async ask(): Promise<void> {
    this.#asked_us = this.#meter.conductor.now_us;
    await this.#meter.ask('read_registers', { scope: this.questions++ % 4, moment: 1 });
    this.answers++;
  }

  /** Whether a character is on its way: a request inwards, or an answer outwards. */
  isAt(doing: PortDoing): boolean {
    const board = this.#meter.pair.metering;
    if (doing === 'answering') return board.pin('LEGAL_DE').level;
    return board.chip.now / CYCLES_PER_US - this.#asked_us < ASKED_us;
  }
}

/** Registers of the core in this process, fed so many of the same samples. */
export const inProcess = (sets: number): Promise<Record<string, RecordValue>[]> => {
  const { source, fram } = atOnceOptions();
  return withMeter('wasm v8', { source, fram }, async (meter) => {
    await feed(meter, sets);
    return registersNow(meter);
  });
};

/** A moment at which all of it is under way; `portIsBusy`: whether a character is on the wire of the legal port. */
export const everything = (meter: EmulatedMeter, portIsBusy: () => boolean): Moment => ({
  doing: 'a frame of the link',
  after_us: APART_us,
  when: () => isErasing(meter) && portIsBusy(),
});

export interface AtOnce {
  readonly edges: readonly Edge[];
  /** Sets that the front end converted; what the core says of them; registers after the last. */
  readonly fed: number;
  readonly status: Record<string, RecordValue>;
  readonly registers: Record<string, RecordValue>[];
  readonly faults: number;
  readonly questions: number;
  readonly answers: number;
  /** Characters that left the legal port spoiled. */
  readonly spoiled: number;
  /** On the link since it was up. */
  readonly link: LinkHealth;
  readonly erases: number;
  readonly violations: number;
  readonly jobs: readonly JobEnd[];
  readonly active: HeldPulses;
  readonly reactive: HeldPulses;
  readonly worstBlock_us: number;
  readonly worstReady_us: number;
}

const since = (now: LinkHealth, before: LinkHealth): LinkHealth =>
  Object.fromEntries(
    Object.entries(now).map(([name, count]) => [name, count - before[name as keyof LinkHealth]]),
  ) as unknown as LinkHealth;

async function dips(meter: EmulatedMeter, edges: PowerEdges, count: number): Promise<[Edge[], PortReader]> {
  const reader = new PortReader(meter);
  const results: Edge[] = [];
  while (results.length < count) {
    const port = results.length % 2 ? 'asked' : 'answering';
    let result: EdgeResult | undefined;
    const dip = edges.dip(everything(meter, () => reader.isAt(port))).then((edge) => (result = edge));
    while (!result) await Promise.race([reader.ask(), dip]);
    results.push({ ...(await dip), port });
  }
  return [results, reader];
}

/** So many short failures of the supply while all else is under way. */
export async function atOnce(count: number, timing: Timing): Promise<AtOnce> {
  const options = atOnceOptions(timing);
  return withMeter('emulated wasm3', options, async (opened) => {
    const meter = opened as EmulatedMeter;
    const { storage, legal } = meter.pair.metering;
    const watch = new BoardWatch(meter.pair.metering);
    const powerEdges = new PowerEdges(meter, options.fram);
    await idle(meter, SETTLED_s * 1000);
    const before = meter.link.health;
    const settled = [watch.pulses_s.length, watch.reactivePulses_s.length];
    const [edges, reader] = await dips(meter, powerEdges, count);
    const link = since(meter.link.health, before);
    await feed(meter, meter.conductor.samplesFed + RATE_Hz / 4);
    const status = await meter.ask('read_status');
    const holds = edges.map(({ at_us }) => ({ from_s: at_us / 1e6, until_s: at_us / 1e6 + DIP_ms / 1000 }));
    return {
      edges,
      fed: meter.conductor.samplesFed,
      status,
      registers: await registersNow(meter),
      faults: meter.metering.faults.length + meter.management.faults.length,
      questions: reader.questions,
      answers: reader.answers,
      spoiled: legal.spoiled,
      link,
      erases: storage.image.erases(WORKED),
      violations: storage.nor.violations,
      jobs: watch.jobs,
      active: heldPulses(watch.pulses_s.slice(settled[0]), holds),
      reactive: heldPulses(watch.reactivePulses_s.slice(settled[1]), holds),
      worstBlock_us: (watch.worstBlock_sets * 1e6) / RATE_Hz,
      worstReady_us: watch.worstReady_us,
    };
  });
}

export const expectedPeriods_s = {
  active: 1 / frequency_Hz(ACTIVE_W),
  reactive: 1 / frequency_Hz(REACTIVE_var),
};

/** The figures as lines. */
export function atOnceLines(timing: Timing, all: AtOnce): string[] {
  const row = (name: string, value: string) => `  ${name.padEnd(58)}${value.padStart(12)}`;
  const most = (pick: (edge: Edge) => number) => Math.max(...all.edges.map(pick));
  const pulses = Math.max(all.active.worst_us, all.reactive.worst_us);
  return [
    `an erase of 400 ms, a signature, a frame of the link and a character of the port under each of ${all.edges.length} edges of the comparator, emulated metering board on wasm3, time in ${timing}`,
    row('samples converted / missed', `${all.fed} / ${all.status.missed_samples}`),
    row('questions on the legal port / not answered', `${all.questions} / ${all.questions - all.answers}`),
    row(
      'replies on the link / timeouts and damaged',
      `${all.link.replies} / ${all.link.timeouts + all.link.damaged}`,
    ),
    row('erases / signatures', `${all.erases} / ${all.jobs.length}`),
    row(
      'edge to hot record whole in the FRAM, at most',
      `${(most(({ safe_us }) => safe_us) / 1000).toFixed(2)} ms`,
    ),
    row(
      'load before the edge that is not in that record, at most',
      `${((most(({ lost_samples }) => lost_samples) * 1000) / RATE_Hz).toFixed(1)} ms`,
    ),
    row('longest wait of a sample set for the loop', `${all.worstBlock_us.toFixed(0)} us`),
    row('longest time to READY on the link', `${all.worstReady_us.toFixed(0)} us`),
    row('largest departure of a pulse', `${pulses.toFixed(1)} us`),
    row(
      'pulses due while the supply fails / come afterwards',
      `${all.active.due + all.reactive.due} / ${all.active.caughtUp + all.reactive.caughtUp}`,
    ),
  ];
}
