// Drives a talk in real time over any transport: says each turn, changes rates, waits for whole answers.
import { setTimeout as delay } from 'node:timers/promises';
import { wireTime_ms } from '../iec62056-21.ts';
import { INITIAL_BAUD } from '../identification.ts';
import { fromWire, toWire } from '../parity.ts';
import type { Transport } from '../transport.ts';
import type { Talk, Turn } from './session.ts';

/** The meter begins within 1500 ms and pauses no longer; the rest is for slow adapters. */
const PATIENCE_ms = 1500 + 500;

export class TalkDriver {
  readonly #transport: Transport;
  #baud = INITIAL_BAUD;
  #onCharacters: (characters: Uint8Array) => void = () => {};
  #onFailure: (error: Error) => void = () => {};

  constructor(transport: Transport) {
    this.#transport = transport;
    transport.onBytes((bytes) => this.#onCharacters(fromWire(bytes).characters));
    transport.onFailure((error) => this.#onFailure(error));
  }

  async run<T>(talk: Talk<T>): Promise<T> {
    let step = talk.next(new Uint8Array());
    while (!step.done) step = talk.next(await this.#turn(step.value));
    return step.value;
  }

  async #turn({ characters, baud, isWhole }: Turn): Promise<Uint8Array> {
    if (baud === INITIAL_BAUD && this.#baud !== INITIAL_BAUD) await this.#setBaud(INITIAL_BAUD);
    const heard = this.#hear(isWhole, wireTime_ms(characters.length, this.#baud));
    await this.#transport.send(toWire(characters));
    if (baud !== undefined && baud !== this.#baud) {
      // Drained means handed over, not sent: the wire time is waited out.
      await delay(wireTime_ms(characters.length, this.#baud));
      await this.#setBaud(baud);
    }
    return heard;
  }

  async #setBaud(baud: number): Promise<void> {
    await this.#transport.setBaud(baud);
    this.#baud = baud;
  }

  /** What comes until it is whole, or nothing comes any more. */
  #hear(isWhole: Turn['isWhole'], sending_ms: number): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      let heard: number[] = [];
      let timer: NodeJS.Timeout;
      const end = () => {
        clearTimeout(timer);
        this.#onCharacters = () => {};
        resolve(Uint8Array.from(heard));
      };
      const renew = (ms: number) => {
        clearTimeout(timer);
        timer = setTimeout(end, ms);
      };
      this.#onFailure = (error) => {
        clearTimeout(timer);
        reject(error);
      };
      this.#onCharacters = (characters) => {
        heard = [...heard, ...characters];
        if (isWhole(Uint8Array.from(heard)) > 0) end();
        else renew(PATIENCE_ms);
      };
      if (isWhole(new Uint8Array()) > 0) renew(sending_ms);
      else renew(sending_ms + PATIENCE_ms);
    });
  }
}
