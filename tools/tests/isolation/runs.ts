// Lives the same time of the same load beside a management core, whatever that does; and what pulses and registers were.
import type { HostProcess } from '../../cores/host-process.ts';
import { BoardWatch } from '../../figures/jobs/board-watch.ts';
import type { EmulatedMeter } from '../../meter/emulated/emulated-meter.ts';
import { Faults } from '../../meter/emulated/faults.ts';
import type { Meter } from '../../meter/meter.ts';
import { goOn, idle, registersNow, unmarked, withMeter } from '../../meter/targets/with-meter.ts';
import type { RecordValue } from '../../records/records.ts';
import { CYCLES_PER_US } from '../../rp2350/processor/scheduler.ts';
import { sineSource } from '../../signals/waves/sine.ts';

/** What a meter did beside a management core. */
export interface Life {
  readonly registers: readonly Record<string, RecordValue>[];
  /** Instants of all pulses, with their output: samples since the start, or us at the pin of an emulated board, from its first sample on. */
  readonly pulses: readonly (readonly [output: string, at: number])[];
  readonly missed_samples: number;
  readonly invalid_samples: number;
  readonly starts: number;
  readonly faults: readonly string[];
  /** Requests of the management core that the metering core refused. */
  readonly refused: number;
}

export interface Harm<M = Meter> {
  readonly name: string;
  /** Another management core than the meter's own. */
  readonly management?: () => Uint8Array;
  /** What is done to the meter, or to the emulated boards, with each virtual second. */
  readonly eachSecond?: (meter: M, second: number) => void;
}

const RATE = 4000;
/** Processor time after which a process that hangs is ended: many times what any event takes. */
const WATCHDOG_ms = 500;
const load = () => sineSource({ service: '3p4w', volts: 230, amps: 40, pf: 0.8 });

async function lifeOf(meter: Meter, pulses: Life['pulses']): Promise<Life> {
  const status = await meter.ask('read_status');
  return {
    registers: unmarked(await registersNow(meter)),
    pulses,
    missed_samples: Number(status.missed_samples),
    invalid_samples: Number(status.invalid_samples),
    starts: Number(status.starts),
    faults: meter.metering.faults.map(({ text }) => text),
    refused: Number(status.refused_requests),
  };
}

/** Two processes, for so many virtual seconds. */
export const onHost = (seconds: number, harm: Harm, metering?: Uint8Array): Promise<Life> =>
  withMeter(
    'host wasm3',
    {
      ...{ source: load(), modules: { management: harm.management?.(), metering } },
      watchdog_ms: WATCHDOG_ms,
    },
    async (meter) => {
      const pulses: [string, number][] = [];
      meter.metering.onPulse = ({ output, sampleIndex, fraction_Q16 }) =>
        pulses.push([String(output), sampleIndex + fraction_Q16 / 65536]);
      meter.conductor.stopFeedingAfter(seconds * RATE);
      for (let second = 1; second <= seconds; second++) {
        harm.eachSecond?.(meter, second);
        await goOn(meter, second * RATE);
      }
      return lifeOf(meter, pulses);
    },
  );

/** When the front end of a board gave its first sample: a boot may be some us longer, and no pulse is later for it. */
class FrontEnd {
  readonly #meter: EmulatedMeter;
  #last_us = 0;

  constructor(meter: EmulatedMeter) {
    this.#meter = meter;
    const { metering } = meter.pair;
    metering.pin('AFE_DRDY').watch((level) => {
      if (!level) this.#last_us = metering.chip.now / CYCLES_PER_US;
    });
  }

  /** By the sample given last, and how many there were. */
  get start_us(): number {
    return this.#last_us - ((this.#meter.conductor.samplesFed - 1) * 1e6) / RATE;
  }
}

/** What a board has besides: how long a sample set waited for the loop at most. */
export interface BoardLife extends Life {
  readonly worstBlock_ms: number;
}

/** A pair of emulated boards; edges are taken at the pins. Time is counted as a chip takes it, two cycles an instruction. */
export const onBoards = (seconds: number, harm: Harm<Faults>, metering?: Uint8Array): Promise<BoardLife> =>
  withMeter(
    'emulated wasm3',
    {
      ...{ source: load(), modules: { management: harm.management?.(), metering } },
      cyclesPerInstruction: 2,
    },
    async (opened) => {
      const meter = opened as EmulatedMeter;
      const watch = new BoardWatch(meter.pair.metering);
      const front = new FrontEnd(meter);
      meter.conductor.stopFeedingAfter(seconds * RATE);
      const faults = new Faults(meter.pair);
      for (let second = 1; meter.conductor.samplesFed < seconds * RATE; second++) {
        harm.eachSecond?.(faults, second);
        await idle(meter, 1000);
      }
      const pulses = [watch.pulses_s, watch.reactivePulses_s].flatMap((instants_s, output) =>
        instants_s.map((s) => [String(output), s * 1e6 - front.start_us] as const),
      );
      return { ...(await lifeOf(meter, pulses)), worstBlock_ms: (watch.worstBlock_sets * 1000) / RATE };
    },
  );

/** Ends the management process, where one is there. */
export function killManagement(meter: Meter): void {
  const { pid } = (meter.management.core ?? {}) as HostProcess;
  if (pid !== undefined) process.kill(pid, 'SIGKILL');
}

/** Largest time by which a pulse came earlier or later than in another life, in the unit of both; infinity where one is missing. */
export function furthestPulse(life: Life, other: Life): number {
  if (life.pulses.length !== other.pulses.length) return Infinity;
  const apart = life.pulses.map(([output, at], i) => {
    const [otherOutput, otherAt] = other.pulses[i];
    return output === otherOutput ? Math.abs(at - otherAt) : Infinity;
  });
  return Math.max(0, ...apart);
}
