// What a type test reports: one row a point, and the verdict over all.
import type { AccuracyClass, Quantity } from '../standard/limits.ts';
import type { PointGroup } from '../standard/programme.ts';
import type { TestTimes } from '../standard/times.ts';
import type { Identification } from './identification.ts';
import type { Judgement } from '../bench/judge.ts';
import type { TemperatureCurve } from './temperature-curve.ts';

/** One row. Error and limit are in percent unless `unit` says otherwise. */
export interface PointResult {
  readonly name: string;
  readonly group: PointGroup;
  readonly test: string;
  readonly clause: string;
  readonly quantity?: Quantity;
  readonly current_A: number;
  readonly power_factor: number;
  readonly limit_percent: number;
  /** Lower limit where it is not -limit_percent. */
  readonly lowest_percent?: number;
  readonly error_percent: number;
  readonly stddev_percent: number;
  /** Expanded uncertainty of the error, k = 2. */
  readonly uncertainty_percent?: number;
  /** The same error from the pulse output, where enough pulses came. */
  readonly pulse_error_percent?: number;
  readonly unit?: string;
  readonly detail?: string;
  /** Where the point lies on the axis of its influence. */
  readonly at?: { readonly axis: string; readonly value: number };
  /** Steps of a test that is a curve: place on its axis, and error. */
  readonly curve?: { readonly axis: string; readonly points: readonly (readonly [number, number])[] };
  /** How many registers and test outputs were judged; those of the total, and others that failed. */
  readonly judged?: number;
  readonly registers?: readonly Judgement[];
  readonly pass: boolean;
}

export interface Excluded {
  readonly name: string;
  readonly reason: string;
}

/** The whole report. */
export interface TypetestReport {
  readonly class: AccuracyClass;
  readonly service: string;
  readonly points: readonly PointResult[];
  readonly pass: boolean;
  readonly verdict: string;
  /** Names of the points that failed. */
  readonly failed: readonly string[];
  readonly limits_file: string;
  readonly limits_checked: boolean;
  readonly target: string;
  readonly engine: string;
  readonly front_end: string;
  readonly sensor: string;
  readonly seeds: { readonly unit: number; readonly noise: number };
  readonly rate_Hz: number;
  readonly ratings: Readonly<Record<string, number | string>>;
  readonly times_s: TestTimes;
  readonly adjustment?: string;
  readonly excluded: readonly Excluded[];
  readonly software: { readonly sha256: string };
  readonly identification: Identification;
  readonly virtual_s: number;
  readonly notes: readonly string[];
  /** Errors over temperature, of a modelled front end. */
  readonly temperature?: readonly TemperatureCurve[];
}
