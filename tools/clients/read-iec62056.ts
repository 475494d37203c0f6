// Reads a meter with IEC 62056-21, modes A to C: the client driven by real time over any transport.
import { setTimeout as delay } from 'node:timers/promises';
import type { ClientError } from './errors.ts';
import {
  Iec62056Client,
  wireTime_ms,
  type ClientAction,
  type ClientOptions,
  type Readout,
} from './iec62056-21.ts';
import type { Mode } from './identification.ts';
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
  /** What stands behind the value in its line: of a maximum, when it was. */
  readonly beside?: readonly string[];
}

export interface MeterReading {
  /** What stands behind the rate character, such as `TWINMETER`. */
  readonly identification: string;
  readonly manufacturer: string;
  readonly mode: Mode;
  readonly baud: number;
  /** Serial number, or device address where only that is told. */
  readonly serial: string | undefined;
  /** When the values were so, as good as it is known: when the block began, less the age that the meter tells. */
  readonly instant: Date;
  readonly objects: ReadObject[];
  /** Values whose codes are not OBIS. */
  readonly others: { id: string; value: string; unit: string }[];
  /** Lines of the block that hold no data set. */
  readonly unreadable: readonly string[];
  /** The data block from STX to BCC. */
  readonly raw: Uint8Array;
}

function valueOf(text: string, unit: string): number | string {
  const decimal = /^[+-]?\d+(\.\d+)?$/.test(text);
  return decimal && (unit !== '' || text.includes('.')) ? Number(text) : text;
}

/** Codes under which meters tell who they are: serial number (`C.1.0` too), device address (`0.0.0`, `0.0`). */
const SERIAL_CODES = ['0-0:96.1.0.255', '0-0:96.1.255.255', '1-0:0.0.0.255'];
/** Our own code for the age of the values when the reading began, in seconds. */
const AGE_CODE = '0-0:96.128.0.255';

const objectOf = (objects: readonly ReadObject[], code: string) => objects.find(({ obis }) => obis === code);

function serialOf(objects: readonly ReadObject[]): string | undefined {
  return SERIAL_CODES.map((code) => objectOf(objects, code)?.text).find((text) => text);
}

function instantOf(objects: readonly ReadObject[], began: Date): Date {
  const age = objectOf(objects, AGE_CODE);
  const age_s = age?.unit === 's' ? Number(age.text) : 0;
  return new Date(began.getTime() - age_s * 1000);
}

/** Names the objects of a readout by OBIS; its clock is that of `performance`. */
export function toReading(readout: Readout): MeterReading {
  const objects: ReadObject[] = [];
  const others: MeterReading['others'] = [];
  for (const { id, value, unit, isFurther } of readout.sets) {
    const obis = normaliseObis(id);
    const last = objects.at(-1);
    if (isFurther && last && last.obis === obis)
      objects.splice(-1, 1, { ...last, beside: [...(last.beside ?? []), value] });
    else if (obis) objects.push({ obis, value: valueOf(value, unit), unit, text: value });
    else others.push({ id, value, unit });
  }
  const { identification, manufacturer, mode, baud, unreadable, raw } = readout;
  const instant = instantOf(objects, new Date(performance.timeOrigin + readout.began_ms));
  const who = { identification, manufacturer, mode, baud, serial: serialOf(objects) };
  return { ...who, instant, objects, others, unreadable, raw };
}

/** Performs the client's actions one after the other and finds out how it ended. */
class Session {
  readonly #transport: Transport;
  readonly #client: Iec62056Client;
  #actions: Promise<void> = Promise.resolve();
  #baud = 300;
  /** When what was sent has left the wire. */
  #wireFree_ms = 0;
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
      // A failure waits for nothing: what was to be sent may never leave.
      if (action.kind === 'failed') this.#settle.reject(this.#located(action.error));
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
    if (action.kind === 'failed') return;
    if (action.kind === 'rate') return this.#changeRate(action.baud);
    this.#wireFree_ms = performance.now() + wireTime_ms(action.characters.length, this.#baud);
    await this.#transport.send(toWire(action.characters));
  }

  async #finish(readout: Readout): Promise<void> {
    await this.#wireFree(); // or closing the port might cut the sign-off short
    this.#settle.resolve(readout);
  }

  async #changeRate(baud: number): Promise<void> {
    // Drained means handed over, not sent: adapters and terminals answer early, so the wire time is waited out.
    await this.#wireFree();
    await this.#transport.setBaud(baud);
    this.#baud = baud;
  }

  #wireFree(): Promise<void> {
    return delay(Math.max(0, this.#wireFree_ms - performance.now()));
  }

  #located(error: ClientError): ClientError {
    error.message = `${this.#transport.where}: ${error.message}`;
    return error;
  }
}

/**
 * Reads a meter. The transport must carry eight bits without parity and stand at 300 Bd.
 * @throws a ClientError: NoAnswerError, AnswerTimeoutError, EndlessAnswerError, DamagedBlockError or RefusedError,
 * each saying what and where; and whatever the transport fails with.
 */
export async function readIec62056(transport: Transport, options: ClientOptions = {}): Promise<MeterReading> {
  return toReading(await new Session(transport, new Iec62056Client(options)).run());
}
