// DL/T 645-2007 over a transport: one question at a time, repeated where nobody answers; rates and addresses that are not known.
import { setTimeout as delay } from 'node:timers/promises';
import { AnswerTimeoutError, ClientError, NoAnswerError, RefusedError } from '../errors.ts';
import type { Transport } from '../transport.ts';
import { Client645, FUNCTION_645, identifierBytes, rateByte, type Answer645 } from './client.ts';
import { addressBytes, ANY_ADDRESS } from './frame.ts';

const ATTEMPTS = 3;
/** An answer begins within 500 ms, and pauses no longer; the rest is for slow adapters. */
const PATIENCE_ms = 1000;
const SEARCH_ms = 450;
const BITS_OF_CHARACTER = 11;
/** The rate that meters are made with, then what a reader is likely to have left. */
const LIKELY_RATES = [2400, 115_200, 9600, 19_200, 4800, 38_400, 57_600, 1200, 600];
const FRAMES_MOST = 255;

/** Bytes came that were no answer: several may have answered at once. */
class GarbledError extends ClientError {}

export class Session645 {
  readonly #transport: Transport;
  readonly #client = new Client645();
  #onBytes: (bytes: Uint8Array) => void = () => {};
  #onFailure: (error: Error) => void = () => {};
  baud: number;

  constructor(transport: Transport, baud: number) {
    this.#transport = transport;
    this.baud = baud;
    transport.onBytes((bytes) => this.#onBytes(bytes));
    transport.onFailure((error) => this.#onFailure(error));
  }

  /** Throws NoAnswerError, AnswerTimeoutError, RefusedError, and what the transport fails with. */
  async ask(address: string, control: number, data?: Uint8Array): Promise<Answer645> {
    let heard = 0;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const { answer, bytes } = await this.#exchange(address, control, data, PATIENCE_ms);
      if (answer) return answer;
      heard += bytes;
    }
    const { where } = this.#transport;
    if (heard === 0) throw new NoAnswerError(`${where}: no answer of ${address} by DL/T 645`);
    throw new AnswerTimeoutError(
      `${where}: no answer of ${address} by DL/T 645 among ${heard} bytes received`,
    );
  }

  async #exchange(address: string, control: number, data: Uint8Array | undefined, patience_ms: number) {
    const request = this.#client.request(address, control, data);
    let bytes = 0;
    let timer: NodeJS.Timeout | undefined;
    const answer = new Promise<Answer645 | undefined>((resolve, reject) => {
      // What is on the wire renews the time: a long answer at a low rate takes its own.
      const renew = (ms: number) => {
        clearTimeout(timer);
        timer = setTimeout(() => resolve(undefined), ms);
      };
      this.#onFailure = reject;
      this.#onBytes = (chunk) => {
        bytes += chunk.length;
        try {
          const found = this.#client.receive(chunk);
          if (found) resolve(found);
          else if (bytes < 1000) renew(patience_ms);
        } catch (error) {
          reject(error as Error);
        }
      };
      renew(patience_ms + (request.length * BITS_OF_CHARACTER * 1000) / this.baud);
      this.#transport.send(request).catch(reject);
    });
    try {
      return { answer: await answer, bytes };
    } catch (error) {
      throw error instanceof RefusedError
        ? new RefusedError(`${this.#transport.where}: ${address}: ${error.message}`, error.status)
        : error;
    } finally {
      clearTimeout(timer);
      this.#onBytes = () => {};
    }
  }

  /** Data behind an identifier (eight hexadecimal digits), those of the frames that follow included. Throws as `ask`. */
  async read(address: string, di: string, also: Uint8Array = new Uint8Array()): Promise<Uint8Array> {
    const identifier = identifierBytes(di);
    let answer = await this.ask(address, FUNCTION_645.read, Uint8Array.from([...identifier, ...also]));
    const parts = [...answer.data.subarray(identifier.length)];
    for (let frame = 1; answer.more && frame <= FRAMES_MOST; frame++) {
      answer = await this.ask(answer.address, FUNCTION_645.readMore, Uint8Array.from([...identifier, frame]));
      parts.push(...answer.data.subarray(identifier.length, -1));
    }
    return Uint8Array.from(parts);
  }

  /** Address of the one meter on the line that fits one whose first pairs are AA. Throws as `ask`. */
  async readAddress(pattern = ANY_ADDRESS): Promise<string> {
    return (await this.ask(pattern, FUNCTION_645.readAddress)).address;
  }

  /** The line goes at another rate from the answer on. Throws as `ask`, and RefusedError for a rate that has no byte. */
  async changeRate(address: string, baud: number): Promise<void> {
    const rate = rateByte(baud);
    if (rate === undefined) throw new RefusedError(`${baud} Bd is no rate of DL/T 645`);
    await this.ask(address, FUNCTION_645.changeRate, Uint8Array.of(rate));
    await this.setBaud(baud);
  }

  /** This side alone goes at another rate, once the meter has turned its line. */
  async setBaud(baud: number): Promise<void> {
    await delay(100);
    await this.#transport.setBaud(baud);
    this.baud = baud;
  }

  /** Finds the rate at which somebody is heard, and stays at it; false, at the first one, where nobody is. */
  async findRate(rates: readonly number[] = LIKELY_RATES): Promise<boolean> {
    for (const baud of rates) {
      await this.#transport.setBaud(baud);
      this.baud = baud;
      const { answer, bytes } = await this.#exchange(
        ANY_ADDRESS,
        FUNCTION_645.readAddress,
        undefined,
        SEARCH_ms,
      );
      if (answer || bytes > 0) return true;
    }
    await this.#transport.setBaud(rates[0]);
    this.baud = rates[0];
    return false;
  }

  /**
   * Addresses of all meters on the line: where several answer at once, what they say is garbled, and the lowest two digits
   * that are not known yet are gone through. @param known the lowest digits. Throws what the transport fails with.
   */
  async search(known = ''): Promise<string[]> {
    const asked = known.padStart(12, 'A');
    addressBytes(asked);
    const { answer, bytes } = await this.#exchange(asked, FUNCTION_645.readAddress, undefined, SEARCH_ms);
    if (answer) return [answer.address];
    if (bytes === 0) return [];
    if (known.length === 12)
      throw new GarbledError(`${this.#transport.where}: two meters have the address ${known}`);
    const found: string[] = [];
    for (let pair = 0; pair < 100; pair++)
      found.push(...(await this.search(String(pair).padStart(2, '0') + known)));
    return found;
  }
}
