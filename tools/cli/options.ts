// The options of a command as data, and how words of a command line become typed values by it.
import { BadInputError } from './errors.ts';

interface Described {
  /** What it is for, without range and default: the help adds them. */
  readonly help: string;
}

/** Given or not. */
export interface Flag extends Described {
  readonly kind: 'flag';
}

/** A word taken as it is. */
export interface Text extends Described {
  readonly kind: 'text';
  /** What stands for it in the help, and in complaints. */
  readonly value: string;
  readonly noun?: string;
  readonly required?: true;
  /** It may stand by itself, without the option's name. */
  readonly operand?: true;
  readonly default?: string;
  /** What stands where it is not given, when that hangs on other things. */
  readonly otherwise?: string;
}

/** Words taken as they are, in the order in which the option is given. */
export interface Texts extends Described {
  readonly kind: 'texts';
  readonly value: string;
  readonly required: true;
}

export interface Quantity extends Described {
  readonly kind: 'number';
  readonly unit: string;
  readonly least: number;
  readonly most: number;
  readonly default?: number;
  /** What it is where no value stands behind its name. */
  readonly bare?: number;
  /** Words that stand for a number, such as max. */
  readonly words?: Readonly<Record<string, number>>;
  /** What stands where it is not given, when that is no fixed number. */
  readonly otherwise?: string;
}

export interface Choice extends Described {
  readonly kind: 'choice';
  readonly value: string;
  readonly choices: readonly string[];
  readonly required?: true;
  readonly default?: string;
  /** What stands where it is not given, when that hangs on other options. */
  readonly otherwise?: string;
}

/** Some of the choices, with commas between them. */
export interface Choices extends Described {
  readonly kind: 'choices';
  readonly value: string;
  readonly choices: readonly string[];
  readonly default: readonly string[];
}

/** Several numbers in an order of their own, with commas between them. */
export interface Quantities extends Described {
  readonly kind: 'numbers';
  readonly names: readonly string[];
  readonly unit: string;
  /** Each is above this. */
  readonly above: number;
  readonly most: number;
  readonly default: readonly number[];
}

export type Option = Flag | Text | Texts | Quantity | Choice | Choices | Quantities;
/** Options by their names, without the dashes. */
export type OptionTable = Readonly<Record<string, Option>>;

type Always = { readonly default: unknown } | { readonly required: true };
type Kept<O, V> = O extends Always ? V : V | undefined;
/** The type of an option's value, as its description makes it. */
type ValueOf<O extends Option> = O extends Flag
  ? boolean
  : O extends Quantity
    ? Kept<O, number>
    : O extends Choice
      ? Kept<O, O['choices'][number]>
      : O extends Choices
        ? O['choices'][number][]
        : O extends Quantities
          ? number[]
          : O extends Texts
            ? string[]
            : Kept<O, string>;
export type Values<T extends OptionTable> = { [Name in keyof T]: ValueOf<T[Name]> };

/** The words given with each option, an empty list for a flag. */
type Given = Map<string, string[]>;

/** The option that a word without a name is for. */
const operandOf = (table: OptionTable): string | undefined =>
  Object.keys(table).find((name) => 'operand' in table[name]);

function optionAt(table: OptionTable, word: string): { name: string; attached?: string } {
  const operand = operandOf(table);
  if (!word.startsWith('--') && operand !== undefined) return { name: operand, attached: word };
  if (!word.startsWith('--')) throw new BadInputError(`unexpected '${word}': options begin with --`);
  const [, name, attached] = /^--([^=]*)(?:=(.*))?$/s.exec(word)!;
  if (!Object.hasOwn(table, name)) throw new BadInputError(`unknown option --${name}`);
  return { name, attached };
}

/** A word that can be a value. */
const valueAt = (word: string | undefined): string | undefined => (word?.startsWith('--') ? undefined : word);

const bareOf = (option: Option): number | undefined => (option.kind === 'number' ? option.bare : undefined);

/** The word behind an option is its value whatever it begins with (`--pf -0.5`), unless it is an option itself. */
function collect(table: OptionTable, words: readonly string[]): Given {
  const given: Given = new Map();
  for (let at = 0; at < words.length; at++) {
    const { name, attached } = optionAt(table, words[at]);
    const before = given.get(name);
    if (table[name].kind === 'flag') {
      if (attached !== undefined) throw new BadInputError(`--${name}=${attached}: it takes no value`);
      if (before) throw new BadInputError(`--${name}: given twice`);
      given.set(name, []);
      continue;
    }
    const value = attached ?? valueAt(words[at + 1]);
    if (value === undefined && bareOf(table[name]) === undefined)
      throw new BadInputError(`--${name}: its value is missing`);
    if (attached === undefined && value !== undefined) at++;
    given.set(name, [...(before ?? []), value ?? String(bareOf(table[name]))]);
  }
  return given;
}

/** A decimal number as people write it; NaN for everything else, the empty word included. */
const numberOf = (word: string): number => (word.trim() === '' ? Number.NaN : Number(word));

function readNumber(name: string, option: Quantity, word: string): number {
  if (option.words && Object.hasOwn(option.words, word)) return option.words[word];
  const value = numberOf(word);
  if (value >= option.least && value <= option.most) return value;
  throw new BadInputError(`--${name} ${word}: expected a number from ${option.least} to ${option.most}`);
}

function readChoice(name: string, choices: readonly string[], word: string): string {
  if (choices.includes(word)) return word;
  throw new BadInputError(`--${name} ${word}: expected one of ${choices.join(', ')}`);
}

function readNumbers(name: string, { names, above, most, unit }: Quantities, word: string): number[] {
  const values = word.split(',').map(numberOf);
  if (values.length === names.length && values.every((x) => x > above && x <= most)) return values;
  throw new BadInputError(
    `--${name} ${word}: expected ${names.join()}, each above ${above} and at most ${most} ${unit}`,
  );
}

function readText(name: string, word: string, noun = 'value'): string {
  if (word === '') throw new BadInputError(`--${name}: expected one ${noun}`);
  return word;
}

function readWord(name: string, option: Exclude<Option, Flag>, word: string): unknown {
  if (option.kind === 'number') return readNumber(name, option, word);
  if (option.kind === 'numbers') return readNumbers(name, option, word);
  if (option.kind === 'choice') return readChoice(name, option.choices, word);
  if (option.kind === 'choices') return word.split(',').map((each) => readChoice(name, option.choices, each));
  return readText(name, word, option.kind === 'text' ? option.noun : undefined);
}

function missing(name: string, option: Exclude<Option, Flag>): unknown {
  if ('required' in option && option.kind === 'choice')
    throw new BadInputError(`--${name} missing: expected one of ${option.choices.join(', ')}`);
  if ('required' in option && (option.kind === 'text' || option.kind === 'texts'))
    throw new BadInputError(`--${name} ${option.value.toUpperCase()} is missing`);
  return option.default;
}

function valueOf(name: string, option: Option, words: string[] | undefined): unknown {
  if (option.kind === 'flag') return words !== undefined;
  if (words === undefined) return missing(name, option);
  if (option.kind === 'texts') return words.map((word) => readText(name, word));
  if (words.length === 1) return readWord(name, option, words[0]);
  const noun =
    option.kind === 'text' ? `: expected one ${option.noun ?? 'value'}` : ` ${words.join()}: expected one`;
  throw new BadInputError(
    `--${name}${noun}, given ${words.length === 2 ? 'twice' : `${words.length} times`}`,
  );
}

/** Typed values of the options among `words`. Throws BadInputError, which names the option and what is wrong. */
export function parseOptions<T extends OptionTable>(table: T, words: readonly string[]): Values<T> {
  const given = collect(table, words);
  const values = Object.entries(table).map(([name, option]) => [
    name,
    valueOf(name, option, given.get(name)),
  ]);
  return Object.fromEntries(values) as Values<T>;
}
