// What loads of registers give and stores do, told to the native part beforehand, so that it need not ask the model each time.
import { COUNT_WORD, type RegisterAnswer } from '../registers/peripheral.ts';

/** Places of the table, and bytes of one: ANSWERS and sizeof(struct answer) of native/accounting.h. */
const PLACES = 64;
const QUADS = 6;
const WORDS = 2 * QUADS;
/** Fields by their place in a struct answer. */
const [UNTIL, BASE, BASE_TIME, CYCLES_PER_TICK] = [0, 1, 2, 3];
const [ADDRESS, KIND, VALUE, HELD] = [8, 9, 10, 11];
/** enum answer_kind */
const UNKNOWN = 0;
const GIVEN = 1;
const COUNT_LOW = 2;
const COUNT_HIGH = 3;
const TAKES = 4;
const TAKEN_WORDS = 16;

/** The table of a chip; an address not in it is asked for each time. Words are taken by one register at most. */
export class Answers {
  /** sizeof(struct answers); the loader compares. */
  static readonly BYTES = PLACES * QUADS * 8 + TAKEN_WORDS * 4;
  readonly buffer = new Uint8Array(Answers.BYTES);
  readonly #doubles = new Float64Array(this.buffer.buffer);
  readonly #words = new Uint32Array(this.buffer.buffer);
  readonly #taken = new Uint32Array(this.buffer.buffer, PLACES * QUADS * 8);
  /** Bits of RESETS.RESET by place. */
  readonly #resetBits = new Uint32Array(PLACES);
  #used = 0;

  /** The answer of one register, for its model to keep; `resetBit` of RESETS.RESET holds its block. */
  add(address: number, resetBit: number): RegisterAnswer {
    if (++this.#used === PLACES) throw new RangeError('too many registers with an answer');
    let place = (address >>> 2) % PLACES;
    while (this.#words[place * WORDS + ADDRESS] !== 0) place = (place + 1) % PLACES;
    this.#words[place * WORDS + ADDRESS] = address;
    this.#resetBits[place] = resetBit;
    return this.#answerOf(place);
  }

  /** Blocks that are held in reset from now on do not answer. */
  hold(blocks: number): void {
    for (let place = 0; place < PLACES; place++)
      this.#words[place * WORDS + HELD] = this.#resetBits[place] & blocks ? 1 : 0;
  }

  #answerOf(place: number): RegisterAnswer {
    const [doubles, words] = [this.#doubles, this.#words];
    const [quad, word] = [place * QUADS, place * WORDS];
    return {
      give: (value, until = Infinity) => {
        words[word + VALUE] = value;
        doubles[quad + UNTIL] = until;
        words[word + KIND] = GIVEN;
      },
      giveCount: ({ base, baseTime, cyclesPerTick }, weight) => {
        doubles[quad + BASE] = base;
        doubles[quad + BASE_TIME] = baseTime;
        doubles[quad + CYCLES_PER_TICK] = cyclesPerTick;
        words[word + KIND] = weight === COUNT_WORD ? COUNT_HIGH : COUNT_LOW;
      },
      takeWords: (room) => {
        doubles[quad + BASE] = Math.min(room, TAKEN_WORDS);
        words[word + VALUE] = 0;
        words[word + KIND] = TAKES;
      },
      taken: () => this.#taken.subarray(0, words[word + KIND] === TAKES ? words[word + VALUE] : 0),
      forget: () => void (words[word + KIND] = UNKNOWN),
    };
  }
}
