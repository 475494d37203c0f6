// What two standards allow of harmonics: EN 50160 of the voltages at low voltage, IEEE 519 of voltages and currents.
import type { Onto } from '../told.ts';

/** EN 50160, table of harmonic voltages at low voltage, % of the fundamental, orders 2 to 25. */
const EN_50160: readonly (number | undefined)[] = [
  ...[undefined, undefined, 2, 5, 1, 6, 0.5, 5, 0.5, 1.5, 0.5, 3.5, 0.5, 3],
  ...[0.5, 0.5, 0.5, 2, 0.5, 1.5, 0.5, 0.5, 0.5, 1.5, 0.5, 1.5],
];
/** Total harmonic distortion of the voltages, EN 50160 and IEEE 519 (1 kV and below) alike. */
const VOLTAGE_THD_percent = 8;
/** IEEE 519, individual voltage harmonics at 1 kV and below. */
const IEEE_519_VOLTAGE_percent = 5;
/** IEEE 519, table 2, its strictest row (Isc/IL below 20): odd orders below the first number, % of the demand current. */
const IEEE_519_CURRENT = [
  [11, 4],
  [17, 2],
  [23, 1.5],
  [35, 0.6],
  [51, 0.3],
] as const;
/** Even orders have a quarter of it. */
const EVEN_SHARE = 0.25;
const IEEE_519_TDD_percent = 5;

/** Undefined for an order that the standard says nothing of. */
export const en50160_percent = (order: number): number | undefined => EN_50160[order];

function ieee519_percent(onto: Onto, order: number): number | undefined {
  if (onto === 'voltages') return IEEE_519_VOLTAGE_percent;
  const odd = IEEE_519_CURRENT.find(([below]) => order < below)?.[1];
  return odd === undefined || order % 2 === 1 ? odd : odd * EVEN_SHARE;
}

export interface Part {
  readonly order: number;
  readonly percent: number;
}

function excessOf(onto: Onto, { order, percent }: Part): string[] {
  const limits: readonly (readonly [string, number | undefined])[] = [
    ['EN 50160', onto === 'voltages' ? en50160_percent(order) : undefined],
    ['IEEE 519', ieee519_percent(onto, order)],
  ];
  return limits.flatMap(([standard, limit]) =>
    limit !== undefined && percent > limit
      ? [`${order}: ${percent.toFixed(2)} % > ${limit} % (${standard})`]
      : [],
  );
}

/** What is over a limit, with the limit: order by order, then the whole. */
export function excesses(onto: Onto, parts: readonly Part[], thd_percent: number): string[] {
  const all = parts.flatMap((part) => excessOf(onto, part));
  const [name, limit, by] =
    onto === 'voltages'
      ? (['THD', VOLTAGE_THD_percent, 'EN 50160, IEEE 519'] as const)
      : (['TDD', IEEE_519_TDD_percent, 'IEEE 519'] as const);
  return thd_percent > limit ? [...all, `${name} ${thd_percent.toFixed(2)} % > ${limit} % (${by})`] : all;
}
