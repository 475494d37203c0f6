// The flicker figures: the standard's points, other conditions, and an irregular signal against the reference, as tables.
import { together, rectangular, sinusoidal, type Modulation } from '../signals/waves/index.ts';
import {
  lampOfSystem,
  mainsOfSystem,
  pointsOf,
  readFlicker,
  readPoints,
  sourceOf,
  SYSTEMS,
  type Bed,
  type Kind,
  type Point,
} from './flicker-bed.ts';
import { referenceFlicker, type Flicker } from './flicker-reference.ts';
import { STANDARD } from '../../metering-core/design/flicker-standard.ts';

/** Limits of these figures: half of the standard's tolerances, percent. */
export const LIMIT_percent: Record<Kind, number> = { sinusoidal: 4, rectangular: 2.5 };
/** A 7th of 5 % at 51.1 Hz is the worst there is: what is left of its product with the fundamental beats at 8.8 Hz. */
export const CONDITION_LIMIT_percent = 3;
export const REFERENCE_LIMIT_percent = 0.5;
const UNITS: Record<Kind, string> = { sinusoidal: 'Hz', rectangular: 'changes/min' };

export const error_percent = (found: number, wanted: number) => (found / wanted - 1) * 100;
export const valueOf = (kind: Kind, { pst, pinstMax }: Flicker) => (kind === 'sinusoidal' ? pinstMax : pst);

let failed = false;

function verdict(error: number, limit: number): string {
  const pass = Math.abs(error) <= limit;
  failed ||= !pass;
  return `${error.toFixed(2).padStart(7)} %  limit ${limit} %  ${pass ? 'pass' : 'FAIL'}`;
}

function line(point: Point, reading: Flicker): string {
  const what = point.kind === 'sinusoidal' ? 'Pinst,max' : 'Pst';
  const value = valueOf(point.kind, reading);
  const place = `${point.rate.toFixed(1).padStart(7)} ${UNITS[point.kind].padEnd(11)} ${point.change_percent.toFixed(3)} %`;
  return `  ${point.system.padEnd(8)}${place}  ${what} ${value.toFixed(4)}  ${verdict(error_percent(value, 1), LIMIT_percent[point.kind])}`;
}

function tables(): void {
  for (const kind of ['sinusoidal', 'rectangular'] as const) {
    const { clause, tolerance_percent } = STANDARD.points[kind];
    console.log(`IEC 61000-4-15 ${clause}, its tolerance ${tolerance_percent} %; figures second hand`);
    for (const system of SYSTEMS) {
      const points = pointsOf(kind, system);
      const bed = kind === 'sinusoidal' ? {} : { interval: 2 };
      readPoints(points, bed).forEach((reading, i) => console.log(line(points[i], reading)));
    }
  }
}

/** Sampling rates, frequencies and harmonics that must not matter; 39 changes a minute, and 8.8 Hz. */
export const CONDITIONS: Record<string, Bed> = {
  'rate 4000.123 Hz': { system: '230/50', rate_mHz: 4_000_123 },
  'rate 3990 Hz': { system: '230/50', rate_mHz: 3_990_000 },
  '2 kHz': { system: '230/50', rate_mHz: 2_000_000 },
  '8 kHz': { system: '230/50', rate_mHz: 8_000_000 },
  '47.3 Hz': { system: '230/50', hz: 47.3 },
  '51.1 Hz with a 7th of 5 %': { system: '230/50', hz: 51.1, harmonic: { order: 7, share: 0.05 } },
  '50.5 Hz with a 3rd of 5 %': { system: '230/50', hz: 50.5, harmonic: { order: 3, share: 0.05 } },
};

/** Errors of a rectangular and a sinusoidal point, and Pst of a phase without flicker. */
export function underCondition(bed: Bed): { rectangular: number; sinusoidal: number; still: number } {
  const [a, b, c] = readFlicker(bed, [rectangular(0.894, 39), sinusoidal(0.25, 8.8), () => 0]);
  return { rectangular: error_percent(a.pst, 1), sinusoidal: error_percent(b.pinstMax, 1), still: c.pst };
}

function conditions(): void {
  console.log(
    'Other conditions: errors of 39 changes/min (Pst) and 8.8 Hz (Pinst,max), Pst without any flicker',
  );
  for (const [name, bed] of Object.entries(CONDITIONS)) {
    const { rectangular: r, sinusoidal: s, still } = underCondition(bed);
    console.log(
      `  ${name.padEnd(28)}${verdict(r, CONDITION_LIMIT_percent)}  ${verdict(s, CONDITION_LIMIT_percent)}  Pst ${still.toFixed(3)}`,
    );
  }
}

/** Steps of a seeded random walk, one each 0.3 s, up to +-amplitude percent: no two percentiles fall together. */
export function irregular(seed: number, amplitude_percent: number): Modulation {
  const levels = new Float64Array(5000);
  let state = seed;
  for (let i = 0; i < levels.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    levels[i] = ((state / 2 ** 31 - 1) ** 3 * amplitude_percent) / 100;
  }
  const steps: Modulation = (time_s) => levels[Math.floor(time_s / 0.3) % levels.length];
  return together(steps, sinusoidal(0.2, 13.7), sinusoidal(0.4, 2.3));
}

/** The meter and the reference on three irregular phases over the first interval. */
export function againstReference(bed: Bed): { meter: Flicker; reference: Flicker }[] {
  const source = sourceOf(bed, [irregular(1, 1.5), irregular(2, 0.6), irregular(3, 4)]);
  const rate_Hz = source.rate_mHz / 1000;
  const meters = readFlicker(bed, [irregular(1, 1.5), irregular(2, 0.6), irregular(3, 4)]);
  return meters.map((meter, phase) => ({
    meter,
    reference: referenceFlicker({
      lamp: lampOfSystem(bed.system),
      mains: mainsOfSystem(bed.system),
      rate_Hz,
      voltage: (n) => source.voltage_V(phase, n),
      from: Math.round(10 * rate_Hz),
      to: Math.round(600 * rate_Hz),
    }),
  }));
}

function comparison(): void {
  console.log(
    'An irregular signal against a flickermeter in double precision (bilinear at the sampling rate, exact percentiles)',
  );
  for (const system of SYSTEMS) {
    for (const { meter, reference } of againstReference({ system })) {
      const values = `Pst ${meter.pst.toFixed(4)} / ${reference.pst.toFixed(4)}`;
      const peak = error_percent(meter.pinstMax, reference.pinstMax).toFixed(2);
      const error = error_percent(meter.pst, reference.pst);
      console.log(
        `  ${system.padEnd(8)}${values}  ${verdict(error, REFERENCE_LIMIT_percent)}  Pinst,max ${peak} %`,
      );
    }
  }
}

if (import.meta.filename === process.argv[1]) {
  tables();
  conditions();
  comparison();
  if (failed) process.exitCode = 1;
}
