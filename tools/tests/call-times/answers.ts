// How long a head-end waits at the uplink slot: from the last byte of its request to the first of the answer.
import { Asker, PUBLIC } from '../dlms/dlms-bench.ts';
import type { Watched } from './watched.ts';

const REGISTER = { class: 3, obis: '1-0:1.8.0.255', id: 2 };
/** The wrapper's eight bytes stand before each APDU; the slot has 115,200 Bd. */
const HEADER_BYTES = 8;
const BYTE_ms = 10_000 / 115_200;

/** A public client at the slot that notes how long it waits. */
export class WaitingReader {
  longest_ms = 0;
  readonly #watched: Watched;
  readonly #asker: Asker;
  /** When the last byte of the request is at the meter; undefined once it answers. */
  #asked_ms: number | undefined;

  private constructor(watched: Watched) {
    this.#watched = watched;
    this.#asker = new Asker(watched.meter, { client: PUBLIC, over: 'wrapper' });
    watched.onUplinkByte((now_ms) => this.#answered(now_ms));
  }

  static async open(watched: Watched): Promise<WaitingReader> {
    const reader = new WaitingReader(watched);
    await reader.#asker.associate();
    return reader;
  }

  #answered(now_ms: number): void {
    if (this.#asked_ms !== undefined)
      this.longest_ms = Math.max(this.longest_ms, now_ms - BYTE_ms - this.#asked_ms);
    this.#asked_ms = undefined;
  }

  /** Reads a register and gives it time to breathe. */
  async read(pause_ms: number): Promise<void> {
    const exchange = this.#asker.client.get(REGISTER);
    let step = exchange.next();
    while (!step.done) {
      const { now_us } = this.#watched.meter.conductor;
      this.#asked_ms = now_us / 1000 + (HEADER_BYTES + step.value.length) * BYTE_ms;
      step = exchange.next(await this.#asker.say(step.value));
    }
    await this.#watched.bench.idle(pause_ms);
  }

  /** Reads until something else is done; forgets what was before. */
  async readBeside(work: () => Promise<unknown>): Promise<void> {
    this.longest_ms = 0;
    let isDone = false;
    const ended = work().finally(() => (isDone = true));
    // Steps of other lengths than the meter's own turns.
    for (let n = 0; !isDone; n++) await this.read(13 + ((7 * n) % 50));
    await ended;
  }
}
