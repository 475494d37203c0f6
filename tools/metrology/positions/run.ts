// The bench: positions tested on all cores, each as it would be alone, and told in their order.
import { join } from 'node:path';
import { inOrder, runPositions, type OnDone } from '../../meter/pool/pool.ts';
import { bedAt, testsOf, type Batch } from './position.ts';
import type { PositionReport, Seat } from './position-report.ts';
import type { Shared } from './position-worker.ts';
import { programmeOf } from './programme.ts';

const PROGRAM = join(import.meta.dirname, 'position-worker.ts');
const LOOK_ms = 200;

/** As many positions as a bench has at most. */
export const POSITIONS_MOST = 48;

/** Position n of a bench whose first one has this seed: alone, with --seed of its own, it would be the same meter. */
export const seatsOf = (positions: number, seed: number): Seat[] =>
  Array.from({ length: positions }, (_, n) => ({ position: n + 1, seed: seed + n }));

/** Tests of the programme at one position. */
export function testsOfEach(batch: Batch): number {
  const programme = programmeOf(batch.file, batch.text, batch.class);
  return testsOf(bedAt(batch, programme, { position: 1, seed: 1 }), programme).length;
}

/** How far a bench is: tests done of all that there are. */
export type OnProgress = (done: number, all: number) => void;

export interface Listeners {
  /** Now and then while the bench works. */
  readonly onProgress?: OnProgress;
  /** As each position is done, in whatever order. */
  readonly onDone?: OnDone<PositionReport>;
  /** In the order of the positions, each as soon as those before it are done. */
  readonly onPosition?: OnDone<PositionReport>;
}

/** Tests all positions. Rejects with PositionError, which names the one that could not be tested. */
export async function runBench(
  batch: Batch,
  seats: readonly Seat[],
  jobs: number,
  { onProgress = () => {}, onDone = () => {}, onPosition = () => {} }: Listeners = {},
): Promise<PositionReport[]> {
  const tested = new SharedArrayBuffer(4);
  const all = testsOfEach(batch) * seats.length;
  const look = (): void => onProgress(Atomics.load(new Int32Array(tested), 0), all);
  const timer = setInterval(look, LOOK_ms);
  const common: Shared = { batch, tested };
  const positions = seats.map((seat) => ({ name: `position ${seat.position}`, task: seat }));
  const tell = inOrder(onPosition);
  try {
    const reports = await runPositions<Seat, PositionReport>(
      { program: PROGRAM, jobs, common },
      positions,
      (report, n) => {
        onDone(report, n);
        tell(report, n);
      },
    );
    look();
    return reports;
  } finally {
    clearInterval(timer);
  }
}
