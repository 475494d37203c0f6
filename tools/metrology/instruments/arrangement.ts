// How the meters of a bench are connected to its source, and what of the source's signal reaches the terminals of each.
import { multiply, polar, scaled, sum, type Complex } from '../../signals/afe/complex.ts';
import { mixSeed, uniform, within } from '../../signals/afe/random.ts';
import type { SteadySignal } from '../../signals/afe/steady-signal.ts';
import { closeNeutral } from '../../signals/waves/oscillator.ts';
import { SERVICE_TRAITS } from '../../signals/waves/services.ts';
import { IsolatingTransformer } from './isolating-transformer.ts';
import { FIRST_CURRENT, lineAt, NEUTRAL, rmsOf, withLines } from './lines.ts';

/**
 * Links open: voltage and current come apart from each other. Closed: the supply of each meter is taken from the
 * current that flows on to the next. `ict`: closed, each meter behind isolating current transformers of its own.
 * `msvt`: closed, single-phase, each meter's voltage from a secondary of its own.
 */
export const ARRANGEMENTS = ['open', 'closed', 'ict', 'msvt'] as const;
export type ArrangementKind = (typeof ARRANGEMENTS)[number];

/** What a meter takes for itself from each phase at nominal voltage, and what its current circuit is with its leads. */
export interface Consumption {
  readonly active_W: number;
  /** Capacitive, as that of a supply with a series capacitor. IEC 62053-21, 7.1: at most 2 W and 10 VA. */
  readonly apparent_VA: number;
  readonly currentCircuit_mOhm: number;
  readonly Unom_V: number;
}

/** A meter's own seat: how many meters stand before it in the current circuit, itself included, and its instruments' seed. */
export interface SeatInCircuit {
  readonly position: number;
  readonly seed: number;
}

/** What a bench makes of the signal of its source, for one of its meters. */
export interface BenchSignals {
  /** What reaches the meter's terminals. */
  readonly terminals: Terminals;
  /** What the reference standard at the source takes it to be: errors are against this. */
  readonly reference: Terminals;
}

/** What reaches a meter's terminals of the source's signal. */
export type Terminals = (signal: SteadySignal) => SteadySignal;

/** Not published: what is taken for a multi-secondary voltage transformer, ratio in percent and phase in minutes. */
export const MSVT = { ratio_percent: 0.02, phase_min: 1 } as const;
const RADIANS_PER_MINUTE = Math.PI / 10_800;

/** Admittance of a meter's supply at a multiple of the fundamental: a conductance, and a capacitor beside it. */
export function admittance_S({ active_W, apparent_VA, Unom_V }: Consumption, multiple: number): Complex {
  const reactive_var = Math.sqrt(Math.max(0, apparent_VA ** 2 - active_W ** 2));
  return { re: active_W / Unom_V ** 2, im: (multiple * reactive_var) / Unom_V ** 2 };
}

/** The supplies of all meters up to this one flow back over their neutrals and not on through its sensor. */
const closed =
  (consumption: Consumption, position: number): Terminals =>
  (signal) =>
    withNeutral(
      withLines(signal, (line, word, multiple, spectrum, k) => {
        if (word < FIRST_CURRENT || word === NEUTRAL) return line;
        const u = lineAt(spectrum, word - FIRST_CURRENT, k);
        return sum(line, scaled(multiply(u, admittance_S(consumption, multiple)), -position));
      }),
    );

/** Currents of their own behind isolating transformers, which carry no direct one. */
function isolated({ seed }: SeatInCircuit): Terminals {
  const transformers = [0, 1, 2].map((phase) => new IsolatingTransformer(mixSeed(seed, phase)));
  return (signal) =>
    withNeutral(
      withLines(signal, (line, word, multiple, spectrum) => {
        if (word < FIRST_CURRENT || word === NEUTRAL) return line;
        if (multiple === 0) return { re: 0, im: 0 };
        return multiply(line, transformers[word - FIRST_CURRENT].gainAt(rmsOf(spectrum, word)));
      }),
    );
}

/** A voltage of its own. */
function secondary({ seed }: SeatInCircuit): Terminals {
  const next = uniform(mixSeed(seed, 0x6d737674));
  const ratio = 1 + within(next, MSVT.ratio_percent) / 100;
  const gain = polar(ratio, within(next, MSVT.phase_min) * RADIANS_PER_MINUTE);
  return (signal) => withLines(signal, (line, word) => (word < FIRST_CURRENT ? multiply(line, gain) : line));
}

/** The neutral conductor, where there is one, carries what the others leave. */
function withNeutral(signal: SteadySignal): SteadySignal {
  if (SERVICE_TRAITS[signal.service].hasNeutral) closeNeutral(signal.spectrum);
  return signal;
}

/** What reaches the meter of a seat. */
export function terminalsOf(kind: ArrangementKind, seat: SeatInCircuit, consumption: Consumption): Terminals {
  switch (kind) {
    case 'open':
      return (signal) => signal;
    case 'closed':
      return closed(consumption, seat.position);
    case 'ict':
      return isolated(seat);
    case 'msvt':
      return secondary(seat);
  }
}
