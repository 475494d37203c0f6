// The metrology figures: energy errors of the metering module under exact synthetic signals, as a table.
import { HarmonicSource, type Tone } from '../signals/waves/index.ts';
import { correctionsFor, throughFrontEnd, type FrontEnd } from './front-end.ts';
import { MeteringModule } from './metering-module.ts';
import { activePower_W, PEAKED, QUADRIFORM, SINE, threePhase, type Waveform } from './waveforms.ts';

/** 0.2-0.5(60) A, 230 V. */
export const CURRENTS_A = { Imin: 0.2, Itr: 0.5, '10 Itr': 5, Imax: 60 } as const;
const VOLTS = 230;
const LAG_deg = { 'PF 1': 0, 'PF 0.5 ind': 60, 'PF 0.8 cap': -36.86989764584402 } as const;
export type CurrentName = keyof typeof CURRENTS_A;
export type FactorName = keyof typeof LAG_deg;

export interface Case {
  readonly name: string;
  readonly current: CurrentName;
  readonly factor: FactorName;
  readonly hz: number;
  readonly rate_Hz: number;
  readonly waveform: Waveform;
  readonly frontEnd: FrontEnd;
  readonly limit_percent: number;
}

export interface Result extends Case {
  readonly error_percent: number;
  readonly pass: boolean;
}

/** Limits with an ideal AFE: Imin, PF 1, and the other power factors. */
export function limit_percent(current: CurrentName, factor: FactorName): number {
  if (current === 'Imin') return 0.05;
  return factor === 'PF 1' ? 0.01 : 0.02;
}

const SETTLE_s = 4;
const MEASURE_s = 4;

/** The number of sample sets nearest to whole cycles that last about the given time. */
function wholeCycles(seconds: number, hz: number, rate_Hz: number): number {
  return Math.round((Math.round(seconds * hz) * rate_Hz) / hz);
}

const imported_Ws = (m: MeteringModule) => {
  const { active_import_mWs, active_export_mWs } = m.read('read_registers', { scope: 0, moment: 1 });
  return Number((active_import_mWs as bigint) - (active_export_mWs as bigint)) / 1000;
};

/** Error of the total active energy register over whole cycles, percent of the true energy. */
export function energyError_percent(tones: readonly Tone[], c: Omit<Case, 'name' | 'limit_percent'>): number {
  const { hz, rate_Hz, frontEnd } = c;
  const source = new HarmonicSource({
    service: '3p4w',
    hz,
    rate_mHz: rate_Hz * 1000,
    tones: throughFrontEnd(frontEnd, tones, hz, rate_Hz),
  });
  const meter = new MeteringModule({
    service: '3p4w',
    samplingRate_mHz: rate_Hz * 1000,
    ...correctionsFor(frontEnd),
  });
  meter.feed(source, SETTLE_s * rate_Hz);
  const before = imported_Ws(meter);
  const sets = wholeCycles(MEASURE_s, hz, rate_Hz);
  meter.feed(source, sets);
  const true_W = [1, 2, 3].reduce((sum, phase) => sum + activePower_W(tones, phase), 0);
  return ((imported_Ws(meter) - before) / ((true_W * sets) / rate_Hz) - 1) * 100;
}

export function runCase(c: Case): Result {
  const point = { volts: VOLTS, amps: CURRENTS_A[c.current], lag_deg: LAG_deg[c.factor] };
  const error_percent = energyError_percent(threePhase(c.waveform, point), c);
  return { ...c, error_percent, pass: Math.abs(error_percent) <= c.limit_percent };
}

const IDEAL: FrontEnd = {};
export const FRONT_ENDS: Record<string, FrontEnd> = {
  ideal: IDEAL,
  'sinc3 shunt, 20 us late': { afe: 'sinc3', currentDelay_ns: 20_000 },
  'sinc3 CT 0.1 deg': { afe: 'sinc3', sensor: 'ct', lead_udeg: 100_000 },
  'sinc3 DC-tolerant CT 4 deg': { afe: 'sinc3', sensor: 'dc-tolerant-ct', lead_udeg: 4_000_000 },
  'sinc3 Rogowski': { afe: 'sinc3', sensor: 'rogowski' },
};
export const WAVEFORMS: Record<string, Waveform> = { sine: SINE, quadriform: QUADRIFORM, peaked: PEAKED };

function makeCase(name: string, current: CurrentName, factor: FactorName, rest: Partial<Case> = {}): Case {
  const base = { hz: 50, rate_Hz: 4000, waveform: SINE, frontEnd: IDEAL };
  return { ...base, name, current, factor, limit_percent: limit_percent(current, factor), ...rest };
}

/** All cases of the table; `short` leaves the ones CI has no time for. */
export function cases(short = false): Case[] {
  const list: Case[] = [];
  for (const current of Object.keys(CURRENTS_A) as CurrentName[]) {
    for (const factor of Object.keys(LAG_deg) as FactorName[]) list.push(makeCase('base', current, factor));
  }
  for (const hz of short ? [45, 65] : [45, 47.5, 52.5, 55, 60, 65]) {
    for (const factor of ['PF 1', 'PF 0.5 ind'] as const)
      list.push(makeCase('frequency', '10 Itr', factor, { hz }));
  }
  for (const [name, frontEnd] of Object.entries(FRONT_ENDS)) {
    for (const [wave, waveform] of Object.entries(WAVEFORMS)) {
      for (const hz of short ? [50] : [45, 50, 65]) {
        list.push(makeCase(`${name}, ${wave}`, '10 Itr', 'PF 1', { hz, waveform, frontEnd }));
        list.push(makeCase(`${name}, ${wave}`, '10 Itr', 'PF 0.5 ind', { hz, waveform, frontEnd }));
      }
    }
  }
  for (const rate_Hz of short ? [] : [8000, 16000]) {
    const frontEnd = FRONT_ENDS['sinc3 shunt, 20 us late'];
    list.push(
      makeCase(`${rate_Hz} Hz, quadriform`, '10 Itr', 'PF 0.5 ind', {
        rate_Hz,
        waveform: QUADRIFORM,
        frontEnd,
      }),
    );
    list.push(
      makeCase(`${rate_Hz} Hz, Rogowski`, '10 Itr', 'PF 0.5 ind', {
        rate_Hz,
        frontEnd: FRONT_ENDS['sinc3 Rogowski'],
      }),
    );
  }
  return list;
}

function line(r: Result): string {
  const error = r.error_percent.toFixed(5).padStart(9);
  const place = `${r.current.padEnd(8)}${r.factor.padEnd(12)}${String(r.hz).padStart(5)} Hz`;
  return `${r.name.padEnd(40)}${place}  ${error} %  limit ${r.limit_percent} %  ${r.pass ? 'pass' : 'FAIL'}`;
}

function main(): void {
  const short = process.argv.includes('--short');
  const results = cases(short).map((c) => {
    const result = runCase(c);
    console.log(line(result));
    return result;
  });
  if (results.some((r) => !r.pass)) process.exitCode = 1;
}

if (import.meta.filename === process.argv[1]) main();
