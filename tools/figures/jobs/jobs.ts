// What slow work costs the emulated metering board: the same metering with jobs back to back and without any.
import type { EmulatedMeter } from '../../meter/emulated/emulated-meter.ts';
import { idle, withMeter } from '../../meter/targets/with-meter.ts';
import { builtFile } from '../../build/paths.ts';
import * as P from '../../../shared-protocol/generated/ts/protocol.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { equidistance } from '../equidistance.ts';
import { printFigures } from '../print-figures.ts';
import { BoardWatch, type JobEnd } from './board-watch.ts';
import { workingModule } from './working-module.ts';

/** 20 A in each phase and 10,000 imp/kWh: 38 pulses a second, at the guaranteed 4 kHz. */
const AMPS = 20;
const CONSTANT_imp_per_kWh = 10_000;
const RATE_Hz = 4000;
/** Cycles an instruction, as in the figures of cost: a third of the loop's time more than one cycle would take. */
const CPI = 2;
/** What came of some seconds of metering. */
export interface Metered {
  readonly missedSamples: number;
  /** Longest time a sample set waited in the ring for the loop. */
  readonly worstBlock_us: number;
  /** Longest time from the end of a request on the link to READY. */
  readonly worstReady_us: number;
  /** Largest departure of a pulse's edge from equidistant instants. */
  readonly worstPulse_us: number;
  /** Questions on the legal port, and answers to them. */
  readonly questions: number;
  readonly answers: number;
  readonly linkTimeouts: number;
  readonly restarts: number;
  readonly faults: number;
  readonly jobs: readonly JobEnd[];
}

/** Meters for so long, asked on the legal port all the time, with slow work back to back or with none. */
export async function metered(seconds: number, isWorking: boolean): Promise<Metered> {
  const source = sineSource({ service: '3p4w', volts: 230, amps: AMPS, rate_mHz: RATE_Hz * 1000 });
  const parameters = { meterConstant_imp_per_kWh: CONSTANT_imp_per_kWh };
  const metering = isWorking ? workingModule() : builtFile('metering-core.wasm');
  const options = { source, parameters, modules: { metering }, cyclesPerInstruction: CPI };
  return withMeter('emulated wasm3', options, async (each) => {
    const meter = each as EmulatedMeter;
    const watch = new BoardWatch(meter.pair.metering);
    // Management polls before metering is up: those polls are in vain, as many as its start is long.
    while (meter.link.health.replies === 0) await idle(meter, 10);
    const inVain = meter.link.health.timeouts;
    let [questions, answers] = [0, 0];
    while (meter.conductor.now_us < seconds * 1e6) {
      questions++;
      await meter.ask('read_registers', { scope: questions % 4, moment: P.MOMENT_OPEN });
      answers++;
    }
    const missedSamples = Number((await meter.ask('read_status')).missed_samples);
    return {
      ...{ missedSamples, questions, answers, jobs: watch.jobs },
      worstBlock_us: (watch.worstBlock_sets * 1e6) / RATE_Hz,
      worstReady_us: watch.worstReady_us,
      worstPulse_us: equidistance(watch.pulses_s).worst_us,
      linkTimeouts: meter.link.health.timeouts - inVain,
      restarts: meter.metering.restarts,
      faults: meter.metering.faults.length,
    };
  });
}

const NAMES = new Map<number, string>([
  [P.JOB_SIGN, 'sign P-256'],
  [P.JOB_VERIFY_256, 'verify P-256'],
  [P.JOB_VERIFY_384, 'verify P-384'],
  [P.JOB_GENERATE, 'generate P-256'],
  [P.JOB_AGREE, 'agree P-256'],
  [P.JOB_PUBLIC, 'tell the public key for agreements'],
  [P.JOB_DERIVE, 'derive a key of one message'],
  [P.JOB_DERIVE_ONCE, 'make a key, sign it, derive by it'],
  [P.JOB_SIGN_384, 'sign P-384'],
  [P.JOB_PUBLIC_384, 'tell the public key for agreements, P-384'],
  [P.JOB_DERIVE_ONCE_384, 'make a key, sign it, derive by it, P-384'],
]);

/** From the end of the job before to its own, for each kind: the mean, in milliseconds. */
export function durations_ms(jobs: readonly JobEnd[]): Map<number, number> {
  const all = new Map<number, number[]>();
  jobs.slice(1).forEach(({ kind, at_us }, i) => {
    all.set(kind, [...(all.get(kind) ?? []), (at_us - jobs[i].at_us) / 1000]);
  });
  return new Map([...all].map(([kind, each]) => [kind, each.reduce((a, b) => a + b, 0) / each.length]));
}

/** The figures as lines. */
export function jobLines(seconds: number, idle: Metered, working: Metered): string[] {
  const row = (name: string, value: (m: Metered) => string) =>
    `  ${name.padEnd(46)}${value(idle).padStart(10)}${value(working).padStart(10)}`;
  const us = (value: number) => `${value.toFixed(0)} us`;
  return [
    `slow work on the emulated metering board at 4 kHz, 2 cycles an instruction, ${seconds} s: without any, and jobs back to back`,
    row('jobs ended', (m) => String(m.jobs.length)),
    row('samples missed', (m) => String(m.missedSamples)),
    row('longest wait of a sample set for the loop', (m) => us(m.worstBlock_us)),
    row('longest time to READY on the link', (m) => us(m.worstReady_us)),
    row('link timeouts', (m) => String(m.linkTimeouts)),
    row('largest departure of a pulse', (m) => `${m.worstPulse_us.toFixed(1)} us`),
    row('questions on the legal port not answered', (m) => String(m.questions - m.answers)),
    'a job from the end of the one before to its own, metering included:',
    ...[...durations_ms(working.jobs)].map(
      ([kind, ms]) => `  ${NAMES.get(kind)!.padEnd(46)}${ms.toFixed(0).padStart(10)} ms`,
    ),
  ];
}

const FIGURE_s = 20;
if (import.meta.filename === process.argv[1])
  await printFigures(async () =>
    jobLines(FIGURE_s, await metered(FIGURE_s, false), await metered(FIGURE_s, true)),
  );
