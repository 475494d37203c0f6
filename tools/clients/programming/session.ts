// A session in programming mode without input or output: generators that yield what is to be said and are given the answer.
import { AnswerTimeoutError, ClientError, NoAnswerError, RefusedError } from '../errors.ts';
import { findIdentification, INITIAL_BAUD, rateIndex, RATES } from '../identification.ts';
import { ACK, answerLength, BREAK, commandMessage, parseAnswer, VALUE_MAX, type Answer } from './message.ts';
import { NAK } from '../data-block.ts';
import { SessionCipher } from './cipher.ts';
import { responseTo, type LevelThreeKeys } from './response.ts';

/** What is to be said next, and what is waited for. */
export interface Turn {
  readonly characters: Uint8Array;
  /** The rate from behind these characters on. */
  readonly baud?: number;
  /** Characters of a whole answer at the beginning of what came; 0 while it is not whole. */
  readonly isWhole: (characters: Uint8Array) => number;
}

/** Yields turns; is given the characters of each answer, none where nothing whole came in time. */
export type Talk<T> = Generator<Turn, T, Uint8Array>;

/** The meter refused with an error message of its own: `code` is its text, such as ER04. */
export class MeterError extends RefusedError {
  override name = 'MeterError';
  readonly code: string;
  constructor(code: string, meaning: string | undefined) {
    super(`the meter answered ${code}${meaning ? `: ${meaning}` : ''}`);
    this.code = code;
  }
}

export interface SessionOptions {
  readonly address?: string;
  /** Highest rate to ask for, in bauds; default 19200. */
  readonly maximumBaud?: number;
  /** What the texts of the meter's errors mean. */
  readonly errors?: Readonly<Record<string, string>>;
}

const ATTEMPTS = 3;
const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const wholeLine = (characters: Uint8Array): number => {
  const text = Buffer.from(characters).toString('latin1');
  return findIdentification(text) ? text.length : 0;
};

/** The rest of a value in hex may look like an error, letters before digits; ER is no hex. */
const continued = (answer: Answer): Answer =>
  answer.kind === 'error' && !answer.text.startsWith('ER')
    ? { kind: 'data', text: `(${answer.text})`, isLast: true }
    : answer;

/** One session; each function is a talk of its own, `open` first and `close` last. */
export class ProgrammingTalk {
  /** Operand of P0: the challenge, in hex. */
  challenge = '';
  readonly #options: SessionOptions;
  #cipher: SessionCipher | undefined;

  constructor(options: SessionOptions = {}) {
    this.#options = options;
  }

  /** Signs on and selects programming mode. */
  *open(): Talk<void> {
    const offered = yield* this.#identify();
    const index = rateIndex(Math.min(offered, this.#options.maximumBaud ?? Infinity));
    const selection = { characters: ascii(`\x060${index}1\r\n`), baud: RATES[index] };
    const answer = yield* this.#ask(selection);
    if (answer.kind !== 'operand') throw new RefusedError('the meter does not offer programming mode');
    this.challenge = answer.operand;
  }

  *#identify(): Talk<number> {
    const characters = ascii(`/?${this.#options.address ?? ''}!\r\n`);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const heard = yield { characters, baud: INITIAL_BAUD, isWhole: wholeLine };
      const found = findIdentification(Buffer.from(heard).toString('latin1'));
      if (found && found.mode !== 'C') throw new RefusedError(`a meter of mode ${found.mode}`);
      if (found) return found.baud;
    }
    throw new NoAnswerError('no answer to the sign-on');
  }

  /** What a meter answers; said again where nothing whole came, or it asks for that. `isContinued`: a block goes on. */
  *#ask(turn: Omit<Turn, 'isWhole'>, isContinued = false): Talk<Answer> {
    let { characters } = turn;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const heard = yield { ...turn, characters, isWhole: answerLength };
      const parsed: Answer = answerLength(heard) > 0 ? parseAnswer(heard) : { kind: 'damaged' };
      const answer = isContinued ? continued(parsed) : parsed;
      if (answer.kind === 'error') throw new MeterError(answer.text, this.#options.errors?.[answer.text]);
      if (answer.kind === 'sign-off') throw new RefusedError('the meter signed off');
      if (answer.kind !== 'damaged' && answer.kind !== 'repeat') return answer;
      // Of an answer that came damaged the meter is asked again, of a command it did not understand it is told again.
      characters = answer.kind === 'damaged' && heard.length > 0 ? Uint8Array.of(NAK) : turn.characters;
    }
    throw new AnswerTimeoutError(`no whole answer, also after ${ATTEMPTS} attempts`);
  }

  /** Says a command; the answer is an acknowledgement or data. Throws MeterError, RefusedError, AnswerTimeoutError. */
  *command(name: string, dataSet?: string, isLast = true): Talk<Answer> {
    return yield* this.#ask({ characters: commandMessage(name, dataSet, isLast) });
  }

  *#acknowledged(name: string, dataSet: string, isLast = true): Talk<void> {
    const answer = yield* this.command(name, dataSet, isLast);
    if (answer.kind !== 'acknowledged') throw new ClientError(`${name} was answered with ${answer.kind}`);
  }

  /** Level 2. */
  *password(password: string): Talk<void> {
    yield* this.#acknowledged('P1', `(${password})`);
  }

  /** Level 3. */
  *prove(keys: LevelThreeKeys): Talk<void> {
    yield* this.#acknowledged('P2', `(${responseTo(this.challenge, keys)})`);
  }

  /** From here on what is read must come ciphered; wants level 2. */
  *encipher(keys: LevelThreeKeys): Talk<void> {
    const cipher = new SessionCipher(this.challenge, keys);
    yield* this.#acknowledged('P2', `(${cipher.drawn})`);
    this.#cipher = cipher;
  }

  /** What stands in the brackets of a data set that was asked for under an identifier. */
  #valueOf({ text, isLast }: Extract<Answer, { kind: 'data' }>, id: string): string {
    const set = /^([^()]*)\(([^()]*)\)$/.exec(text);
    if (!set) throw new ClientError(`no data set: ${text}`);
    const [, told, value] = set;
    return this.#cipher ? this.#cipher.open({ id, told, value, isLast }) : value;
  }

  /**
   * What stands in the brackets of an object, all blocks joined. `name` is one of R1 to R6; `onBlock` is told how many
   * characters came so far.
   */
  *read(name: string, id: string, selection = '', onBlock?: (characters: number) => void): Talk<string> {
    let answer = yield* this.command(name, `${id}(${selection})`);
    const blocks: string[] = [];
    for (let length = 0; ; ) {
      if (answer.kind !== 'data') throw new ClientError(`${name} was answered with ${answer.kind}`);
      const value = this.#valueOf(answer, blocks.length === 0 ? id : '');
      blocks.push(value);
      onBlock?.((length += value.length));
      if (answer.isLast) return blocks.join('');
      answer = yield* this.#ask({ characters: Uint8Array.of(ACK) }, true);
    }
  }

  /** Writes a value, W1 to W6, or executes a method, E2; in blocks where it is longer than one message holds. */
  *write(name: string, id: string, value: string): Talk<void> {
    for (let at = 0, first = true; first || at < value.length; at += VALUE_MAX, first = false) {
      const isLast = at + VALUE_MAX >= value.length;
      yield* this.#acknowledged(name, `${first ? id : ''}(${value.slice(at, at + VALUE_MAX)})`, isLast);
    }
  }

  /** Signs off; nothing is answered. */
  *close(): Talk<void> {
    yield { characters: BREAK, isWhole: () => 1 };
  }
}
