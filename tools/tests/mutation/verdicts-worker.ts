// A thread of the long form of the mutants: one mutant or one good meter at a time.
import { servePositions } from '../../meter/pool/position.ts';
import type { PointResult } from '../../metrology/typetest/index.ts';
import { AT_0_8, VERDICT_MUTANTS } from './verdict-mutants.ts';
import { findMutant, runNamed, unitBed, type Extent, type Found } from './verdicts.ts';

/** A mutant by its number in the list, or a meter at 0.8 of the limits behind a unit. */
export type Asked = { readonly mutant: number; readonly extent: Extent } | { readonly seed: number };

servePositions<Asked, Found | PointResult[]>(async (asked) => {
  if ('mutant' in asked) return findMutant(VERDICT_MUTANTS[asked.mutant], asked.extent);
  const results = await runNamed(await unitBed(AT_0_8, '3p4w', asked.seed), ['all'], /./);
  return results.filter((r) => !r.pass);
});
