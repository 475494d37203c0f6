// What the page is told of a bench, whatever it tests: the one description that server and page share.

/** A point whose limits are known before it is measured. */
export interface PlannedPoint {
  readonly name: string;
  /** What it belongs to: points of one test and group lie on one curve. */
  readonly test: string;
  readonly group: string;
  readonly current_A: number;
  readonly limit_percent: number;
  /** Lower limit where it is not -limit_percent. */
  readonly lowest_percent?: number;
  /** Where it lies on the axis of its influence. */
  readonly at?: { readonly axis: string; readonly value: number };
}

/** A point as it was found; error and limit in per cent where `unit` says nothing else. */
export interface FoundPoint extends PlannedPoint {
  readonly error_percent: number;
  readonly unit?: string;
  readonly detail?: string;
  readonly pass: boolean;
}

/** A point by the share of its limit that its error takes. */
export interface WorstPoint {
  readonly name: string;
  readonly error_percent: number;
  readonly limit_percent: number;
}

export const SEAT_STATES = ['waiting', 'testing', 'done'] as const;
export type SeatState = (typeof SEAT_STATES)[number];

/** A position at a glance. */
export interface ToldPosition {
  readonly position: number;
  /** Number of the meter that stands there. */
  readonly seed: number;
  readonly state: SeatState;
  /** Tests that are done, and points of them that failed. */
  readonly done: number;
  readonly failed: number;
  /** null until all is judged. */
  readonly pass: boolean | null;
  readonly worst: WorstPoint | null;
}

/** A bench at a glance, told as it changes. */
export interface Bench {
  readonly programme: string;
  readonly standard: string;
  readonly class: string;
  readonly service: string;
  readonly front_end: string;
  /** Of each position. */
  readonly tests: number;
  readonly positions: readonly ToldPosition[];
  /** Wall time since the beginning, and what is left of it; null before anything is known. */
  readonly time_s: number;
  readonly left_s: number | null;
  readonly pass: boolean | null;
}

/** What will be measured at each position; told once. */
export type Plan = readonly PlannedPoint[];
