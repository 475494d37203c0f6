// A thread of the bench: tests the positions it is sent, and counts each test that is done where all threads count.
import { common, servePositions } from '../../meter/pool/position.ts';
import { testPosition, type Batch } from './position.ts';
import type { PositionReport, Seat } from './position-report.ts';

/** What a thread is given once: the batch, and the count that it shares with the others. */
export interface Shared {
  readonly batch: Batch;
  readonly tested: SharedArrayBuffer;
}

const { batch, tested } = common<Shared>();
const count = new Int32Array(tested);

servePositions<Seat, PositionReport>((seat) =>
  testPosition(batch, seat, () => {
    Atomics.add(count, 0, 1);
  }),
);
