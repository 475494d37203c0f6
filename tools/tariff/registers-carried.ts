// Minute records as bills are made of them: registers as they rise, up to where the meter counted anew.
import type { Minute } from './minute.ts';
import { Rising } from './rising.ts';

/** Records with each register at its highest so far, up to the first that fell by more than an open window has. */
export interface Carried {
  readonly minutes: readonly Minute[];
  readonly fell?: { readonly sequence: number; readonly time_s: number };
}

export function carried(minutes: readonly Minute[]): Carried {
  const rising = new Rising();
  const risen: Minute[] = [];
  for (const minute of minutes) {
    const next = rising.take(minute);
    const before = risen.at(-1)?.energy ?? next.energy;
    if (next.energy.some((at, i) => at < before[i])) return { minutes: risen, fell: minute };
    risen.push(next);
  }
  return { minutes: risen };
}
