// Reads the one file of limits and waveforms, checks that it is whole, and answers what the limit at a point is.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LimitsError } from './errors.ts';

export const CLASSES = ['A', 'B', 'C', 'D'] as const;
export type AccuracyClass = (typeof CLASSES)[number];
export type Connection = 'direct' | 'ct';
export type PerClass = Readonly<Record<AccuracyClass, number>>;
/** What an energy register counts. */
export type Quantity = 'active' | 'reactive' | 'apparent';
/** Power factors the limits are given for; the wider one also serves 0.8 capacitive. */
export type LimitFactor = '1' | '0.5 inductive' | '0.5 inductive to 0.8 capacitive';

export interface BaseRow {
  readonly from: 'Ist' | 'Imin' | 'Itr';
  readonly to: 'Imin' | 'Itr' | 'Imax';
  readonly powerFactor: LimitFactor;
  readonly percent?: PerClass;
  /** The row below Imin: the limit grows as Imin / I. */
  readonly percentTimesIminOverI?: PerClass;
}

export interface Influence {
  readonly id: string;
  readonly name: string;
  readonly clause: string;
  readonly trust: string;
  readonly limits: readonly { readonly powerFactor: LimitFactor; readonly shift_percent: PerClass }[];
  readonly factors?: readonly number[];
  readonly currents?: readonly string[];
  readonly services?: readonly string[];
  readonly waveforms?: readonly string[];
  /** Where the permissible shift is not the same both ways. */
  readonly lowest_percent?: number;
  readonly voltageTone?: number;
  readonly currentTone?: number;
  readonly multiplesOfNominal?: readonly number[];
  /** Asked only of meters connected so; of all when not given. */
  readonly connections?: readonly Connection[];
  /** Bands of single currents far above the mains frequency. */
  readonly bands?: readonly Band[];
  /** The ideal front end cannot carry it. */
  readonly needsModel?: boolean;
}

export interface Band {
  readonly direct_A: number;
  readonly ct_of_Imax: number;
  readonly tones_kHz: readonly number[];
}

/** Limits of reactive energy from one current up to another, at a sine of the angle and above. */
export interface ReactiveRow {
  readonly from: 'Imin' | 'Itr';
  readonly fromTimes: number;
  readonly to: 'Itr' | 'Imax';
  readonly toTimes: number;
  readonly sine: number;
  readonly percent: PerClass;
}

export interface ReactiveInfluence {
  readonly id: 'voltage' | 'frequency';
  readonly name: string;
  readonly clause: string;
  readonly factors: readonly number[];
  readonly shift_percent: PerClass;
}

/** A voltage that falls to a level for some cycles, again and again. */
export interface Dip {
  readonly name: string;
  readonly level: number;
  readonly cycles: number;
  readonly times: number;
}

export interface Overcurrent {
  readonly timesImax: number;
  readonly cycles: number;
}

export interface HarmonicLine {
  readonly order: number;
  readonly percent: number;
  readonly phase_deg: number;
}

export interface ShapedWave {
  readonly cycles: number;
  readonly amplitude: number;
  readonly conducting_deg: readonly (readonly [number, number])[];
}

export interface HarmonicWave {
  readonly current: readonly HarmonicLine[];
  readonly voltage: readonly HarmonicLine[];
}

export interface Limits {
  readonly source: string;
  readonly checkedAgainstOfficialText: boolean;
  readonly currentRatios: { readonly clause: string } & Record<
    Connection,
    Readonly<Record<string, PerClass>>
  >;
  readonly baseMaximumPermissibleError: { readonly clause: string; readonly rows: readonly BaseRow[] };
  readonly startingCurrent: {
    readonly clause: string;
    readonly firstPulseWithin: number;
    readonly secondPulseWithin: number;
  };
  readonly noLoad: { readonly clause: string; readonly pulsesAtMost: number };
  readonly meterConstant: {
    readonly clause: string;
    readonly partOfBaseError: number;
    readonly registerResolution_Wh: number;
  };
  readonly repeatability: {
    readonly clause: string;
    readonly measurements: number;
    readonly partOfBaseError: number;
  };
  readonly temperatureCoefficient: {
    readonly clause: string;
    readonly interval_K: number;
    readonly centres_C: readonly number[];
    readonly limits: readonly { readonly powerFactor: LimitFactor; readonly percent_per_K: PerClass }[];
  };
  readonly influences: readonly Influence[];
  readonly testOutputs: { readonly clause: string; readonly stillPart: number };
  readonly reactive: {
    readonly clause: string;
    readonly classOf: Readonly<Record<AccuracyClass, string>>;
    readonly rows: readonly ReactiveRow[];
    readonly singleCircuit: { readonly clause: string; readonly percent: PerClass };
    readonly influences: readonly ReactiveInfluence[];
  };
  readonly apparent: { readonly clause: string };
  readonly sweep: {
    readonly clause: string;
    readonly from: number;
    readonly to: number;
    readonly step: number;
    readonly voltageTone: number;
    readonly currentTone: number;
    readonly shift_percent: PerClass;
  };
  readonly fastLoad: {
    readonly clause: string;
    readonly patterns_s: readonly (readonly [number, number])[];
    readonly minutes: number;
    readonly shift_percent: PerClass;
  };
  readonly selfHeating: {
    readonly clause: string;
    readonly minutes: readonly number[];
    readonly limits: readonly { readonly powerFactor: LimitFactor; readonly shift_percent: PerClass }[];
  };
  readonly disturbances: {
    readonly clause: string;
    readonly dips: readonly Dip[];
    readonly pause_s: number;
    readonly overcurrent: Readonly<Record<Connection, Overcurrent>> & {
      readonly clause: string;
      readonly wait_s: number;
      readonly shift_percent: PerClass;
    };
  };
  readonly combinedError: {
    readonly clause: string;
    readonly tests: Readonly<Record<string, string>>;
    readonly temperature_K: number;
  };
  readonly excluded: readonly { readonly name: string; readonly reason: string }[];
  readonly waveforms: {
    readonly quadriform: HarmonicWave;
    readonly peaked: HarmonicWave;
    readonly fifth: HarmonicWave;
    readonly shaped: Readonly<Record<'phase-fired' | 'half-wave' | 'burst', ShapedWave>>;
  };
}

/** Shown in every report. */
export const LIMITS_FILE = 'tools/metrology/standard/limits.json';

const WAVES = ['phase-fired', 'half-wave', 'burst'] as const;

function checkPerClass(place: string, values: unknown): void {
  for (const c of CLASSES) {
    const value = (values as Record<string, unknown> | undefined)?.[c];
    if (typeof value !== 'number' || !(value > 0))
      throw new LimitsError(place, `class ${c} has no positive limit`);
  }
}

/** A better class never has a wider limit: catches exchanged columns. */
function checkOrder(place: string, values: PerClass): void {
  checkPerClass(place, values);
  for (let k = 1; k < CLASSES.length; k++) {
    const [worse, better] = [CLASSES[k - 1], CLASSES[k]];
    if (values[better] > values[worse]) {
      throw new LimitsError(place, `class ${better} has a wider limit than class ${worse}`);
    }
  }
}

function checkBase(limits: Limits): void {
  const rows = limits.baseMaximumPermissibleError?.rows;
  if (!Array.isArray(rows) || rows.length !== 5)
    throw new LimitsError('baseMaximumPermissibleError', 'not five rows');
  rows.forEach((row, n) => {
    const place = `baseMaximumPermissibleError.rows[${n}]`;
    if (!row.percent === !row.percentTimesIminOverI)
      throw new LimitsError(place, 'needs exactly one kind of limit');
    checkOrder(place, (row.percent ?? row.percentTimesIminOverI)!);
  });
}

function checkReactive({ reactive }: Limits): void {
  if (!reactive?.rows?.length) throw new LimitsError('reactive', 'no rows');
  reactive.rows.forEach((row, n) => checkOrder(`reactive.rows[${n}]`, row.percent));
  checkOrder('reactive.singleCircuit', reactive.singleCircuit.percent);
  for (const influence of reactive.influences)
    checkOrder(`reactive.influences.${influence.id}`, influence.shift_percent);
}

function checkWaves(limits: Limits): void {
  for (const wave of ['quadriform', 'peaked', 'fifth'] as const) {
    for (const side of ['current', 'voltage'] as const) {
      if (!limits.waveforms?.[wave]?.[side]?.length) throw new LimitsError(`waveforms.${wave}`, `no ${side}`);
    }
  }
  for (const wave of WAVES) {
    if (!limits.waveforms.shaped?.[wave]?.conducting_deg?.length)
      throw new LimitsError('waveforms.shaped', `no ${wave}`);
  }
}

/** Checks a parsed file. Throws LimitsError. */
export function checkLimits(limits: Limits): Limits {
  checkBase(limits);
  for (const connection of ['direct', 'ct'] as const) {
    for (const ratio of ['Imax/Itr', 'Imax/Imin', 'Imax/Ist']) {
      checkPerClass(`currentRatios.${connection}.${ratio}`, limits.currentRatios?.[connection]?.[ratio]);
    }
  }
  limits.temperatureCoefficient.limits.forEach((l) => checkOrder('temperatureCoefficient', l.percent_per_K));
  for (const influence of limits.influences ?? []) {
    for (const l of influence.limits) checkOrder(`influences.${influence.id}`, l.shift_percent);
  }
  checkReactive(limits);
  checkWaves(limits);
  return limits;
}

/** The checked file. Throws LimitsError. */
export function readLimits(path = join(import.meta.dirname, 'limits.json')): Limits {
  return checkLimits(JSON.parse(readFileSync(path, 'utf8')) as Limits);
}
