// A pool of meters over the machine's cores: threads that work on one meter at a time each, and results in order.
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { failureOf, type Answer, type Failure, type Order, type Position } from './position.ts';
import { workerProgram } from './worker-program.ts';

/** The work on one meter failed; nobody works on the others any more. */
export class PositionError extends Error {
  override readonly name = 'PositionError';
  readonly position: string;
  /** Class of what was thrown in the thread. */
  readonly kind: string;

  constructor(position: string, { kind, message, stack }: Failure) {
    super(`${position}: ${message}`);
    this.position = position;
    this.kind = kind;
    if (stack) this.stack = `${this.name}: ${position}: ${stack}`;
  }
}

/** As many threads as the machine has processors for this program. */
export const allCores = (): number => availableParallelism();

interface Pending<Result> {
  readonly position: string;
  readonly noted: (note: unknown) => void;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: PositionError) => void;
}

/** One thread, and the meter it has at the moment. */
class Thread<Task, Result> {
  readonly #worker: Worker;
  #pending: Pending<Result> | undefined;
  #gone: Error | undefined;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (answer: Answer<Result>) => this.#answered(answer));
    worker.on('messageerror', (error: Error) => this.#left(error));
    worker.on('error', (error: Error) => this.#left(error));
    worker.on('exit', (code) => this.#left(new Error(`its thread ended with code ${code}`)));
  }

  /** Rejects with PositionError. */
  work({ name, task }: Position<Task>, noted: (note: unknown) => void): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#pending = { position: name, noted, resolve, reject };
      if (this.#gone) this.#left(this.#gone);
      else this.#worker.postMessage({ task } satisfies Order<Task>);
    });
  }

  /** Lets an idle thread end by itself; one that works is stopped where it is. */
  async end(): Promise<void> {
    if (this.#gone || this.#pending) return void (await this.#worker.terminate());
    const left = once(this.#worker, 'exit');
    this.#worker.postMessage({ end: true } satisfies Order<Task>);
    await left;
  }

  #answered(answer: Answer<Result>): void {
    if ('note' in answer) return this.#pending?.noted(answer.note);
    const pending = this.#pending;
    this.#pending = undefined;
    if ('result' in answer) pending?.resolve(answer.result);
    else pending?.reject(new PositionError(pending.position, answer.error));
  }

  #left(error: Error): void {
    this.#gone ??= error;
    this.#pending?.reject(new PositionError(this.#pending.position, failureOf(this.#gone)));
    this.#pending = undefined;
  }
}

/** Called with a result and the number of its position. */
export type OnDone<Result> = (result: Result, index: number) => void;

/** Called with what a task notes on its way, and the number of its position. */
export type OnNote = (note: unknown, index: number) => void;

/** Passes results on in the order of their positions, each as soon as those before it are there. */
export function inOrder<Result>(each: OnDone<Result>): OnDone<Result> {
  const early = new Map<number, Result>();
  let next = 0;
  return (result, index) => {
    early.set(index, result);
    for (; early.has(next); next++) {
      const due = early.get(next)!;
      early.delete(next);
      each(due, next);
    }
  };
}

export interface PoolOptions {
  /** The program of the threads: a TypeScript file that calls `servePositions`. */
  readonly program: string;
  /** How many threads; one for each core without it. */
  readonly jobs?: number;
  /** What all positions have in common; each thread is given a copy once. */
  readonly common?: unknown;
}

/** Opened once, it works on any number of lists; closed, it leaves no thread behind. */
export class MeterPool<Task, Result> {
  readonly #threads: readonly Thread<Task, Result>[];

  private constructor(threads: readonly Thread<Task, Result>[]) {
    this.#threads = threads;
  }

  static async open<Task, Result>(options: PoolOptions): Promise<MeterPool<Task, Result>> {
    const start = await workerProgram(options.program);
    const jobs = options.jobs ?? allCores();
    return new MeterPool(Array.from({ length: jobs }, () => new Thread<Task, Result>(start(options.common))));
  }

  /**
   * Works on all positions, begun in their order, and gives their results in it; `onDone` is called as each is done.
   * When one fails, no further one is begun, the pool closes, and this rejects with PositionError.
   */
  async run(
    positions: readonly Position<Task>[],
    onDone: OnDone<Result> = () => {},
    onNote: OnNote = () => {},
  ): Promise<Result[]> {
    const results = new Array<Result>(positions.length);
    let next = 0;
    const serve = async (thread: Thread<Task, Result>): Promise<void> => {
      while (next < positions.length) {
        const index = next++;
        results[index] = await thread.work(positions[index], (note) => onNote(note, index));
        onDone(results[index], index);
      }
    };
    try {
      await Promise.all(this.#threads.map(serve));
    } catch (error) {
      next = positions.length;
      await this.close();
      throw error;
    }
    return results;
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.end()));
  }
}

/** Opens a pool, works on all positions, and closes it whatever happens. */
export async function runPositions<Task, Result>(
  options: PoolOptions,
  positions: readonly Position<Task>[],
  onDone?: OnDone<Result>,
  onNote?: OnNote,
): Promise<Result[]> {
  const jobs = Math.min(options.jobs ?? allCores(), positions.length);
  const pool = await MeterPool.open<Task, Result>({ ...options, jobs });
  try {
    return await pool.run(positions, onDone, onNote);
  } finally {
    await pool.close();
  }
}
