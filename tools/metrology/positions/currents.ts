// Currents as the standards write them: multiples of what is marked on the meter, 0.05 Ib, 10 Itr, Imax, or ampere.
import type { Ratings } from '../standard/ratings.ts';

/** The older names: Ib = 10 Itr of meters connected directly, In = 20 Itr behind transformers; Iref is either. */
function marked({ Ist, Imin, Itr, Imax, connection }: Ratings): Record<string, number | undefined> {
  const direct = connection === 'direct';
  const [Ib, In] = [direct ? 10 * Itr : undefined, direct ? undefined : 20 * Itr];
  return { A: 1, Ist, Imin, Itr, Imax, Ib, In, Iref: Ib ?? In };
}

const CURRENT = /^(\d+(?:\.\d+)?)?\s*(A|Ist|Imin|Itr|Imax|Ib|In|Iref)$/;

/** What is expected, for a complaint. */
export const CURRENT_FORM =
  'a multiple of Ist, Imin, Itr, Imax, Ib (direct), In (ct) or Iref, or ampere: 0.05 Ib, Imax, 5 A';

/** A current in A; undefined for what is none, Ib of a meter behind transformers among it. */
export function currentNamed(ratings: Ratings, text: string): number | undefined {
  const [, times, name] = CURRENT.exec(text.trim()) ?? [];
  const one = name === undefined || (name === 'A' && times === undefined) ? undefined : marked(ratings)[name];
  return one === undefined ? undefined : Number((Number(times ?? 1) * one).toPrecision(12));
}
