// Runs the units of the accuracy figures on several cores, tells how far it is, and keeps what is done.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MeterPool } from '../meter/pool/pool.ts';
import { moduleHash } from '../metrology/typetest/usual-beds.ts';
import { share, type Row } from './accuracy-table.ts';
import type { UnitTask } from './accuracy-units.ts';

/** One unit measured. */
export interface UnitResult {
  readonly task: UnitTask;
  readonly rows: readonly Row[];
  readonly cpu_s: number;
}

export interface RunOptions {
  readonly jobs: number;
  readonly results: string | undefined;
}

const PROGRAM = join(import.meta.dirname, 'accuracy-worker.ts');

const nameOf = ({ sensor, service, unit }: UnitTask): string => `${sensor} ${service} unit ${unit}`;

/** What a kept result belongs to: another module, or another list of points, is another result. */
const keyOf = (task: UnitTask): string => JSON.stringify([moduleHash, task]);

/** Results of an earlier run, by key; a line that was cut off is left out. */
export function keptResults(path: string | undefined): Map<string, UnitResult> {
  const kept = new Map<string, UnitResult>();
  if (path === undefined || !existsSync(path)) return kept;
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    try {
      const { key, result } = JSON.parse(line) as { key: string; result: UnitResult };
      kept.set(key, result);
    } catch {
      continue;
    }
  }
  return kept;
}

function keep(path: string | undefined, result: UnitResult): void {
  if (path === undefined) return;
  // A line of its own even behind one that was cut off.
  appendFileSync(path, `\n${JSON.stringify({ key: keyOf(result.task), result })}\n`);
}

function progressLine(result: UnitResult, done: number, of: number, left_s: number): string {
  const { task, rows, cpu_s } = result;
  const worst = rows.reduce((a, b) => (share(b) > share(a) ? b : a));
  return (
    `${done}/${of}  ${nameOf(task)}: ${(share(worst) * 100).toFixed(0)} % of the ` +
    `bound at ${worst.name}; ${cpu_s.toFixed(1)} s CPU, ${(left_s / 60).toFixed(1)} min to go\n`
  );
}

class Run {
  readonly results: UnitResult[] = [];
  readonly #options: RunOptions;
  readonly #waiting: UnitTask[] = [];
  readonly #total: number;
  readonly #start_ms = performance.now();
  #measured = 0;

  constructor(tasks: readonly UnitTask[], options: RunOptions) {
    this.#options = options;
    this.#total = tasks.length;
    const kept = keptResults(options.results);
    for (const task of tasks) {
      const result = kept.get(keyOf(task));
      if (result) this.results.push(result);
      else this.#waiting.push(task);
    }
  }

  async measure(): Promise<void> {
    const jobs = Math.min(this.#options.jobs, this.#waiting.length);
    const pool = await MeterPool.open<UnitTask, UnitResult>({ program: PROGRAM, jobs });
    let interrupted = false;
    const stop = () => {
      interrupted = true;
      void pool.close();
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
    const positions = this.#waiting.map((task) => ({ name: nameOf(task), task }));
    try {
      await pool.run(positions, (result) => this.#take(result));
    } catch (error) {
      if (!interrupted) throw error;
    } finally {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      await pool.close();
    }
  }

  #take(result: UnitResult): void {
    this.results.push(result);
    keep(this.#options.results, result);
    const each_s = (performance.now() - this.#start_ms) / 1000 / ++this.#measured;
    const left = this.#total - this.results.length;
    process.stderr.write(progressLine(result, this.results.length, this.#total, left * each_s));
  }
}

/** Measures what an earlier run has not; ends early, with what is done, when it is interrupted. */
export async function measureUnits(tasks: readonly UnitTask[], options: RunOptions): Promise<UnitResult[]> {
  const run = new Run(tasks, options);
  await run.measure();
  return run.results;
}
