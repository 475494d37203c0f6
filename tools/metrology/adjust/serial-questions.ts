// One of the metering board's ports on a serial line: one question at a time, each answered or failed with its cause.
import { SerialPort } from 'serialport';
import { Status } from '../../../shared-protocol/generated/ts/protocol.ts';
import { openingError, PortUnusableError } from '../../clients/errors.ts';
import { LegalClient, RefusedError, type MessageName } from '../../records/legal-client.ts';
import type { RecordValues } from '../../records/records.ts';
import { SiteError, type Reply } from './site.ts';

/** 256 bytes at 2,400 baud, and slow adapters. */
const ANSWER_ms = 3000;

/** The board did not answer. */
export class BoardSilentError extends SiteError {
  constructor(message: string, path: string) {
    super(`no answer to ${message} on ${path} within ${ANSWER_ms} ms: is it the right port?`);
  }
}

/** The adjustment port is dead while the seal is whole. */
export class JumperOpenError extends SiteError {
  constructor(path: string) {
    super(`the meter on ${path} is sealed: close the calibration jumper first`);
  }
}

export class SerialQuestions {
  readonly #port: SerialPort;
  readonly #client = new LegalClient();
  #onBytes: (bytes: Uint8Array) => void = () => {};
  #onFailure: (error: Error) => void = () => {};
  #failure: Error | undefined;

  private constructor(port: SerialPort) {
    this.#port = port;
    port.on('data', (bytes: Buffer) => this.#onBytes(bytes));
    port.on('error', (error: Error) => this.#fail(error.message));
    port.on('close', (error: Error | null) => error && this.#fail('it was closed from outside'));
  }

  /** Opens a port. Throws PortMissingError, PortUnusableError. */
  static open(path: string, { baud, format }: { baud: number; format: string }): Promise<SerialQuestions> {
    const parity = format === '8E1' ? 'even' : 'none';
    const port = new SerialPort({ path, baudRate: baud, dataBits: 8, parity, autoOpen: false });
    return new Promise((resolve, reject) => {
      port.open((error) => (error ? reject(openingError(path, error)) : resolve(new SerialQuestions(port))));
    });
  }

  #fail(why: string): void {
    this.#failure ??= new PortUnusableError(`port ${this.#port.path}: ${why}`);
    this.#onFailure(this.#failure);
  }

  /** Throws BoardSilentError, JumperOpenError, RefusedError, PortUnusableError. */
  async ask(message: MessageName, values: RecordValues = {}): Promise<Reply> {
    if (this.#failure) throw this.#failure;
    const request = Buffer.from(this.#client.request(message, values));
    try {
      return await this.#exchange(message, request);
    } catch (error) {
      if (error instanceof RefusedError && error.status === Status.SEALED)
        throw new JumperOpenError(this.#port.path);
      throw error;
    }
  }

  #exchange(message: MessageName, request: Buffer): Promise<Reply> {
    return new Promise<Reply>((resolve, reject) => {
      const late = setTimeout(() => reject(new BoardSilentError(message, this.#port.path)), ANSWER_ms);
      const settle = (end: () => void): void => {
        clearTimeout(late);
        end();
      };
      this.#onFailure = (error) => settle(() => reject(error));
      this.#onBytes = (bytes) => {
        try {
          const reply = this.#client.receive(message, bytes);
          if (reply) settle(() => resolve(reply));
        } catch (error) {
          settle(() => reject(error as Error));
        }
      };
      this.#port.write(request);
    });
  }

  async close(): Promise<void> {
    if (this.#port.isOpen) await new Promise((resolve) => void this.#port.close(resolve));
  }
}
