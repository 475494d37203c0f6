// A command as data: its name, what it does, its options; and the help that is made from them.
import { parseOptions, type Option, type OptionTable, type Values } from './options.ts';

/** What a command takes and does. */
export interface Action {
  readonly options: OptionTable;
  /** Checks the words behind the command's name and does what they ask. Throws BadInputError. */
  run(words: readonly string[]): Promise<void>;
}

/** What the help of the program says of a command. */
export interface Titled {
  readonly name: string;
  readonly about: string;
}

/** One command of the program. */
export interface Command extends Titled, Action {}

/** Ties a table of options to the action that takes their values. */
export function command<T extends OptionTable>(
  options: T,
  action: (values: Values<T>) => Promise<void>,
): Action {
  return { options, run: async (words) => action(parseOptions(options, words)) };
}

const placeholder = (option: Exclude<Option, { kind: 'flag' }>): string =>
  'unit' in option ? (option.kind === 'numbers' ? 'list' : option.unit || 'number') : option.value;

/** What may be given: a range or the choices. */
function permitted(option: Option): string | undefined {
  if (option.kind === 'choice' || option.kind === 'choices') return option.choices.join(', ');
  if (option.kind === 'numbers') return `${option.names.join()} in ${option.unit}`;
  if (option.kind !== 'number') return undefined;
  const range = `${option.least} to ${option.most}`;
  return option.words ? `${range}, or ${Object.keys(option.words).join(', ')}` : range;
}

function preset(option: Option): string | undefined {
  if (option.kind === 'flag') return undefined;
  if ('required' in option && option.required) return 'required';
  if (option.default !== undefined) return `default ${String(option.default)}`;
  return 'otherwise' in option && option.otherwise ? `default: ${option.otherwise}` : undefined;
}

/** One option in the help: its name with a place for the value, and everything that is known about it. */
export function optionLine(name: string, option: Option): [string, string] {
  const left = option.kind === 'flag' ? `--${name}` : `--${name} <${placeholder(option)}>`;
  const range = permitted(option);
  const standard = preset(option);
  return [left, `${option.help}${range ? `; ${range}` : ''}${standard ? ` (${standard})` : ''}`];
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}

/** The help of one command. */
export function commandHelp(program: string, { name, about, options }: Command): string {
  const rows = Object.entries(options).map(([option, description]) => optionLine(option, description));
  return `${program} ${name} [options]\n\n${about}\n\n${columns([...rows, ['--help', 'this text']])}\n`;
}

const listed = (commands: readonly Titled[]) =>
  columns(commands.map(({ name, about }): [string, string] => [name, about]));

/** The help of the program: its commands. */
export const programHelp = (program: string, commands: readonly Titled[]): string =>
  `${program} <command> [options]\n\n${listed(commands)}\n\n${program} <command> --help lists its options; ${program} --version says which this is.\n`;

/** The help of a first word that several commands have: these. */
export function groupHelp(program: string, word: string, commands: readonly Titled[]): string {
  const verbs = commands.map(({ name }) => name.slice(word.length + 1));
  return `${program} ${word} ${verbs.join('|')} [options]\n\n${listed(commands)}\n\n${program} ${word} ${verbs[0]} --help lists the options of the first.\n`;
}
