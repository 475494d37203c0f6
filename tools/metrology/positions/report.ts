// What a bench found, as one object: what it was asked, every position, and the verdict over all.
import { createHash } from 'node:crypto';
import type { ArrangementKind } from '../instruments/arrangement.ts';
import type { Light } from '../instruments/optical-head.ts';
import { LIMITS_FILE, readLimits } from '../standard/limits.ts';
import type { Ratings } from '../standard/ratings.ts';
import { withConsistency } from './consistency.ts';
import type { FrontEnd } from './marking.ts';
import type { Batch } from './position.ts';
import type { PositionReport } from './position-report.ts';
import type { Programme } from './programme.ts';

/** What is the same for all positions, and tells one bench from another. */
export interface BenchFacts {
  readonly programme: string;
  readonly standard: string;
  /** SHA-256 of the programme's text. */
  readonly programme_sha256: string;
  readonly class: string;
  readonly service: string;
  readonly ratings: Ratings;
  readonly front_end: FrontEnd;
  /** How the meters were connected, and what errors are against. */
  readonly links: ArrangementKind;
  readonly reference: string;
  readonly heads: string;
  readonly limits_file: string;
  readonly limits_checked: boolean;
  /** The module under test, and what tested it. */
  readonly software: { readonly file: string; readonly sha256: string; readonly tools: string };
}

export interface BenchReport extends BenchFacts {
  readonly positions: readonly PositionReport[];
  readonly pass: boolean;
  readonly virtual_s: number;
}

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

const headsOf = (light: Light | undefined): string =>
  light === undefined
    ? 'every edge as it is'
    : `at ${light.distance_mm} mm, lamps ${light.lamps_lux} lx, day ${light.day_lux} lx`;

/** `module` is the name of the metering module, `tools` what tests it. */
export function factsOf(
  { name, standard, ratings }: Programme,
  batch: Batch,
  module: string,
  tools: string,
): BenchFacts {
  return {
    programme: name,
    standard,
    programme_sha256: sha256(batch.text),
    class: ratings.class,
    service: ratings.service,
    ratings,
    front_end: batch.frontEnd,
    links: batch.links ?? 'open',
    reference: batch.reference === undefined ? 'analytic energy' : `reference standard ${batch.reference}`,
    heads: headsOf(batch.light),
    limits_file: LIMITS_FILE,
    limits_checked: readLimits().checkedAgainstOfficialText,
    software: { file: module, sha256: sha256(batch.metering), tools },
  };
}

/** Consistency is judged here, when all positions are there. */
export function reportOf(facts: BenchFacts, tested: readonly PositionReport[]): BenchReport {
  const positions = withConsistency(tested);
  return {
    ...facts,
    positions,
    pass: positions.every(({ pass }) => pass),
    virtual_s: positions.reduce((sum, { virtual_s }) => sum + virtual_s, 0),
  };
}
