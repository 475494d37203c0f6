// Reads the identification message of IEC 62056-21, and what its rate character says of the mode.

/** How the block follows: A at the initial rate, B at another without a word, C at one the reader selects. */
export type Mode = 'A' | 'B' | 'C';

export interface Identification {
  /** Three-letter FLAG identification. */
  readonly manufacturer: string;
  /** What stands behind the rate character. */
  readonly identification: string;
  readonly mode: Mode;
  /** The rate of the block in mode A and B, the highest one offered in mode C; bauds. */
  readonly baud: number;
  /** HDLC can be had in place of mode C's messages: mode E, told by `\2` in front of the identification. */
  readonly hasModeE?: boolean;
}

export const INITIAL_BAUD = 300;
/** Rates of mode C by `0` to `6`; those of mode B are the same from the second on, by `A` to `F`. */
export const RATES = [INITIAL_BAUD, 600, 1200, 2400, 4800, 9600, 19200];

/** Index of the fastest rate that is no faster than so many bauds; that of INITIAL_BAUD where there is none. */
export function rateIndex(most: number): number {
  const index = RATES.findLastIndex((rate) => rate <= most);
  return Math.max(0, index);
}

/** `/XXXZ`, an escape sequence or none, and the identification; a request echoed by the optical head has `?` in place of the letters. */
const MESSAGE = /\/([A-Za-z]{3})([^\r\n]?)(\\[^\r\n])?([^\r\n]{0,64})\r\n/;

function modeOf(rateCharacter: string): { mode: Mode; baud: number } {
  const code = rateCharacter === '' ? 0 : rateCharacter.charCodeAt(0);
  const offered = RATES[code - 0x30];
  if (offered !== undefined) return { mode: 'C', baud: offered };
  const announced = code > 0x40 ? RATES[code - 0x40] : undefined;
  return announced === undefined ? { mode: 'A', baud: INITIAL_BAUD } : { mode: 'B', baud: announced };
}

/** What stands behind the first identification message: in modes A and B it may be the block already. */
export function behindIdentification(characters: string): string {
  const match = MESSAGE.exec(characters);
  return match ? characters.slice(match.index + match[0].length) : '';
}

/** The first identification message among these characters, or undefined. */
export function findIdentification(characters: string): Identification | undefined {
  const match = MESSAGE.exec(characters);
  if (!match) return undefined;
  const [, manufacturer, rateCharacter, enhanced, identification] = match;
  return { manufacturer, identification, ...modeOf(rateCharacter), hasModeE: enhanced === '\\2' };
}
