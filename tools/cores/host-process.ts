// Runs a core as a process of its own (build/host/twinmeter-core) and exchanges slices with it over its pipes.
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

import {
  CoreGoneError,
  type CoreRunner,
  type StorageCut,
  type Role,
  type SliceInput,
  type SliceOutput,
} from './core-runner.ts';
import { SliceEncoder, decodeSlice, sliceLength } from './slice-codec.ts';

const PROGRAM = resolve(import.meta.dirname, '../../build/host/twinmeter-core');

export interface HostProcessOptions {
  role: Role;
  /** Path of the module. */
  module: string;
  /** FRAM file; without one the FRAM dies with the process. */
  fram?: string;
  /** Image of the NOR, made before; without one the NOR dies with the process. */
  nor?: string;
  /** File with what the board was given once (tm_give_identity); without it there are no keys. */
  identity?: string;
  /** Where its supply goes, as signal 9. */
  cut?: StorageCut;
  /** Processor time one event may take before the process ends itself; 8000 ms without it. */
  watchdog_ms?: number;
  /** Another build of the program, such as the one with sanitizers. */
  program?: string;
}

/** Time a process has for its end once its input ended, ms: one that is stopped or hangs is killed. */
const CLOSE_PATIENCE_ms = 1000;

function commandLine({ role, module, fram, nor, identity, cut, watchdog_ms }: HostProcessOptions): string[] {
  const line = ['--role', role, '--module', module];
  if (fram !== undefined) line.push('--fram', fram);
  if (nor !== undefined) line.push('--nor', nor);
  if (identity !== undefined) line.push('--identity', identity);
  if (cut?.framBytes !== undefined) line.push('--cut-fram', String(cut.framBytes));
  if (cut?.norOperations !== undefined) line.push('--cut-nor', String(cut.norOperations));
  if (watchdog_ms !== undefined) line.push('--watchdog-ms', String(watchdog_ms));
  return line;
}

/** Puts the reply together again from whatever pieces the pipe delivers. */
class ReplyBuffer {
  #pieces: Buffer[] = [];
  #length = 0;

  /** Adds a piece and returns the slice when it is complete. */
  add(piece: Buffer): Buffer | undefined {
    this.#pieces.push(piece);
    this.#length += piece.length;
    if (this.#length < 4) return undefined;
    if (this.#pieces[0].length < 4) this.#pieces = [Buffer.concat(this.#pieces)];
    if (this.#length < sliceLength(this.#pieces[0])!) return undefined;
    const whole = this.#pieces.length === 1 ? this.#pieces[0] : Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#length = 0;
    return whole;
  }
}

interface Pending {
  resolve(outputs: SliceOutput[]): void;
  reject(error: Error): void;
}

export class HostProcess implements CoreRunner {
  readonly role: Role;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #module: string;
  readonly #encoder = new SliceEncoder();
  readonly #reply = new ReplyBuffer();
  readonly #exited: Promise<unknown>;
  #messages = '';
  #gone: string | undefined;
  #pending: Pending | undefined;

  constructor(options: HostProcessOptions) {
    this.role = options.role;
    this.#module = options.module;
    const program = options.program ?? PROGRAM;
    this.#child = spawn(program, commandLine(options));
    this.#exited = once(this.#child, 'close').catch(() => undefined);
    this.#child.stdout.on('data', (piece: Buffer) => this.#received(piece));
    this.#child.stderr.on('data', (text: Buffer) => (this.#messages += text.toString()));
    // Writing to a process that has just died fails with EPIPE; 'close' tells the reason.
    this.#child.stdin.on('error', () => undefined);
    this.#child.on('error', (error) => this.#left(`cannot run ${program}: ${error.message}`));
    this.#child.on('close', (code, signal) => this.#left(this.#reason(code, signal)));
  }

  /** Process id of the core, undefined when it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** What the process wrote to its standard error so far. */
  get messages(): string {
    return this.#messages;
  }

  /** Exchanges one slice; the next may start when this one is settled.
   *  @throws CoreGoneError when the process ended, however it ended. */
  slice(inputs: readonly SliceInput[]): Promise<SliceOutput[]> {
    if (this.#gone !== undefined) return Promise.reject(new CoreGoneError(this.role, this.#gone));
    if (this.#pending) return Promise.reject(new Error(`the ${this.role} core is still busy with a slice`));
    return new Promise((resolve, reject) => {
      this.#pending = { resolve, reject };
      this.#child.stdin.write(this.#encoder.encode(inputs));
    });
  }

  /** Ends the process at the end of its input, or a second later whatever it does, and waits for that. */
  async close(): Promise<void> {
    this.#child.stdin.end();
    const impatience = setTimeout(() => this.kill(), CLOSE_PATIENCE_ms);
    await this.#exited;
    clearTimeout(impatience);
  }

  /** Ends the process at once, as a power cut does; a slice under way is rejected. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #received(piece: Buffer): void {
    const whole = this.#reply.add(piece);
    const pending = this.#pending;
    if (!whole || !pending) return;
    this.#pending = undefined;
    try {
      pending.resolve(decodeSlice(whole));
    } catch (error) {
      pending.reject(error as Error);
    }
  }

  #reason(code: number | null, signal: NodeJS.Signals | null): string {
    const message = this.#messages.trim().split('\n').at(-1);
    if (signal !== null) return `ended by ${signal}`;
    // A file of a run has no name that would mean anything to anybody.
    return message
      ? message.replace(this.#module, `the ${this.role} module`)
      : `ended with exit code ${code}`;
  }

  #left(reason: string): void {
    this.#gone ??= reason;
    this.#pending?.reject(new CoreGoneError(this.role, this.#gone));
    this.#pending = undefined;
  }
}
