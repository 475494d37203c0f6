// Names the bits of the error register, METERING_FLAG_*, that every reading is marked with.
import * as protocol from '../../shared-protocol/generated/ts/protocol.ts';
import { MEANINGS_OF_FLAGS } from '../../shared-protocol/generated/ts/protocol.ts';

const PREFIX = 'METERING_FLAG_';

/** Bits by value, as words: `parameters default`. */
const NAMES: readonly (readonly [number, string])[] = Object.entries(protocol)
  .filter(([name]) => name.startsWith(PREFIX))
  .map(([name, bit]) => [Number(bit), name.slice(PREFIX.length).toLowerCase().replaceAll('_', ' ')]);

/** What the bits say, one name each; a bit without a name as its number. */
export function flagNames(flags: number): string[] {
  const named = NAMES.filter(([bit]) => flags & bit);
  const rest = named.reduce((left, [bit]) => left & ~bit, flags) >>> 0;
  return [...named.map(([, name]) => name), ...(rest ? [`0x${rest.toString(16)}`] : [])];
}

/** The same with what each of them says: `alarm: At least one event is under way`. */
export const flagMeanings = (flags: number): string[] =>
  [...MEANINGS_OF_FLAGS]
    .filter(([bit]) => flags & bit)
    .map(([bit, meaning]) => `${flagNames(bit)[0]}: ${meaning.replace(/\.$/, '')}`);
