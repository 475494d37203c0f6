// Reads a meter with IEC 62056-21 mode C: the client driven by real time over any transport.
import { setTimeout as delay } from 'node:timers/promises';
import type { ClientError } from './errors.ts';
import {
  Iec62056Client,
  wireTime_ms,
  type ClientAction,
  type ClientOptions,
  type Readout,
} from './iec62056-21.ts';
import { normaliseObis } from './obis.ts';
import { fromWire, toWire } from './parity.ts';
import type { Transport } from './transport.ts';

/** One value with its six-field OBIS code. */
export interface ReadObject {
  readonly obis: string;
  /** A number if the meter sent a decimal with a point or with a unit, else the text (serial numbers, dates). */
  readonly value: number | string;
  readonly unit: string;
  /** The value as sent, with leading zeros. */
  readonly text: string;
}

export interface MeterReading {
  /** Manufacturer, rate character left out, and identification, such as `TWM TWINMETER`. */
  readonly identification: string;
  readonly manufacturer: string;
  readonly baud: number;
  readonly objects: ReadObject[];
  /** Values whose codes are not OBIS. */
  readonly others: { id: string; value: string; unit: string }[];
  /** The data block from STX to BCC. */
  readonly raw: Uint8Array;
}

function valueOf(text: string, unit: string): number | string {
  const decimal = /^[+-]?\d+(\.\d+)?$/.test(text);
  return decimal && (unit !== '' || text.includes('.')) ? Number(text) : text;
}

/** Names the objects of a readout by OBIS. */
export function toReading(readout: Readout): MeterReading {
  const objects: ReadObject[] = [];
  const others: MeterReading['others'] = [];
  for (const { id, value, unit } of readout.sets) {
    const obis = normaliseObis(id);
    if (obis) objects.push({ obis, value: valueOf(value, unit), unit, text: value });
    else others.push({ id, value, unit });
  }
  const { identification, manufacturer, baud, raw } = readout;
  return { identification, manufacturer, baud, objects, others, raw };
}

/** Performs the client's actions one after the other and finds out how it ended. */
class Session {
  readonly #transport: Transport;
  readonly #client: Iec62056Client;
  #actions: Promise<void> = Promise.resolve();
  #baud = 300;
  #unsent_ms = 0;
  #timer: NodeJS.Timeout | undefined;
  #settle!: { resolve: (readout: Readout) => void; reject: (error: Error) => void };

  constructor(transport: Transport, client: Iec62056Client) {
    this.#transport = transport;
    this.#client = client;
  }

  async run(): Promise<Readout> {
    const outcome = new Promise<Readout>((resolve, reject) => (this.#settle = { resolve, reject }));
    this.#transport.onBytes((bytes) =>
      this.#enqueue(this.#client.receive(fromWire(bytes).characters, performance.now())),
    );
    this.#transport.onFailure((error) => this.#settle.reject(error));
    this.#enqueue(this.#client.start(performance.now()));
    return outcome.finally(() => clearTimeout(this.#timer));
  }

  #enqueue(actions: ClientAction[]): void {
    for (const action of actions) {
      this.#actions = this.#actions
        .then(() => this.#perform(action))
        .catch((error: Error) => this.#settle.reject(error));
    }
    clearTimeout(this.#timer);
    const wait_ms = this.#client.deadline_ms - performance.now();
    if (Number.isFinite(wait_ms)) {
      this.#timer = setTimeout(
        () => this.#enqueue(this.#client.tick(performance.now())),
        Math.max(1, wait_ms),
      );
    }
  }

  async #perform(action: ClientAction): Promise<void> {
    if (action.kind === 'done') return this.#finish(action.readout);
    if (action.kind === 'failed') return this.#settle.reject(this.#located(action.error));
    if (action.kind === 'rate') return this.#changeRate(action.baud);
    await this.#transport.send(toWire(action.characters));
    this.#unsent_ms = wireTime_ms(action.characters.length, this.#baud);
  }

  async #finish(readout: Readout): Promise<void> {
    await delay(this.#unsent_ms); // or closing the port might cut the sign-off short
    this.#settle.resolve(readout);
  }

  async #changeRate(baud: number): Promise<void> {
    // Drained means handed over, not sent: adapters and terminals answer early, so the wire time is waited out.
    await delay(this.#unsent_ms);
    await this.#transport.setBaud(baud);
    this.#baud = baud;
  }

  #located(error: ClientError): ClientError {
    error.message = `${this.#transport.where}: ${error.message}`;
    return error;
  }
}

/**
 * Reads a meter. The transport must carry eight bits without parity and stand at 300 Bd.
 * @throws a ClientError: NoAnswerError, AnswerTimeoutError, DamagedBlockError, UnsupportedModeError or RefusedError,
 * each saying what and where; and whatever the transport fails with.
 */
export async function readIec62056(transport: Transport, options: ClientOptions = {}): Promise<MeterReading> {
  return toReading(await new Session(transport, new Iec62056Client(options)).run());
}
