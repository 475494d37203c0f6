// The program under test as a process of its own, with the cores it starts, for the specs of the command line.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ROOT } from '../build/paths.ts';

export const PROGRAM = join(ROOT, 'tools/bin/twinmeter.mjs');

/** State and parent of a process by the kernel's own list (proc(5), third and fourth field of stat). */
function statOf(pid: number): { state: string; parent: number } | undefined {
  try {
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return { state, parent: Number(parent) };
  } catch {
    return undefined; // it ended while we looked
  }
}

/** Processes whose parent is pid. */
export const childrenOf = (pid: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((each) => statOf(each)?.parent === pid);

/** True while a process exists and is no zombie. */
export const lives = (pid: number): boolean => !['Z', 'X', undefined].includes(statOf(pid)?.state);

/** True once none of them lives; false when one still does after five seconds. */
export async function allEnd(pids: readonly number[]): Promise<boolean> {
  for (let tries = 0; tries < 500 && pids.some(lives); tries++) await delay(10);
  return !pids.some(lives);
}

const roleOf = (pid: number): string => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[2] ?? '';

/** How the program ended, and what it printed. */
export interface Result {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the program to its end. */
export const twinmeter = (...words: string[]): Promise<Result> =>
  new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, ...words], { cwd: ROOT }, (error, out, err) => {
      resolve({ code: error ? ((error.code as unknown as number) ?? null) : 0, out, err });
    });
  });

/** A run in a process group of its own, its output as it comes. */
export class StartedRun {
  out = '';
  err = '';
  readonly child: ChildProcess;
  readonly #closed: Promise<unknown>;

  /** `command`: what is started, where that is another one than run. */
  constructor(
    words: readonly string[],
    environment: NodeJS.ProcessEnv = {},
    command: readonly string[] = ['run'],
  ) {
    this.child = spawn(process.execPath, [PROGRAM, ...command, ...words], {
      cwd: ROOT,
      detached: true,
      env: { ...process.env, ...environment },
    });
    this.#closed = once(this.child, 'close');
    this.child.stdout!.on('data', (piece) => (this.out += piece));
    this.child.stderr!.on('data', (piece) => (this.err += piece));
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** The core processes, metering first. */
  get cores(): number[] {
    const cores = childrenOf(this.pid).filter((pid) => ['metering', 'management'].includes(roleOf(pid)));
    return cores.sort((a, b) => roleOf(b).localeCompare(roleOf(a)));
  }

  /** Waits until the output, from a place on, holds this. Fails after 20 seconds. */
  async says(what: string | RegExp, from = 0): Promise<void> {
    for (let tries = 0; tries < 2000; tries++) {
      const said = this.out.slice(from);
      if (typeof what === 'string' ? said.includes(what) : what.test(said)) return;
      await delay(10);
    }
    throw new Error(`the run never said ${what}: ${this.out.slice(-500)}${this.err}`);
  }

  /** What a run with --json said last. */
  lastObject(): { time_s: number; link: { requests: number; replies: number } } {
    return JSON.parse(this.out.slice(0, this.out.lastIndexOf('\n')).split('\n').at(-1)!);
  }

  /** What it printed last, when it has ended, and its exit code. */
  async ended(): Promise<{ code: number | null; last: string }> {
    const [code] = (await this.#closed) as [number | null];
    return { code, last: this.out.trim().split('\n').at(-1)! };
  }
}
