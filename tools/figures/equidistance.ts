// How evenly instants follow each other: what a pulse output is judged by.

/** What a meter needs to settle; instants before it do not count. */
const SETTLED_s = 2;

/** Largest departure of settled instants from the equidistant ones that fit them best, and their mean period. */
export function equidistance(instants_s: readonly number[]): { worst_us: number; period_s: number } {
  const settled = instants_s.filter((t) => t > SETTLED_s);
  const n = settled.length;
  const [meanK, meanT] = [(n - 1) / 2, settled.reduce((a, b) => a + b, 0) / n];
  const up = settled.reduce((sum, t, k) => sum + (k - meanK) * (t - meanT), 0);
  const period_s = up / settled.reduce((sum, _, k) => sum + (k - meanK) ** 2, 0);
  const worst = Math.max(...settled.map((t, k) => Math.abs(t - meanT - (k - meanK) * period_s)));
  return { worst_us: worst * 1e6, period_s };
}
