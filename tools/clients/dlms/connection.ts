// A link over a transport in real time: bytes and timers in, whole APDUs asked and answered out.
import type { Transport } from '../transport.ts';
import { LinkLostError } from './errors.ts';
import type { Exchange } from './exchange.ts';
import type { Link } from './link.ts';

/** APDUs that come without being asked for: DataNotification, EventNotification. */
const UNASKED = [0x0f, 0xc2];

interface Waiter {
  /** What is waited for; undefined while it is not there. */
  readonly look: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class DlmsConnection {
  readonly link: Link;
  /** Is given what came without being asked for. */
  onUnasked: (apdu: Uint8Array) => void = () => {};
  readonly #transport: Transport;
  #waiter: Waiter | undefined;
  #failure: Error | undefined;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> = Promise.resolve();

  constructor(transport: Transport, link: Link) {
    this.link = link;
    this.#transport = transport;
    transport.onBytes((bytes) => this.#step(() => link.receive(bytes, performance.now())));
    transport.onFailure((error) => this.#fail(error));
  }

  /** Throws ClientError. */
  async open(): Promise<void> {
    await this.#await(
      () => this.link.open(performance.now()),
      () => (this.link.state === 'open' ? true : undefined),
    );
  }

  /** Sends an APDU, none where it is empty; the answer. Throws ClientError. */
  ask(apdu: Uint8Array): Promise<Buffer> {
    const begin = () => {
      if (apdu.length > 0) this.link.send(apdu, performance.now());
      else this.link.awaitMore(performance.now());
    };
    return this.#await(begin, () => this.#nextAnswer());
  }

  /** Runs what a client has to say. Throws what it throws, and ClientError. */
  async run<T>(exchange: Exchange<T>): Promise<T> {
    let step = exchange.next();
    while (!step.done) {
      const answer = await this.ask(step.value).catch((error: unknown) => error as Error);
      step = answer instanceof Error ? exchange.throw(answer) : exchange.next(answer);
    }
    return step.value;
  }

  /** Ends the link; the transport stays open. */
  async close(): Promise<void> {
    if (this.#failure || this.link.state === 'closed') return;
    const closed = () => (this.link.state === 'closed' ? true : undefined);
    await this.#await(() => this.link.close(performance.now()), closed).catch(() => {});
    clearTimeout(this.#timer);
  }

  #nextAnswer(): Buffer | undefined {
    for (;;) {
      const apdu = this.link.takeApdu();
      if (!apdu || !UNASKED.includes(apdu[0])) return apdu;
      this.onUnasked(apdu);
    }
  }

  #await<T>(begin: () => void, look: () => T | undefined): Promise<T> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise<T>((resolve, reject) => {
      this.#waiter = { look, resolve: resolve as (value: unknown) => void, reject };
      this.#step(begin);
    });
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    clearTimeout(this.#timer);
    const waiter = this.#waiter;
    this.#waiter = undefined;
    waiter?.reject(error);
  }

  #step(act: () => void): void {
    try {
      act();
    } catch (error) {
      return this.#fail(error as Error);
    }
    for (let bytes = this.link.takeOutput(); bytes; bytes = this.link.takeOutput()) this.#send(bytes);
    clearTimeout(this.#timer);
    const found = this.#waiter?.look();
    if (found !== undefined) return this.#found(found);
    const { deadline_ms } = this.link;
    if (deadline_ms === undefined) return;
    const tick = () => this.#step(() => this.link.tick(performance.now()));
    this.#timer = setTimeout(tick, Math.max(0, deadline_ms - performance.now()) + 1);
  }

  #found(value: unknown): void {
    const { resolve } = this.#waiter!;
    this.#waiter = undefined;
    resolve(value);
  }

  #send(bytes: Buffer): void {
    this.#sending = this.#sending
      .then(() => this.#transport.send(bytes))
      .catch((error: Error) => this.#fail(new LinkLostError(`${this.#transport.where}: ${error.message}`)));
  }
}
