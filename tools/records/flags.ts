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

/** The same with what each of them says: `alarm (at least one event is under way)`. */
export function flagMeanings(flags: number): string[] {
  const said = (name: string, bit: number | undefined): string => {
    const meaning = MEANINGS_OF_FLAGS.get(bit ?? 0)?.replace(/\.$/, '');
    return meaning ? `${name} (${lowerFirst(meaning)})` : name;
  };
  return flagNames(flags).map((name) => said(name, NAMES.find(([, known]) => known === name)?.[0]));
}

/** A sentence in the middle of another one; abbreviations stay. */
const lowerFirst = (text: string): string =>
  /^[A-Z][a-z ]/.test(text) ? text[0].toLowerCase() + text.slice(1) : text;
