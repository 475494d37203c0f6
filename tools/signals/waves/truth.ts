// Puts sums of squares and products together into the truth that a source reports.
import { SERVICE_TRAITS } from './services.ts';
import { ELEMENTS, type ElementTruth, type Service, type TotalTruth, type Truth } from './source.ts';

/** Sums over samples 0 .. n-1 of one source, in V², A², W and var (per sample, not yet times Ts). */
export interface Sums {
  readonly vv: readonly number[];
  readonly ii: readonly number[];
  readonly vi: readonly number[];
  readonly q1: readonly number[];
  readonly nn: number;
}

/** The parts of Σv·i that went into import, one entry an element and the net total as the last. */
export type ImportSums = readonly number[];

export interface TruthParts {
  readonly service: Service;
  readonly rate_mHz: number;
  readonly sets: number;
  readonly window_sets: number;
  readonly frequency_Hz: number;
  /** Sums up to `sets`, and up to the start of the window. */
  readonly end: Sums;
  readonly start: Sums;
  readonly imports: ImportSums;
}

/** Ratio that is 0 where there is no load. */
function ratio(numerator: number, denominator: number): number {
  return denominator > 0 ? numerator / denominator : 0;
}

function elementTruth(parts: TruthParts, element: number, phase: number): ElementTruth {
  const { end, start, imports } = parts;
  const mean = (key: 'vv' | 'ii' | 'vi' | 'q1'): number =>
    ratio(end[key][element] - start[key][element], parts.window_sets);
  const ts_s = 1000 / parts.rate_mHz;
  const voltage_V = Math.sqrt(Math.max(0, mean('vv')));
  const current_A = Math.sqrt(Math.max(0, mean('ii')));
  const P_W = mean('vi');
  const energy_Ws = end.vi[element] * ts_s;
  const import_Ws = imports[element] * ts_s;
  return {
    phase,
    voltage_V,
    current_A,
    P_W,
    S_VA: voltage_V * current_A,
    Q1_var: mean('q1'),
    pf: ratio(P_W, voltage_V * current_A),
    energy_Ws,
    import_Ws,
    export_Ws: (imports[element] - end.vi[element]) * ts_s,
  };
}

function totalTruth(parts: TruthParts, elements: readonly ElementTruth[]): TotalTruth {
  const { service, end, imports } = parts;
  const ts_s = 1000 / parts.rate_mHz;
  const sum = (pick: (e: ElementTruth) => number): number => elements.reduce((s, e) => s + pick(e), 0);
  const P_W = sum((e) => e.P_W);
  const Q1_var = sum((e) => e.Q1_var);
  const S_arithmetic_VA = sum((e) => e.S_VA) * SERVICE_TRAITS[service].apparentShare;
  const vi = end.vi.reduce((a, b) => a + b, 0);
  const net = imports[elements.length];
  return {
    P_W,
    Q1_var,
    S_arithmetic_VA,
    S_vector_VA: Math.hypot(P_W, Q1_var),
    pf: ratio(P_W, S_arithmetic_VA),
    energy_Ws: vi * ts_s,
    import_Ws: net * ts_s,
    export_Ws: (net - vi) * ts_s,
  };
}

/** The whole truth from its sums. */
export function makeTruth(parts: TruthParts): Truth {
  const numbers = ELEMENTS[parts.service];
  const elements = numbers.map((phase, element) => elementTruth(parts, element, phase + 1));
  const ts_s = 1000 / parts.rate_mHz;
  return {
    sets: parts.sets,
    duration_s: parts.sets * ts_s,
    frequency_Hz: parts.frequency_Hz,
    elements,
    total: totalTruth(parts, elements),
    neutral_A: Math.sqrt(Math.max(0, ratio(parts.end.nn - parts.start.nn, parts.window_sets))),
  };
}

/** How many samples a window really has: at most `sets`, at least one where there is one. */
export function clampWindow(sets: number, window_sets: number | undefined): number {
  return Math.min(sets, Math.max(1, window_sets ?? sets));
}
