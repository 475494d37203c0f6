// Recorded waveforms through the metering module against a double-precision FFT of the very same ten cycles.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { RECORDINGS } from '../build/paths.ts';
import { countsPerUnit, SET_WORDS } from '../signals/waves/afe-scale.ts';
import { FileSource } from '../signals/waves/file-source.ts';
import { readRecording } from '../signals/waves/read.ts';
import type { Recording } from '../signals/waves/recording.ts';
import { analyse, magnitude, type Analysis } from '../signals/waves/reference.ts';
import { MeteringModule } from './metering-module.ts';

const CYCLES = 10;
const RATE_Hz = 4000;
const ORDERS = 31;
const PAGE = 24;

/** Differences from the reference in percent: of S, of the fundamental, and in percentage points of THD. */
export interface Comparison {
  readonly name: string;
  readonly P_percent: number;
  readonly Q1_percent: number;
  readonly voltageThd_points: number;
  readonly currentThd_points: number;
  readonly harmonic_percent: number;
}

/** The household recordings, by path; empty where the folder is missing. */
export function recordings(): string[] {
  const folder = join(RECORDINGS, 'household');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.csv'))
    .map((name) => join(folder, name));
}

/** The first cycles of a recording, so that a loop of them is strictly periodic. */
function firstCycles(recording: Recording): Recording {
  const length = Math.round((CYCLES * recording.rate_Hz) / 50);
  const channels = recording.channels.map((c) => ({ ...c, samples: c.samples.slice(0, length) }));
  return { ...recording, channels };
}

function signal(source: FileSource, word: number): Float64Array {
  const sets = new Int32Array(source.loop_sets * SET_WORDS);
  source.fill(sets, 0, source.loop_sets);
  return Float64Array.from(
    { length: source.loop_sets },
    (_, n) => sets[n * SET_WORDS + word] / countsPerUnit(word),
  );
}

function spectrum(meter: MeteringModule, input: number): { amplitudes: number[]; thd_percent: number } {
  const amplitudes: number[] = [];
  let thd_percent = 0;
  for (let first = 1; first <= ORDERS; first += PAGE) {
    const page = meter.read('read_harmonics', { input, first_order: first });
    thd_percent = Number(page.thd_ppm) / 10_000;
    amplitudes.push(...(page.amplitude_u as number[]).map((a) => a / 1e6));
  }
  return { amplitudes: amplitudes.slice(0, ORDERS), thd_percent };
}

/** Largest difference among the harmonics above 0.5 %, percent of the fundamental. */
function worstHarmonic(found: readonly number[], reference: Analysis['voltageHarmonics']): number {
  const first = magnitude(reference[0]);
  const differences = reference.map((p, k) => {
    const share = magnitude(p) / first;
    return share > 0.005 ? (Math.abs(found[k] - magnitude(p)) / first) * 100 : 0;
  });
  return Math.max(...differences);
}

/** Meters ten cycles of a recording in a loop for 15 s and compares. */
export function compareRecording(path: string): Comparison {
  const options = { service: '1p2w', volts: 220, amps: 5, rate_mHz: RATE_Hz * 1000 } as const;
  const source = new FileSource(firstCycles(readRecording(path, {})), options);
  const reference = analyse(signal(source, 0), signal(source, 3), RATE_Hz, {
    cycles: CYCLES,
    orders: ORDERS,
  });
  const meter = new MeteringModule({ service: '1p2w', samplingRate_mHz: RATE_Hz * 1000 });
  meter.feed(source, 15 * RATE_Hz);
  const q = meter.read('read_instantaneous', { scope: 1 });
  const voltage = spectrum(meter, 0);
  const current = spectrum(meter, 3);
  const ofS = (found: unknown, wanted: number) => (Number(found) / 1000 - wanted) * (100 / reference.S_VA);
  return {
    name: path.split('/').at(-1)!,
    P_percent: ofS(q.active_power_mW, reference.P_W),
    Q1_percent: ofS(q.reactive_power_mvar, reference.Q1_var),
    voltageThd_points: voltage.thd_percent - reference.voltageThd_percent,
    currentThd_points: current.thd_percent - reference.currentThd_percent,
    harmonic_percent: Math.max(
      worstHarmonic(voltage.amplitudes, reference.voltageHarmonics),
      worstHarmonic(current.amplitudes, reference.currentHarmonics),
    ),
  };
}

export const LIMIT_percent = 0.05;

export function passes(c: Comparison): boolean {
  const { name: _, ...differences } = c;
  return Object.values(differences).every((d) => Math.abs(d) <= LIMIT_percent);
}

if (import.meta.filename === process.argv[1]) {
  const found = recordings();
  if (found.length === 0) console.log(`no recordings in ${RECORDINGS}: skipped`);
  else
    console.log(
      'recordings against a double-precision FFT, differences in percent (P, Q1, harmonics: of the fundamental)',
    );
  for (const path of found) {
    const c = compareRecording(path);
    const f = (x: number) => x.toFixed(4).padStart(8);
    const parts = `P ${f(c.P_percent)}  Q1 ${f(c.Q1_percent)}  THD U ${f(c.voltageThd_points)} I ${f(c.currentThd_points)}`;
    console.log(
      `${c.name.padEnd(24)}${parts}  harmonics ${f(c.harmonic_percent)} %  ${passes(c) ? 'pass' : 'FAIL'}`,
    );
    if (!passes(c)) process.exitCode = 1;
  }
}
