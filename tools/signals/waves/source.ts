// What everything that feeds the front end has in common: sample sets out, and the truth about them.

import type { Service } from './services.ts';

export { ELEMENTS, SERVICES, type Service } from './services.ts';

/**
 * The truth about one element. Sign of P and energy: positive is import (load). Sign of Q1: positive is
 * inductive (current lags) while importing. Energies run from sample 0, the rest over the asked window.
 */
export interface ElementTruth {
  /** 1, 2 or 3: the number of the V and I inputs. */
  readonly phase: number;
  readonly voltage_V: number;
  readonly current_A: number;
  readonly P_W: number;
  readonly S_VA: number;
  /** Reactive power of the fundamental. */
  readonly Q1_var: number;
  /** P/S with the sign of P; 0 without load. */
  readonly pf: number;
  /** Import minus export. */
  readonly energy_Ws: number;
  readonly import_Ws: number;
  readonly export_Ws: number;
}

export interface TotalTruth {
  readonly P_W: number;
  readonly Q1_var: number;
  /** Sum of the elements' V·I; for 3p3w times √3/2 (services.ts), so that a balanced load shows its true S. */
  readonly S_arithmetic_VA: number;
  /** √(P² + Q1²). */
  readonly S_vector_VA: number;
  /** P over the arithmetic S. */
  readonly pf: number;
  readonly energy_Ws: number;
  /** Net method: in each window the sign of the sum over all elements decides the register. */
  readonly import_Ws: number;
  readonly export_Ws: number;
}

export interface Truth {
  readonly sets: number;
  readonly duration_s: number;
  readonly frequency_Hz: number;
  readonly elements: readonly ElementTruth[];
  readonly total: TotalTruth;
  readonly neutral_A: number;
}

/**
 * A deterministic, endless stream of front-end sample sets.
 *
 * Currents are positive from the supply into the load. The neutral input follows the same sense, so
 * i1 + i2 + i3 + iN = 0: a healthy service shows iN = -(i1 + i2 + i3).
 */
export interface SampleSource {
  /** One line for people: what is fed in. */
  readonly description: string;
  /** Remarks worth printing once: scaling, mapping, rate deviation, saturation. */
  readonly notes: readonly string[];
  readonly service: Service;
  readonly rate_mHz: number;
  /** What is going on at a sample, for people, where the source has something to tell. */
  scene?(index: number): string;
  /**
   * Writes `sets` sets of eight words [V1,V2,V3,I1,I2,I3,IN,status] to the start of `destination`.
   * The result depends on the indices only, not on how calls divide them.
   */
  fill(destination: Int32Array, firstIndex: number, sets: number): void;
  /**
   * The reference for samples 0 .. sets-1, in double precision from the unquantised signal: energies
   * over all of them, P, V, I, S, Q1 and pf over the last `window_sets` (all, when not given).
   */
  truth(sets: number, window_sets?: number): Truth;
}
