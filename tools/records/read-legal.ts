// Takes the legal reading: asks the metering core on its own RS485 port, over any transport of eight bits.
import { MOMENT_CLOSED, SERVICE_1P2W, SERVICE_2P3W } from '../../shared-protocol/generated/ts/protocol.ts';
import { AnswerTimeoutError, NoAnswerError, RefusedError } from '../clients/errors.ts';
import type { Transport } from '../clients/transport.ts';
import { LegalClient, RefusedError as StatusError, type MessageName } from './legal-client.ts';
import type { RecordValue, RecordValues } from './records.ts';

type Reply = Record<string, RecordValue>;

/** What the metering core says of itself and of what it counted; quantities by scope, the total is 0. */
export interface LegalReading {
  readonly identification: Reply;
  readonly status: Reply;
  readonly registers: ReadonlyMap<number, Reply>;
  readonly instantaneous: ReadonlyMap<number, Reply>;
  /** When the registers of the total were answered. */
  readonly instant: Date;
}

/** The metering core answers within 20 ms; the rest is 256 bytes at 9600 baud, and slow adapters. */
const ANSWER_TIMEOUT_ms = 2000;
const ATTEMPTS = 3;

/** One question at a time over a transport. */
class Questions {
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
  async ask(message: MessageName, values: RecordValues = {}): Promise<Reply> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const reply = await this.#exchange(message, values);
      if (reply) return reply;
    }
    const { where } = this.#transport;
    if (this.#heard === 0) throw new NoAnswerError(`${where}: no answer to ${message}`);
    throw new AnswerTimeoutError(`${where}: no answer to ${message} among ${this.#heard} bytes received`);
  }

  #exchange(message: MessageName, values: RecordValues): Promise<Reply | undefined> {
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
      ? new RefusedError(`${this.#transport.where}: ${error.message}`)
      : error;
  }
}

/** Who is there, and what software measures. @throws as `readLegal`. */
export const identify = (transport: Transport): Promise<Reply> => new Questions(transport).ask('identify');

const SCOPES = [0, 1, 2, 3];

function phasesOf(service: number): number {
  if (service === SERVICE_1P2W) return 1;
  return service === SERVICE_2P3W ? 2 : 3;
}

async function byScope(questions: Questions, message: MessageName, scopes: readonly number[]) {
  const replies = new Map<number, Reply>();
  for (const scope of scopes) {
    replies.set(scope, await questions.ask(message, { scope, moment: MOMENT_CLOSED }));
  }
  return replies;
}

/**
 * Reads the metering core's own port. The transport must carry eight bits without parity at the port's rate.
 * @throws a ClientError: NoAnswerError, AnswerTimeoutError or RefusedError; and whatever the transport fails with.
 */
export async function readLegal(transport: Transport): Promise<LegalReading> {
  const questions = new Questions(transport);
  const identification = await questions.ask('identify');
  const status = await questions.ask('read_status');
  const scopes = SCOPES.slice(0, 1 + phasesOf(Number(identification.service)));
  const [total, ...phases] = scopes;
  const registers = await byScope(questions, 'read_registers', [total]);
  const instant = new Date();
  for (const [scope, reply] of await byScope(questions, 'read_registers', phases))
    registers.set(scope, reply);
  const instantaneous = await byScope(questions, 'read_instantaneous', scopes);
  return { identification, status, registers, instantaneous, instant };
}
