// The master's side of DL/T 645-2007 without input or output: requests, their answers, data that come in several frames.
import { RefusedError } from '../errors.ts';
import { ANY_ADDRESS, FrameReader, wakingFrame, type Frame645 } from './frame.ts';

/** Functions by the low five bits of the control byte. */
export const FUNCTION_645 = {
  broadcastTime: 0x08,
  read: 0x11,
  readMore: 0x12,
  readAddress: 0x13,
  writeAddress: 0x15,
  freeze: 0x16,
  changeRate: 0x17,
  output: 0x1d,
} as const;

const ANSWER = 0x80;
const ERROR = 0x40;
const MORE = 0x20;
const FUNCTION = 0x1f;

/** What the bits of an error byte mean. */
const ERRORS = [
  'another error',
  'no such data',
  'wrong password or no right',
  'no such rate',
  'too many zones',
  'too many slots',
  'too many tariffs',
];

export const errorText = (bits: number): string =>
  ERRORS.filter((_, bit) => bits & (1 << bit)).join(', ') || `error ${bits}`;

/** Rates by the byte that asks for them; those behind 19,200 are the manufacturer's own. */
export const RATES_645: ReadonlyMap<number, number> = new Map([
  [0x02, 600],
  [0x04, 1200],
  [0x08, 2400],
  [0x10, 4800],
  [0x20, 9600],
  [0x40, 19_200],
  [0x80, 38_400],
  [0x81, 57_600],
  [0x82, 115_200],
]);

/** The byte that asks for a rate. */
export const rateByte = (baud: number): number | undefined =>
  [...RATES_645].find(([, each]) => each === baud)?.[0];

/** An identifier as eight hexadecimal digits, DI3 first, in the order in which it is sent. */
export function identifierBytes(di: string): Uint8Array {
  return Uint8Array.from(Buffer.from(di.replaceAll(/[ _]/g, ''), 'hex').reverse());
}

export interface Answer645 {
  readonly address: string;
  readonly data: Uint8Array;
  /** More of it is to be asked for. */
  readonly more: boolean;
}

const isFor = (asked: string, from: string): boolean =>
  [...asked].every((digit, i) => digit.toUpperCase() === 'A' || digit === from[i]);

/** Makes requests, and finds the answer to the last one among what comes. */
export class Client645 {
  readonly #reader = new FrameReader();
  #asked: Frame645 = { address: ANY_ADDRESS, control: 0, data: new Uint8Array() };

  request(address: string, control: number, data: Uint8Array = new Uint8Array()): Uint8Array {
    this.#reader.reset();
    this.#asked = { address, control, data };
    return wakingFrame(this.#asked);
  }

  /** The answer, once it is whole. The request itself comes back on a two-wire bus. Throws RefusedError. */
  receive(bytes: Uint8Array): Answer645 | undefined {
    const { address, control } = this.#asked;
    for (const frame of this.#reader.push(bytes)) {
      const isAnswer = (frame.control & ANSWER) !== 0 && (frame.control & FUNCTION) === control;
      if (!isAnswer || !isFor(address, frame.address)) continue;
      if (frame.control & ERROR)
        throw new RefusedError(`refused: ${errorText(frame.data[0] ?? 0)}`, frame.data[0]);
      return { address: frame.address, data: frame.data, more: (frame.control & MORE) !== 0 };
    }
    return undefined;
  }
}
