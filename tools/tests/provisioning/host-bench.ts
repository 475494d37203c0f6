// A board that is given its identity as a process under the sanitizers: fuses and FRAM are files, its port is a pipe.
import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FRAM_BYTES } from '../../../shared-protocol/generated/ts/protocol.ts';
import { ROOT } from '../../build/paths.ts';
import type { Transport } from '../../clients/transport.ts';
import type { Role } from '../../cores/core-runner.ts';
import type { Ask } from '../../meter/provisioning/board.ts';
import { Questions } from '../../records/questions.ts';

const PROGRAM = join(ROOT, 'build/host-asan/provision-board');
const SUPPLY_GONE = 9;

/** The supply went. */
export class SupplyGoneError extends Error {}

/** With the how manieth write the supply goes, and the bits of it that still come. */
export interface Cut {
  readonly write: number;
  readonly left: number;
}

/** What a meter finds when it starts. */
export interface Found {
  readonly status: number;
  readonly title?: string;
  readonly publicKey?: string;
  /** In the order of the store: MAC key, master key, encryption keys, authentication keys. */
  readonly keys: readonly string[];
}

export class HostChip {
  readonly role: Role;
  /** All that went over the port, both ways. */
  readonly wire: Buffer[] = [];
  readonly #fuses: string;
  readonly #fram: string;

  /** In a folder of its own. */
  constructor(folder: string, role: Role = 'metering') {
    this.role = role;
    this.#fuses = join(folder, 'fuses');
    this.#fram = join(folder, 'fram');
    writeFileSync(this.#fram, new Uint8Array(FRAM_BYTES).fill(0xff));
    writeFileSync(this.#fuses, '');
  }

  /** What outlives the supply. */
  get cells(): Buffer {
    return Buffer.concat([readFileSync(this.#fuses), readFileSync(this.#fram)]);
  }

  spawn(cut?: Cut): ChildProcessWithoutNullStreams {
    const at = cut ? [String(cut.write), cut.left.toString(16)] : [];
    return spawn(PROGRAM, [this.role, this.#fuses, this.#fram, ...at]);
  }

  /** Starts it and asks its port. Throws SupplyGoneError when that happens meanwhile. */
  async use<T>(act: (ask: Ask) => Promise<T>, cut?: Cut): Promise<T> {
    const process = this.spawn(cut);
    const ended = new Promise<number | null>((resolve) => process.on('exit', resolve));
    let said = '';
    process.stderr.on('data', (text: Buffer) => (said += text.toString()));
    const questions = new Questions(this.#transport(process));
    const gone = ended.then((code) => {
      throw code === SUPPLY_GONE ? new SupplyGoneError() : new Error(`the board ended with ${code}: ${said}`);
    });
    gone.catch(() => {});
    try {
      return await Promise.race([act((message, values) => questions.ask(message, values)), gone]);
    } finally {
      process.stdin.end();
      await ended;
    }
  }

  #transport(process: ChildProcessWithoutNullStreams): Transport {
    process.stdin.on('error', () => {});
    return {
      where: 'a board',
      send: async (bytes) => {
        this.wire.push(Buffer.from(bytes));
        process.stdin.write(bytes);
      },
      setBaud: async () => {},
      onBytes: (listener) =>
        void process.stdout.on('data', (bytes: Buffer) => {
          this.wire.push(bytes);
          listener(bytes);
        }),
      onFailure: () => {},
      close: async () => {},
    };
  }

  /** Starts a meter on it. */
  found(): Found {
    const text = execFileSync(PROGRAM, ['keys', this.#fuses, this.#fram], { encoding: 'utf8' });
    const [status, title, publicKey, ...keys] = text.trimEnd().split(' ');
    return { status: Number(status), title, publicKey, keys };
  }
}
