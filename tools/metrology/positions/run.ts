// The bench: positions tested on all cores, each as it would be alone, and told in their order.
import { join } from 'node:path';
import { inOrder, runPositions, type OnDone } from '../../meter/pool/pool.ts';
import { bedAt, testsOf, type Batch } from './position.ts';
import type { Point } from '../standard/programme.ts';
import type { PointResult } from '../typetest/result.ts';
import type { Task } from '../typetest/task.ts';
import type { Begun, PositionReport, Seat } from './position-report.ts';
import { programmeOf } from './programme.ts';

const PROGRAM = join(import.meta.dirname, 'position-worker.ts');

/** As many positions as a bench has at most. */
export const POSITIONS_MOST = 48;

/** Position n of a bench whose first one has this seed: alone, with --seed of its own, it would be the same meter. */
export const seatsOf = (positions: number, seed: number): Seat[] =>
  Array.from({ length: positions }, (_, n) => ({ position: n + 1, seed: seed + n }));

/** Tests of the programme at one position. */
export function testsOfEach(batch: Batch): Task[] {
  const programme = programmeOf(batch.file, batch.text, batch.class);
  return testsOf(bedAt(batch, programme, { position: 1, seed: 1 }), programme);
}

/** The points among them whose limits are known beforehand. */
export const pointsOfEach = (tests: readonly Task[]): Point[] =>
  tests.flatMap(({ point }) => (point ? [point] : []));

/** How far a bench is: tests done of all that there are. */
export type OnProgress = (done: number, all: number) => void;

/** A point, and the seconds that its position was metered by then. */
export interface Noted {
  readonly point: PointResult;
  readonly virtual_s: number;
}

export interface Listeners {
  /** After each test. */
  readonly onProgress?: OnProgress;
  /** As each point is found. */
  readonly onPoint?: (seat: Seat, noted: Noted) => void;
  /** As each position is done, in whatever order. */
  readonly onDone?: OnDone<PositionReport>;
  /** In the order of the positions, each as soon as those before it are done. */
  readonly onPosition?: OnDone<PositionReport>;
}

/** Tests all positions, of those that were begun what is left. Rejects with PositionError, which names the one that could not be tested. */
export async function runBench(
  batch: Batch,
  seats: readonly Begun[],
  jobs: number,
  { onProgress = () => {}, onPoint = () => {}, onDone = () => {}, onPosition = () => {} }: Listeners = {},
): Promise<PositionReport[]> {
  const found = seats.reduce((sum, seat) => sum + (seat.found?.points.length ?? 0), 0);
  const all = testsOfEach(batch).length * seats.length - found;
  const positions = seats.map((seat) => ({ name: `position ${seat.position}`, task: seat }));
  const tell = inOrder(onPosition);
  let tested = 0;
  const noted = (note: unknown, n: number): void => {
    onProgress(++tested, all);
    onPoint(seats[n], note as Noted);
  };
  const done = (report: PositionReport, n: number): void => {
    onDone(report, n);
    tell(report, n);
  };
  return runPositions<Begun, PositionReport>(
    { program: PROGRAM, jobs, common: batch },
    positions,
    done,
    noted,
  );
}
