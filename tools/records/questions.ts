// Asks the metering core on its own RS485 port, one question at a time, over any transport of eight bits.
import { AnswerTimeoutError, NoAnswerError, RefusedError } from '../clients/errors.ts';
import type { Transport } from '../clients/transport.ts';
import { LegalClient, RefusedError as StatusError, type AnyMessage } from './legal-client.ts';
import type { RecordValue, RecordValues } from './records.ts';

export type Reply = Record<string, RecordValue>;

/** The metering core answers within 20 ms; the rest is 256 bytes at 2,400 baud, and slow adapters. */
const ANSWER_TIMEOUT_ms = 3000;
const ATTEMPTS = 3;

/** One question at a time over a transport. */
export class Questions {
  readonly #transport: Transport;
  readonly #client = new LegalClient();
  #onBytes: (bytes: Uint8Array) => void = () => {};
  #onFailure: (error: Error) => void = () => {};
  #heard = 0;

  constructor(transport: Transport) {
    this.#transport = transport;
    transport.onBytes((bytes) => {
      this.#heard += bytes.length;
      this.#onBytes(bytes);
    });
    transport.onFailure((error) => this.#onFailure(error));
  }

  /** Throws NoAnswerError, AnswerTimeoutError, RefusedError, and what the transport fails with. */
  async ask(message: AnyMessage, values: RecordValues = {}): Promise<Reply> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const reply = await this.#exchange(message, values);
      if (reply) return reply;
    }
    const { where } = this.#transport;
    if (this.#heard === 0) throw new NoAnswerError(`${where}: no answer to ${message}`);
    throw new AnswerTimeoutError(`${where}: no answer to ${message} among ${this.#heard} bytes received`);
  }

  #exchange(message: AnyMessage, values: RecordValues): Promise<Reply | undefined> {
    const request = this.#client.request(message, values);
    return new Promise<Reply | undefined>((resolve, reject) => {
      const late = setTimeout(() => resolve(undefined), ANSWER_TIMEOUT_ms);
      const fail = (error: unknown): void => reject(this.#located(error as Error));
      this.#onFailure = fail;
      this.#onBytes = (bytes) => {
        try {
          const reply = this.#client.receive(message, bytes);
          if (reply) resolve(reply);
        } catch (error) {
          fail(error);
        }
      };
      this.#transport.send(request).catch(fail);
      this.#done = () => clearTimeout(late);
    }).finally(() => this.#done());
  }

  #done: () => void = () => {};

  #located(error: Error): Error {
    return error instanceof StatusError
      ? new RefusedError(`${this.#transport.where}: ${error.message}`, error.status)
      : error;
  }
}
