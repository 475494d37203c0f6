// A thread of the type test: builds the bed and its agenda for itself, and does the entries it is sent.
import { common, servePositions } from '../../meter/pool/position.ts';
import type { Measurement } from '../bench/measure.ts';
import { Agenda, type Done, type Group, type Known } from './agenda.ts';
import { bedOf, type BedPlan } from './bed-plan.ts';
import type { PointResult } from './result.ts';

/** What all entries have in common. */
export interface Programme {
  readonly plan: BedPlan;
  readonly groups: readonly Group[];
}

/** An entry of the agenda: a shared measurement by its number, or a test with those that it compares with. */
export type Entry = { readonly shared: number } | { readonly test: number; readonly known: readonly Known[] };

const { plan, groups } = common<Programme>();
const agenda = new Agenda(bedOf(plan), groups);

servePositions<Entry, Done<Measurement | PointResult>>((entry) => {
  if ('shared' in entry) return agenda.measureShared(entry.shared);
  agenda.know(entry.known);
  return agenda.runTask(entry.test);
});
