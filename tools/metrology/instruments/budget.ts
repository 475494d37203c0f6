// The error budget of the reference standard at a load: each contribution as a standard uncertainty, and their sum.
import { PUBLISHED, REFERENCE_C, warmUp_percent, type Circumstances } from './reference-standard.ts';

/** One contribution; limits are taken as evenly likely within, so a standard uncertainty is the limit over root 3. */
export interface Contribution {
  readonly name: string;
  /** The most it may be, percent of the power. */
  readonly most_percent: number;
  readonly standard_percent: number;
}

export interface Budget {
  readonly contributions: readonly Contribution[];
  readonly standard_percent: number;
  /** Expanded, k = 2. */
  readonly expanded_percent: number;
}

const PPM_PER_PERCENT = 1e4;
/** GUM, 4.3.7: a rectangle. */
const RECTANGLE = Math.sqrt(3);

export const contribution = (name: string, most_percent: number): Contribution => ({
  name,
  most_percent,
  standard_percent: most_percent / RECTANGLE,
});

/** Contributions that do not depend on each other, summed as squares. */
export function budgetOf(contributions: readonly Contribution[]): Budget {
  const standard_percent = Math.hypot(...contributions.map((each) => each.standard_percent));
  return { contributions, standard_percent, expanded_percent: 2 * standard_percent };
}

/** Of active power at a current and power factor; what is published of the angle weighs by the tangent. */
export function powerBudget(current_A: number, powerFactor: number, where: Circumstances): Budget {
  const small = current_A < PUBLISHED.smallCurrent_A;
  const tangent = Math.tan(Math.acos(Math.min(1, Math.abs(powerFactor))));
  const angle_percent = ((PUBLISHED.angle_deg * Math.PI) / 180) * tangent * 100;
  const kelvin = Math.abs(where.temperature_C - REFERENCE_C);
  const all = [
    contribution('power, as published', PUBLISHED.power_percent * (small ? 2 : 1)),
    contribution('phase angle', angle_percent),
    contribution(
      'drift since adjustment',
      (PUBLISHED.powerDrift_ppm_per_year * where.years) / PPM_PER_PERCENT,
    ),
    contribution('temperature', (PUBLISHED.powerDrift_ppm_per_K * kelvin) / PPM_PER_PERCENT),
    contribution('warming up', warmUp_percent(where)),
  ];
  return budgetOf(all.filter(({ most_percent }) => most_percent > 0));
}
