// The meter's energy registers and test outputs, and what each of them must do while a known energy flows.
import type { PeriodicSource } from '../../signals/afe/periodic-source.ts';
import type { Quantity } from '../standard/limits.ts';

/** In the order of a scope's values. */
export const REGISTERS = [
  'active_import_mWs',
  'active_export_mWs',
  'reactive_q1_mvars',
  'reactive_q2_mvars',
  'reactive_q3_mvars',
  'reactive_q4_mvars',
  'apparent_import_mVAs',
  'apparent_export_mVAs',
] as const;
/** The total, then each phase. */
export const SCOPES = 4;

/** Ws, vars and VAs of each register, by scope. */
export type Registers = readonly (readonly number[])[];

export const difference = (from: Registers, to: Registers): Registers =>
  to.map((values, scope) => values.map((value, n) => value - from[scope][n]));

/** What flowed at the terminals, of one scope: Ws, vars and VAs; signs as everywhere (import, inductive). */
export interface Flow {
  readonly active: number;
  readonly reactive: number;
  readonly apparent: number;
}

export interface Flows {
  readonly total: Flow;
  /** By the number of the phase. */
  readonly phases: ReadonlyMap<number, Flow>;
}

/** The analytic energies over samples from … to - 1, a whole number of periods. */
export function flowsOf(source: PeriodicSource, from: number, to: number): Flows {
  const [before, after] = [source.truth(from), source.truth(to)];
  const seconds = (to - from) / source.trueRate_Hz;
  const phases = after.elements.map((element, n): [number, Flow] => [
    element.phase,
    {
      active: element.energy_Ws - before.elements[n].energy_Ws,
      reactive: element.Q1_var * seconds,
      apparent: element.S_VA * seconds,
    },
  ]);
  const sum = (quantity: keyof Flow): number => phases.reduce((s, [, flow]) => s + flow[quantity], 0);
  const apparent = after.total.S_arithmetic_VA * seconds;
  return {
    total: { active: sum('active'), reactive: sum('reactive'), apparent },
    phases: new Map(phases),
  };
}

/** What one register, or a sum of them, must do. */
export interface Expected {
  readonly what: string;
  readonly quantity: Quantity;
  readonly scope: number;
  /** Which registers of the scope count together. */
  readonly registers: readonly number[];
  readonly truth: number;
  /** A deviation is given in percent of this. */
  readonly reference: number;
  readonly role: Role;
}

/**
 * What a register has to do: show an energy, stand still while energy flows, or rest because its phase carries no load
 * and only the noise of its inputs could move it.
 */
export type Role = 'shows' | 'stands still' | 'rests';

/**
 * Below this share of the apparent energy no standard gives limits for the active or reactive part (IEC 62053-24 ends
 * at sin φ = 0.25): there the deviation may be what it may be at this share.
 */
export const LEAST_FACTOR = 0.25;
const ROUNDING = 1e-6;

interface Part {
  readonly name: string;
  readonly registers: readonly number[];
  readonly truth: number;
}

/** The parts of one quantity; where it is too small a share of the apparent energy, none of them has to move alone. */
function expect(parts: readonly Part[], where: Where, quantity: Quantity, defined: boolean): Expected[] {
  const { flow, scope, prefix, whole, atImin } = where;
  const idle = flow.apparent <= ROUNDING * whole.apparent;
  const least = LEAST_FACTOR * whole.apparent;
  const reference = idle ? atImin : defined ? Math.max(Math.abs(whole[quantity]), least) : least;
  return parts.map(({ name, registers, truth }) => ({
    what: `${prefix}${name}`,
    quantity,
    scope,
    registers,
    truth,
    reference,
    role: idle ? 'rests' : !defined || truth > 0 ? 'shows' : 'stands still',
  }));
}

interface Where {
  readonly flow: Flow;
  readonly scope: number;
  readonly prefix: string;
  /** What deviations are compared with: the scope's own flow; the total's where elements are no phases (3p3w, 3p4w-delta). */
  readonly whole: Flow;
  /** Energy of one element at Imin: what a register at rest is compared with. */
  readonly atImin: number;
}

const ACTIVE = { import: [0], export: [1] };
const APPARENT = { import: [6], export: [7] };

function directions(name: string, at: typeof ACTIVE, amount: number, forward: boolean): Part[] {
  return [
    { name: `${name} import`, registers: at.import, truth: forward ? amount : 0 },
    { name: `${name} export`, registers: at.export, truth: forward ? 0 : amount },
  ];
}

/** Quadrants by both directions, or where no active energy tells import from export, by the reactive one alone. */
function quadrants(flow: Flow, activeDefined: boolean): Part[] {
  const amount = Math.abs(flow.reactive);
  const [forward, lagging] = [flow.active >= 0, flow.reactive >= 0];
  if (!activeDefined) {
    return [
      { name: 'reactive import (QI + QII)', registers: [2, 3], truth: lagging ? amount : 0 },
      { name: 'reactive export (QIII + QIV)', registers: [4, 5], truth: lagging ? 0 : amount },
    ];
  }
  const quadrant = forward ? (lagging ? 0 : 3) : lagging ? 1 : 2;
  return ['QI', 'QII', 'QIII', 'QIV'].map((name, n) => ({
    name: `reactive ${name}`,
    registers: [2 + n],
    truth: n === quadrant ? amount : 0,
  }));
}

function expectedOfScope(where: Where): Expected[] {
  const { flow } = where;
  const least = (LEAST_FACTOR - ROUNDING) * flow.apparent;
  const activeDefined = Math.abs(flow.active) >= least;
  const reactiveDefined = Math.abs(flow.reactive) >= least;
  const forward = flow.active >= 0;
  const apparent = activeDefined
    ? directions('apparent', APPARENT, flow.apparent, forward)
    : [{ name: 'apparent import and export', registers: [6, 7], truth: flow.apparent }];
  return [
    ...expect(directions('active', ACTIVE, Math.abs(flow.active), forward), where, 'active', activeDefined),
    ...expect(quadrants(flow, activeDefined), where, 'reactive', reactiveDefined),
    ...expect(apparent, where, 'apparent', true),
  ];
}

/** What every register of every scope must do; `atImin` is what one element would count at Imin meanwhile. */
export function expectedOf({ total, phases }: Flows, elementsArePhases: boolean, atImin: number): Expected[] {
  const ofPhases = [...phases].flatMap(([scope, flow]) => {
    const idle = flow.apparent <= ROUNDING * total.apparent;
    const whole = elementsArePhases && !idle ? flow : total;
    return expectedOfScope({ flow, scope, prefix: `L${scope} `, whole, atImin });
  });
  return [...expectedOfScope({ flow: total, scope: 0, prefix: '', whole: total, atImin }), ...ofPhases];
}
