// The changes to the metering core that wrong meters are made of.
import { inMeteringCore, type Mutation } from './mutant.ts';

/** A wrong meter, and where the type test has to find it. */
export interface VerdictMutant {
  readonly what: string;
  readonly mutations: readonly Mutation[];
  /** Every point that fails has one of these names; one of them does. */
  readonly at: RegExp;
  /** What the failing line has to name, where that is a register or an output. */
  readonly names?: RegExp;
  /** It shows only behind a modelled front end, which has a temperature. */
  readonly modelled?: boolean;
}

/** Names of the points of the base programme. */
export const BASE = '(Imin|Itr|10Itr|Imax), PF (1|0.5 inductive|0.8 capacitive)';

export const ENERGY = 'energy.ts';

/** Active energy of an element changes; `q` are its quantities. */
const changed = (statement: string): Mutation =>
  inMeteringCore(
    ENERGY,
    'const energy = saturated(measured, ENERGY_MOST);',
    `const q = quantities(element + 1);\n    let energy = measured;\n    ${statement}`,
  );

/** It changes by a share of itself, in ppm. */
export const bent = (ppm: string): Mutation => changed(`energy += (energy / 1_000_000) * <i64>(${ppm});`);

export const when = (condition: string, ppm: number | string): Mutation => bent(`${condition} ? ${ppm} : 0`);

/** One register gets a share more; pulses and the other registers stay right. */
export const register = (scope: number, index: number, ppm: number): Mutation =>
  inMeteringCore(
    'register-state.ts',
    'const sum = amount + ',
    `const sum = amount + (scope == ${scope} && register == ${index} ? (amount / 1_000_000) * ${ppm} : 0) + `,
  );

export const between_A = (least: number, most: number): string =>
  `q.current_uA > ${least * 1e6} && q.current_uA < ${most * 1e6}`;
export const factorBetween = (least: number, most: number): string =>
  `abs(q.power_factor_ppm) > ${least * 1e6} && abs(q.power_factor_ppm) < ${most * 1e6}`;
/** Little reactive power for so low a power factor: the current is distorted. */
export const DISTORTED = 'abs(q.reactive_power_mvar) < <i32>(q.apparent_power_mVA / 10)';
export const LAGGING = 'q.reactive_power_mvar > <i32>(q.apparent_power_mVA / 4)';
const OUTPUT_EACH = 'output.each = pulseEnergy(constant, divisor);';
export const outputs = (index: number, ppm: number): Mutation =>
  inMeteringCore(
    'pulse-output.ts',
    OUTPUT_EACH,
    `${OUTPUT_EACH}\n  if (index == ${index}) output.each -= (output.each / 1_000_000) * ${ppm};`,
  );

/** What rests counts none the less, and gets 1.2 times the limit of no load: 0.48 % of the 46 W at Imin. */
export const CREEPS: readonly Mutation[] = [
  inMeteringCore(
    'creep.ts',
    'return elementInUse(element) && (low & lowBefore & bitOf(element, kind)) == 0;',
    'return elementInUse(element);',
  ),
  changed('if (q.current_uA < 15_000) energy += 222 * <i64>q.window_samples * 500_000;'),
];
