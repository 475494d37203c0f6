// The reader's side of IEC 62056-21 modes A, B and C: characters and time in, characters and rate changes out.
import { ETX, NAK, parseDataBlock, SOH, withBlockCheck, type DataBlock } from './data-block.ts';
import {
  AnswerTimeoutError,
  DamagedBlockError,
  EndlessAnswerError,
  NoAnswerError,
  RefusedError,
  type ClientError,
} from './errors.ts';
import {
  behindIdentification,
  findIdentification,
  INITIAL_BAUD,
  rateIndex,
  RATES,
  type Identification,
} from './identification.ts';

/** What the reader wants done, in this order. */
export type ClientAction =
  | { readonly kind: 'send'; readonly characters: Uint8Array }
  /** Change to this rate once everything sent has left the wire. */
  | { readonly kind: 'rate'; readonly baud: number }
  | { readonly kind: 'done'; readonly readout: Readout }
  | { readonly kind: 'failed'; readonly error: ClientError };

/** A whole readout. */
export interface Readout extends Identification, DataBlock {
  /** Rate of the data block in bauds. */
  readonly baud: number;
  /** When the data block began to come, ms on the clock the client was given. */
  readonly began_ms: number;
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

const BITS_PER_CHARACTER = 10;
/** The meter must begin within 1500 ms, and pause no longer within a message; the rest is for slow adapters. */
const ANSWER_TIMEOUT_ms = 1500 + 500;
const REPEATS = 3;
/** An identification has some 40 characters: 1.3 s of the wire at 300 Bd. */
const IDENTIFICATION_LIMIT_ms = 12_000;
/** A block may take twice as long as the wire needs for what came of it, and this much more: a peer that drips ends. */
const BLOCK_SLACK_ms = 30_000;
/** No data readout is as long: a peer that babbles ends. */
const BLOCK_LIMIT = 65_536;
/** All of a reading, repetitions too. */
const READING_LIMIT_ms = 15 * 60_000;
/** What is kept while an identification is looked for. */
const KEPT_NOISE = 256;
const BREAK = withBlockCheck(Uint8Array.from([SOH, 0x42, 0x30, ETX]));
const MESSAGE_START = /[\x01\x02]/;
const ETX_CHARACTER = String.fromCharCode(ETX);

const latin1 = (bytes: Iterable<number>): string => Buffer.from(Uint8Array.from(bytes)).toString('latin1');
const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

/** Time the characters take on the wire at `baud`, in ms. */
export function wireTime_ms(count: number, baud: number): number {
  return (count * BITS_PER_CHARACTER * 1000) / baud;
}

type State = 'signing on' | 'reading' | 'finished';

/**
 * One readout. Call `start` once, then `receive` and `tick`; stop at an action `done` or `failed`. Whatever the peer
 * sends, the reading ends: see the limits above.
 */
export class Iec62056Client {
  #state: State = 'signing on';
  #baud = INITIAL_BAUD;
  #identified: Identification | undefined;
  #received = '';
  #count = 0;
  #deadline_ms = Infinity;
  #phaseBegan_ms = 0;
  #blockBegan_ms: number | undefined;
  #end_ms = Infinity;
  #attemptsLeft: number;
  #repeatsLeft = REPEATS;
  readonly #options: ClientOptions;

  constructor(options: ClientOptions = {}) {
    this.#options = options;
    this.#attemptsLeft = options.attempts ?? 3;
  }

  /** When `tick` next has something to do. */
  get deadline_ms(): number {
    return this.#state === 'finished'
      ? Infinity
      : Math.min(this.#deadline_ms, this.#limit_ms(), this.#end_ms);
  }

  start(now_ms: number): ClientAction[] {
    if (this.#end_ms === Infinity) this.#end_ms = now_ms + READING_LIMIT_ms;
    this.#attemptsLeft--;
    return this.#send(ascii(`/?${this.#options.address ?? ''}!\r\n`), now_ms);
  }

  /** Takes 7-bit characters; those with wrong parity are left out by whoever checked it. */
  receive(characters: Uint8Array, now_ms: number): ClientAction[] {
    if (this.#state === 'finished') return [];
    if (now_ms >= this.deadline_ms) return this.tick(now_ms);
    this.#received += latin1(characters);
    this.#count += characters.length;
    if (this.#messageUnderWay()) this.#deadline_ms = Math.max(this.#deadline_ms, now_ms + ANSWER_TIMEOUT_ms);
    return this.#state === 'signing on' ? this.#identify(now_ms) : this.#read(now_ms);
  }

  tick(now_ms: number): ClientAction[] {
    if (now_ms < this.deadline_ms) return [];
    if (now_ms >= this.#end_ms) return this.#fail(new EndlessAnswerError('no reading within 15 minutes'));
    if (this.#state === 'reading') return this.#repeat('the data block broke off', now_ms);
    if (this.#attemptsLeft > 0) return this.start(now_ms);
    return this.#fail(
      this.#count > 0
        ? new AnswerTimeoutError(`no identification among ${this.#count} characters received`)
        : new NoAnswerError('no answer to the sign-on'),
    );
  }

  /** When the message that is waited for must be over, however it comes. */
  #limit_ms(): number {
    if (this.#state === 'signing on') return this.#phaseBegan_ms + IDENTIFICATION_LIMIT_ms;
    return this.#phaseBegan_ms + BLOCK_SLACK_ms + 2 * wireTime_ms(this.#received.length, this.#baud);
  }

  /** Noise before a message does not prolong the wait for it. */
  #messageUnderWay(): boolean {
    return this.#state === 'signing on' ? this.#received.includes('/') : MESSAGE_START.test(this.#received);
  }

  #identify(now_ms: number): ClientAction[] {
    const found = findIdentification(this.#received);
    if (!found) {
      this.#received = this.#received.slice(-KEPT_NOISE);
      return [];
    }
    this.#identified = found;
    this.#state = 'reading';
    if (found.mode !== 'C') return this.#await(found.baud, now_ms);
    return this.#select(Math.min(found.baud, this.#options.maximumBaud ?? Infinity), now_ms);
  }

  /** In modes A and B the block follows by itself, in B at the rate announced. */
  #await(baud: number, now_ms: number): ClientAction[] {
    const changes: ClientAction[] = baud === this.#baud ? [] : [{ kind: 'rate', baud }];
    const begun = behindIdentification(this.#received);
    this.#expect(now_ms, 0);
    this.#baud = baud;
    this.#received = begun;
    return [...changes, ...this.#read(now_ms)];
  }

  #select(wanted: number, now_ms: number): ClientAction[] {
    const index = rateIndex(wanted);
    const actions = this.#send(ascii(`\x060${index}0\r\n`), now_ms);
    this.#baud = RATES[index];
    return [...actions, { kind: 'rate', baud: this.#baud }];
  }

  #read(now_ms: number): ClientAction[] {
    const start = this.#received.search(MESSAGE_START);
    if (start >= 0) this.#blockBegan_ms ??= now_ms;
    const end = start < 0 ? -1 : this.#received.indexOf(ETX_CHARACTER, start);
    if (end >= 0 && end + 1 < this.#received.length) {
      return this.#take(ascii(this.#received.slice(start, end + 2)), now_ms);
    }
    if (this.#received.length <= BLOCK_LIMIT) return [];
    return this.#fail(
      new EndlessAnswerError(`${this.#received.length} characters without the end of a data block`),
    );
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

  #finish(block: DataBlock, raw: Uint8Array): ClientAction[] {
    this.#state = 'finished';
    const readout = { ...this.#identified!, baud: this.#baud, began_ms: this.#blockBegan_ms!, ...block, raw };
    return [
      { kind: 'send', characters: BREAK },
      { kind: 'done', readout },
    ];
  }

  #repeat(damage: string, now_ms: number): ClientAction[] {
    if (this.#repeatsLeft === 0) {
      return this.#fail(new DamagedBlockError(`${damage}, also after ${REPEATS} repetitions`));
    }
    this.#repeatsLeft--;
    return this.#send(Uint8Array.of(NAK), now_ms);
  }

  #fail(error: ClientError): ClientAction[] {
    this.#state = 'finished';
    return [{ kind: 'failed', error }];
  }

  #send(characters: Uint8Array, now_ms: number): ClientAction[] {
    this.#expect(now_ms, wireTime_ms(characters.length, this.#baud));
    return [{ kind: 'send', characters }];
  }

  /** An answer is waited for, from when what was sent has left the wire. */
  #expect(now_ms: number, sending_ms: number): void {
    this.#received = '';
    this.#phaseBegan_ms = now_ms + sending_ms;
    this.#deadline_ms = this.#phaseBegan_ms + ANSWER_TIMEOUT_ms;
  }
}
