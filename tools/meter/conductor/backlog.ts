// What a core that does not answer has missed, as far as its board's hardware would still hold it.
import type { SliceInput } from '../../cores/core-runner.ts';

/** Bytes the receive ring of a port holds; what comes on top is lost, as a UART overruns. */
const RECEIVE_RING_BYTES = 512;

/** Kinds of which a core that comes back needs the latest only: what time it is, the reply that lies there. */
const LATEST_ONLY = ['tick', 'linkReply'];

export class Backlog {
  #held: SliceInput[] = [];
  readonly #received = new Map<number, number>();

  /** Keeps what the core will be given when it answers again. */
  hold(inputs: readonly SliceInput[]): void {
    for (const input of inputs) {
      if (input.type === 'port' && !this.#hasRoom(input.port, input.bytes.length)) continue;
      if (LATEST_ONLY.includes(input.type)) this.#held = this.#held.filter(({ type }) => type !== input.type);
      if (input.type === 'portState') this.#forgetState(input.port);
      this.#held.push(input);
    }
  }

  /** What was held, in its order. */
  get inputs(): readonly SliceInput[] {
    return this.#held;
  }

  #hasRoom(port: number, bytes: number): boolean {
    const received = (this.#received.get(port) ?? 0) + bytes;
    if (received > RECEIVE_RING_BYTES) return false;
    this.#received.set(port, received);
    return true;
  }

  #forgetState(port: number): void {
    this.#held = this.#held.filter((held) => held.type !== 'portState' || held.port !== port);
  }
}
