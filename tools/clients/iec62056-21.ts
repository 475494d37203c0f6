// The reader's side of IEC 62056-21 mode C: characters and time in, characters and rate changes out.
import { ETX, NAK, parseDataBlock, SOH, STX, withBlockCheck, type DataSet } from './data-block.ts';
import {
  AnswerTimeoutError,
  DamagedBlockError,
  NoAnswerError,
  RefusedError,
  UnsupportedModeError,
  type ClientError,
} from './errors.ts';

/** What the reader wants done, in this order. */
export type ClientAction =
  | { readonly kind: 'send'; readonly characters: Uint8Array }
  /** Change to this rate once everything sent has left the wire. */
  | { readonly kind: 'rate'; readonly baud: number }
  | { readonly kind: 'done'; readonly readout: Readout }
  | { readonly kind: 'failed'; readonly error: ClientError };

/** A whole readout. */
export interface Readout {
  /** Identification after the rate character, such as `TWINMETER`. */
  readonly identification: string;
  /** Three-letter FLAG identification. */
  readonly manufacturer: string;
  /** Rate of the data block in bauds. */
  readonly baud: number;
  readonly sets: readonly DataSet[];
  /** The data block from STX to BCC as it came. */
  readonly raw: Uint8Array;
}

export interface ClientOptions {
  /** Device address, at most 32 characters; left out, any meter answers. */
  readonly address?: string;
  /** Highest rate to ask for, in bauds; default 19200. */
  readonly maximumBaud?: number;
  /** Sign-ons before giving up; default 3. */
  readonly attempts?: number;
}

const INITIAL_BAUD = 300;
const RATES = [300, 600, 1200, 2400, 4800, 9600, 19200];
const BITS_PER_CHARACTER = 10;
/** The meter must begin within 1500 ms, and pause no longer within a message; the rest is for slow adapters. */
const ANSWER_TIMEOUT_ms = 1500 + 500;
const REPEATS = 3;
/** More than this without a message is noise: about two minutes of it at the highest rate. */
const RECEIVED_LIMIT = 262_144;
const BREAK = withBlockCheck(Uint8Array.from([SOH, 0x42, 0x30, ETX]));
/** `/XXXZ` and the identification; a request echoed by the optical head has `?` in place of the letters. */
const IDENTIFICATION = /\/([A-Za-z]{3})([^\r\n])([^\r\n]{0,32})\r\n/;

const latin1 = (bytes: Iterable<number>): string => Buffer.from(Uint8Array.from(bytes)).toString('latin1');
const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

/** Time the characters take on the wire at `baud`, in ms. */
export function wireTime_ms(count: number, baud: number): number {
  return (count * BITS_PER_CHARACTER * 1000) / baud;
}

type State = 'signing on' | 'reading' | 'finished';

/** One readout. Call `start` once, then `receive` and `tick`; stop at an action `done` or `failed`. */
export class Iec62056Client {
  #state: State = 'signing on';
  #baud = INITIAL_BAUD;
  #identification = '';
  #manufacturer = '';
  #received: number[] = [];
  #deadline_ms = Infinity;
  #attemptsLeft: number;
  #repeatsLeft = REPEATS;
  #damage = '';
  readonly #options: ClientOptions;

  constructor(options: ClientOptions = {}) {
    this.#options = options;
    this.#attemptsLeft = options.attempts ?? 3;
  }

  /** When `tick` next has something to do. */
  get deadline_ms(): number {
    return this.#deadline_ms;
  }

  start(now_ms: number): ClientAction[] {
    this.#attemptsLeft--;
    return this.#send(ascii(`/?${this.#options.address ?? ''}!\r\n`), now_ms);
  }

  /** Takes 7-bit characters; those with wrong parity are left out by whoever checked it. */
  receive(characters: Uint8Array, now_ms: number): ClientAction[] {
    if (this.#state === 'finished') return [];
    for (const character of characters) this.#received.push(character);
    if (this.#received.length > RECEIVED_LIMIT) this.#received = [];
    if (this.#messageUnderWay()) this.#deadline_ms = Math.max(this.#deadline_ms, now_ms + ANSWER_TIMEOUT_ms);
    return this.#state === 'signing on' ? this.#identify(now_ms) : this.#read(now_ms);
  }

  tick(now_ms: number): ClientAction[] {
    if (this.#state === 'finished' || now_ms < this.#deadline_ms) return [];
    if (this.#state === 'reading') return this.#repeat('the data block broke off', now_ms);
    if (this.#attemptsLeft > 0) return this.start(now_ms);
    return this.#fail(
      this.#received.length > 0
        ? new AnswerTimeoutError(`no identification among ${this.#received.length} characters received`)
        : new NoAnswerError('no answer to the sign-on'),
    );
  }

  /** Noise before a message does not prolong the wait for it. */
  #messageUnderWay(): boolean {
    const starts = this.#state === 'signing on' ? [0x2f] : [STX, SOH];
    return starts.some((start) => this.#received.includes(start));
  }

  #identify(now_ms: number): ClientAction[] {
    const match = IDENTIFICATION.exec(latin1(this.#received));
    if (!match) return [];
    const [, manufacturer, rateCharacter, identification] = match;
    const offered = RATES[rateCharacter.charCodeAt(0) - 0x30];
    if (offered === undefined) {
      return this.#fail(new UnsupportedModeError(`rate character ${rateCharacter} is not one of mode C`));
    }
    this.#manufacturer = manufacturer;
    this.#identification = identification;
    this.#state = 'reading';
    return this.#select(Math.min(offered, this.#options.maximumBaud ?? Infinity), now_ms);
  }

  #select(wanted: number, now_ms: number): ClientAction[] {
    const index = Math.max(
      0,
      RATES.findLastIndex((rate) => rate <= wanted),
    );
    const actions = this.#send(ascii(`\x060${index}0\r\n`), now_ms);
    this.#baud = RATES[index];
    return [...actions, { kind: 'rate', baud: this.#baud }];
  }

  #read(now_ms: number): ClientAction[] {
    const start = this.#received.findIndex((character) => character === STX || character === SOH);
    if (start < 0) return [];
    const end = this.#received.indexOf(ETX, start);
    if (end < 0 || end + 1 >= this.#received.length) return [];
    return this.#take(Uint8Array.from(this.#received.slice(start, end + 2)), now_ms);
  }

  #take(raw: Uint8Array, now_ms: number): ClientAction[] {
    if (latin1(raw) === latin1(BREAK)) return this.#fail(new RefusedError('the meter signed off'));
    const error = /^\x02\(([^()]*)\)\x03/.exec(latin1(raw));
    if (error) return this.#fail(new RefusedError(`the meter answered with error ${error[1]}`));
    try {
      return this.#finish(parseDataBlock(raw), raw);
    } catch (cause) {
      return this.#repeat((cause as Error).message, now_ms);
    }
  }

  #finish(sets: DataSet[], raw: Uint8Array): ClientAction[] {
    this.#state = 'finished';
    this.#deadline_ms = Infinity;
    const identity = { identification: this.#identification, manufacturer: this.#manufacturer };
    const readout = { ...identity, baud: this.#baud, sets, raw };
    return [
      { kind: 'send', characters: BREAK },
      { kind: 'done', readout },
    ];
  }

  #repeat(damage: string, now_ms: number): ClientAction[] {
    this.#damage = damage;
    if (this.#repeatsLeft === 0) {
      return this.#fail(new DamagedBlockError(`${this.#damage}, also after ${REPEATS} repetitions`));
    }
    this.#repeatsLeft--;
    return this.#send(Uint8Array.of(NAK), now_ms);
  }

  #fail(error: ClientError): ClientAction[] {
    this.#state = 'finished';
    this.#deadline_ms = Infinity;
    return [{ kind: 'failed', error }];
  }

  #send(characters: Uint8Array, now_ms: number): ClientAction[] {
    this.#received = [];
    this.#deadline_ms = now_ms + wireTime_ms(characters.length, this.#baud) + ANSWER_TIMEOUT_ms;
    return [{ kind: 'send', characters }];
  }
}
