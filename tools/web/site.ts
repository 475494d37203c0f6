// The page of a run from the side of the meter: told what there is when it is due, asked for commands when it suits.
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { builtPath } from '../build/paths.ts';
import { workerProgram } from '../meter/pool/worker-program.ts';
import type { Given, Said, Told } from './thread.ts';
import type { Command, ViewName } from './told.ts';

/** Wall time between two tellings, ms. */
const UPDATE_ms = 50;
const TOKEN_BYTES = 16;

/** The port cannot be had. */
export class WebPortError extends Error {}

/** Something that is told by a name: to every page, or only to one that asks for it by /api/NAME. */
export interface Telling {
  readonly name: string;
  readonly value: unknown;
  readonly onDemand?: boolean;
}

/** Who tells of a meter or a bench, and does what is commanded. */
export interface Teller {
  /** What the page shows of it. */
  readonly views: readonly ViewName[];
  /** What is new. */
  tell(): Iterable<Telling>;
  /** Is called between two turns of the run. */
  turn?(): void;
  /** The run goes on when it is done; without it nothing can be commanded. */
  perform?(command: Command): Promise<void>;
}

/** What the server says before it listens: its port, or why there is none. */
const listening = (thread: Worker): Promise<number> =>
  new Promise((resolve, reject) => {
    thread.once('message', (said: Said) => {
      if ('port' in said) resolve(said.port);
      else reject(new WebPortError('failed' in said ? said.failed : 'the server said something else'));
    });
    thread.once('error', reject);
  });

export class WebSite {
  /** With its token: whoever has it can do what a hand at the meter can. */
  readonly url: string;
  readonly #thread: Worker;
  readonly #teller: Teller;
  readonly #commands: Command[] = [];
  #told_ms = -Infinity;

  private constructor(thread: Worker, url: string, teller: Teller) {
    this.#thread = thread;
    this.#teller = teller;
    this.url = url;
    thread.on('message', (said: Said) => 'command' in said && this.#commands.push(said.command as Command));
  }

  /** `port` 0 takes a free one. Throws WebPortError, NotBuiltError. */
  static async open(teller: Teller, port: number, host = '127.0.0.1'): Promise<WebSite> {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const folder = dirname(builtPath('web', 'index.html'));
    const given: Given = { host, port, token, folder, isCommanded: teller.perform !== undefined };
    const start = await workerProgram(join(import.meta.dirname, 'thread.ts'));
    const thread = start(given);
    try {
      const site = new WebSite(thread, `http://${host}:${await listening(thread)}/?token=${token}`, teller);
      site.#tell({ name: 'views', value: teller.views });
      return site;
    } catch (error) {
      await thread.terminate();
      throw error;
    }
  }

  /** Tells what is new now, whenever it was told last. */
  tellNow(): void {
    this.#told_ms = -Infinity;
    this.#tellDue();
  }

  /** Tells what is due, and does what was commanded: to be waited for where it is something. */
  turn(): Promise<void> | undefined {
    this.#teller.turn?.();
    this.#tellDue();
    return this.#commands.length > 0 ? this.#perform() : undefined;
  }

  #tellDue(): void {
    const now_ms = performance.now();
    if (now_ms - this.#told_ms < UPDATE_ms) return;
    this.#told_ms = now_ms;
    for (const telling of this.#teller.tell()) this.#tell(telling);
  }

  async #perform(): Promise<void> {
    const commands = this.#commands.splice(0);
    for (const command of commands) await this.#teller.perform!(command);
    this.#say({ taken: commands.length });
  }

  #tell({ name, value, onDemand }: Telling): void {
    this.#say({ name, json: JSON.stringify(value), onDemand });
  }

  #say(told: Told): void {
    this.#thread.postMessage(told);
  }

  async close(): Promise<void> {
    await this.#thread.terminate();
  }
}
