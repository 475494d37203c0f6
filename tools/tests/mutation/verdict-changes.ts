// The changes to the metering core that wrong meters are made of.
import { inMeteringCore, type Mutation } from './mutant.ts';

export const ENERGY = 'energy.ts';

/** Active energy of an element changes by a share of itself, in ppm; `q` are the element's quantities. */
export const bent = (ppm: string): Mutation =>
  inMeteringCore(
    ENERGY,
    'const q = quantities(element + 1);',
    `const q = quantities(element + 1);\n  energy += (energy / 1_000_000) * <i64>(${ppm});`,
  );

export const when = (condition: string, ppm: number | string): Mutation => bent(`${condition} ? ${ppm} : 0`);

/** One register gets a share more; pulses and the other registers stay right. */
export const register = (scope: number, index: number, ppm: number): Mutation =>
  inMeteringCore(
    ENERGY,
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
    'return elementInUse(element) && (resting & (1 << element)) == 0;',
    'return elementInUse(element);',
  ),
  inMeteringCore(
    ENERGY,
    'const q = quantities(element + 1);',
    'const q = quantities(element + 1);\n  if (q.current_uA < 15_000) energy += 222 * (length_Q8 >> 8) * COUNTS2_PER_mW;',
  ),
];
