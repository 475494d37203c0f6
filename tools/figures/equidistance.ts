// How evenly instants follow each other: what a pulse output is judged by.

/** What a meter needs to settle; instants before it do not count. */
const SETTLED_s = 2;

/** The instants t = at + k x period that fit some instants by their numbers best. */
export function straightLine(
  numbers: readonly number[],
  instants_s: readonly number[],
): { at_s: number; period_s: number } {
  const n = numbers.length;
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / n;
  const [meanK, meanT] = [mean(numbers), mean(instants_s)];
  const up = numbers.reduce((sum, k, i) => sum + (k - meanK) * (instants_s[i] - meanT), 0);
  const period_s = up / numbers.reduce((sum, k) => sum + (k - meanK) ** 2, 0);
  return { at_s: meanT - meanK * period_s, period_s };
}

/** Largest departure of settled instants from the equidistant ones that fit them best, and their mean period. */
export function equidistance(instants_s: readonly number[]): { worst_us: number; period_s: number } {
  const settled = instants_s.filter((t) => t > SETTLED_s);
  const { at_s, period_s } = straightLine([...settled.keys()], settled);
  const worst_s = Math.max(...settled.map((t, k) => Math.abs(t - at_s - k * period_s)));
  return { worst_us: worst_s * 1e6, period_s };
}
