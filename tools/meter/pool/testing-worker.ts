// A thread for the specs of the pool: waits, fails or ends as it is asked to, and says which thread it was.
import { setTimeout as delay } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';
import { common, servePositions } from './position.ts';

export interface Asked {
  readonly give: number;
  readonly after_ms?: number;
  readonly then?: 'throw' | 'end';
}

export interface Given {
  readonly gave: number;
  readonly thread: number;
}

class UnfitError extends Error {}

servePositions<Asked, Given, string>(async ({ give, after_ms = 0, then }, note) => {
  note(`${give} begins`);
  await delay(after_ms);
  if (then === 'throw') throw new UnfitError(`${give} does not fit`);
  note(`${give} is done`);
  if (then === 'end') process.exit(3);
  return { gave: give * common<number>(), thread: threadId };
});
