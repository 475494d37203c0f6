// Meters behind the ideal front end that are no copies of each other: what an adjustment leaves of gain and angle, by seed.
import { mixSeed, uniform, within } from '../../signals/afe/random.ts';
import type { Adjustment } from '../typetest/test-bed.ts';

/** A station that adjusts against a reference of class 0.02 leaves as much: 1e-4 of voltage and current. */
const GAIN_LEFT = 1e-4;
/** 0.1 mrad at 50 Hz, 0.016 % of the power at PF 0.5. */
const DELAY_LEFT_ns = 300;

const PHASES = 3;
const CURRENTS = 4;

/** Sealed parameters of the meter with this seed: gains of three voltages and four currents, and the currents' delays. */
export function leftByAdjustment(seed: number): Adjustment {
  const next = uniform(mixSeed(seed, 0x61646a75));
  const several = (count: number, draw: () => number): number[] => Array.from({ length: count }, draw);
  const gain = (): number => 1 + within(next, GAIN_LEFT);
  return {
    voltageGain: several(PHASES, gain),
    currentGain: several(CURRENTS, gain),
    currentDelay_ns: several(CURRENTS, () => Math.round(within(next, DELAY_LEFT_ns))),
  };
}
