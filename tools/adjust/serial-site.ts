// A real board to adjust: its adjustment port on a serial line, and an operator who sets the source and the jumper.
import { createInterface, type Interface } from 'node:readline/promises';
import { setTimeout } from 'node:timers/promises';
import { SerialPort } from 'serialport';
import { PortMissingError, PortUnusableError } from '../clients/errors.ts';
import { LegalClient, type MessageName } from '../protocol/legal-client.ts';
import type { RecordValues } from '../protocol/records.ts';
import type { Service } from '../waves/source.ts';
import type { LoadPoint, Reply, Site } from './site.ts';

const BAUD = 115_200;
const ANSWER_ms = 2000;
const SETTLE_s = 5;

/** The board did not answer on its adjustment port. */
export class AdjustmentPortSilentError extends Error {
  constructor(message: string, path: string) {
    super(`no answer to ${message} on ${path} within ${ANSWER_ms} ms`);
  }
}

function open(path: string): Promise<SerialPort> {
  const port = new SerialPort({ path, baudRate: BAUD, dataBits: 8, parity: 'none', autoOpen: false });
  return new Promise((resolve, reject) => {
    port.open((error) => {
      if (!error) return resolve(port);
      const missing = /No such file|ENOENT|cannot find/i.test(error.message);
      reject(
        missing
          ? new PortMissingError(`port ${path} does not exist`)
          : new PortUnusableError(`port ${path}: ${error.message}`),
      );
    });
  });
}

class SerialSite implements Site {
  readonly service: Service;
  readonly #port: SerialPort;
  readonly #operator: Interface;
  readonly #client = new LegalClient();

  constructor(port: SerialPort, service: Service) {
    this.#port = port;
    this.service = service;
    this.#operator = createInterface({ input: process.stdin, output: process.stderr });
  }

  async adjust(message: MessageName, values: RecordValues = {}): Promise<Reply> {
    const answered = new Promise<Reply>((resolve, reject) => {
      const take = (bytes: Buffer) => {
        try {
          const reply = this.#client.receive(message, bytes);
          if (reply) resolve(reply);
        } catch (error) {
          reject(error as Error);
        }
      };
      this.#port.removeAllListeners('data').on('data', take);
    });
    this.#port.write(Buffer.from(this.#client.request(message, values)));
    const late = setTimeout(ANSWER_ms, undefined, { ref: false });
    const reply = await Promise.race([answered, late]);
    if (!reply) throw new AdjustmentPortSilentError(message, this.#port.path);
    return reply;
  }

  async setLoad({ voltage_V, current_A, lag_deg, hz, only }: LoadPoint): Promise<void> {
    const where = only === undefined ? 'all phases' : `current in L${only + 1} only`;
    await this.#ask(
      `set ${voltage_V} V, ${current_A} A, current ${lag_deg} degrees behind, ${hz} Hz, ${where}`,
    );
    await this.wait(SETTLE_s);
  }

  async setJumper(closed: boolean): Promise<void> {
    await this.#ask(`${closed ? 'close' : 'open'} the calibration jumper`);
  }

  async #ask(what: string): Promise<void> {
    await this.#operator.question(`${what}, then press Enter `);
  }

  wait(seconds: number): Promise<void> {
    return setTimeout(seconds * 1000);
  }

  async close(): Promise<void> {
    this.#operator.close();
    await new Promise((resolve) => void this.#port.close(resolve));
  }
}

/** Opens the adjustment port of a board. Throws PortMissingError, PortUnusableError. */
export async function openSerialSite(options: { path: string; service: Service }): Promise<Site> {
  return new SerialSite(await open(options.path), options.service);
}
