// A position of a bench of meters: what a thread is asked, what it answers, and the thread's own side of it.
import { parentPort, workerData } from 'node:worker_threads';

/** What is to be done with one meter; errors call it by its name. */
export interface Position<Task> {
  readonly name: string;
  readonly task: Task;
}

/** What came of a task: something on the way, its result, or what was thrown. */
export type Answer<Result> =
  | { readonly note: unknown }
  | { readonly result: Result }
  | { readonly error: Failure };

/** What a thread is sent: the next meter, or that there is none. */
export type Order<Task> = { readonly task: Task } | { readonly end: true };

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

/**
 * How long a thread rests before it ends. The engine compiles and sweeps in the background, and Node 20 aborts the whole
 * program when such work asks for a thread that is being taken down (a check in its platform, seen once in thirty runs).
 */
const REST_ms = 50;

/** Does a task; what it notes on the way is told at once. */
export type Work<Task, Result, Note> = (task: Task, note: (note: Note) => void) => Result | Promise<Result>;

/** The answer to a task: its result, or what it threw. */
async function answerTo<Task, Result, Note>(
  work: Work<Task, Result, Note>,
  task: Task,
  note: (note: Note) => void,
): Promise<Answer<Result>> {
  try {
    return { result: await work(task, note) };
  } catch (error) {
    return { error: failureOf(error instanceof Error ? error : new Error(String(error))) };
  }
}

/** Serves a thread: does the tasks it is sent, one after the other, as the pool sends them. */
export function servePositions<Task, Result, Note = never>(work: Work<Task, Result, Note>): void {
  const port = parentPort!;
  const tell = (note: Note): void => port.postMessage({ note } satisfies Answer<Result>);
  port.on('message', async (order: Order<Task>) => {
    if ('end' in order) setTimeout(() => port.close(), REST_ms);
    else port.postMessage(await answerTo(work, order.task, tell));
  });
}
