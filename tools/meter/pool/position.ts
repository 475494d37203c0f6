// A position of a bench of meters: what a thread is asked, what it answers, and the thread's own side of it.
import { parentPort, workerData } from 'node:worker_threads';

/** What is to be done with one meter; errors call it by its name. */
export interface Position<Task> {
  readonly name: string;
  readonly task: Task;
}

/** What came of a task: its result, or what was thrown. */
export type Answer<Result> = { readonly result: Result } | { readonly error: Failure };

/** An error as it leaves its thread, which strips it of its class. */
export interface Failure {
  /** Name of the class. */
  readonly kind: string;
  readonly message: string;
  readonly stack?: string;
}

/** An error as data. */
export const failureOf = (error: Error): Failure => ({
  kind: error.constructor.name,
  message: error.message,
  stack: error.stack,
});

/** What all positions of the pool have in common, as the pool was opened with it. */
export const common = <Common>(): Common => workerData as Common;

/** Serves a thread: does the tasks it is sent, one after the other, as the pool sends them. */
export function servePositions<Task, Result>(work: (task: Task) => Result | Promise<Result>): void {
  const port = parentPort!;
  port.on('message', async (task: Task) => {
    try {
      port.postMessage({ result: await work(task) } satisfies Answer<Result>);
    } catch (error) {
      const thrown = error instanceof Error ? error : new Error(String(error));
      port.postMessage({ error: failureOf(thrown) } satisfies Answer<Result>);
    }
  });
}
