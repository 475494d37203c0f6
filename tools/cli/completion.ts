// Completion of words by a shell, made from the option tables: bash, zsh and fish.
import { command, type Action, type Command } from './command.ts';
import type { Option, OptionTable } from './options.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

/** Values that are names of files. */
const FILES = ['file', 'path'];

const isFile = (option: Option): boolean =>
  (option.kind === 'text' || option.kind === 'texts') && FILES.includes(option.value);
const takesValue = (option: Option): boolean => option.kind !== 'flag';

/** The words an option may be given, where they can be told. */
function wordsOf(option: Option): readonly string[] {
  if (option.kind === 'choice' || option.kind === 'choices') return option.choices;
  return option.kind === 'number' ? Object.keys(option.words ?? {}) : [];
}

const optionsOf = ({ options }: Command): [string, Option][] => Object.entries(options);
const namesOf = (each: Command): string =>
  [...optionsOf(each).map(([name]) => `--${name}`), '--help'].join(' ');
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** First words of the commands, each once; and the second ones of those that have two. */
const firstWords = (commands: readonly Command[]): string[] => [
  ...new Set(commands.map(({ name }) => name.split(' ')[0])),
];
const secondWords = (commands: readonly Command[], first: string): string[] =>
  commands.flatMap(({ name }) => (name.startsWith(`${first} `) ? [name.slice(first.length + 1)] : []));

/** What stands behind an option of a command, in bash. */
function bashValues({ name: of, options }: Command): string[] {
  return Object.entries(options).flatMap(([name, option]) => {
    if (!takesValue(option)) return [];
    const generator = isFile(option) ? '-f' : `-W ${quoted(wordsOf(option).join(' '))}`;
    return [`    '${of} --${name}') COMPREPLY=($(compgen ${generator} -- "$word")); return ;;`];
  });
}

function bash(program: string, commands: readonly Command[]): string {
  const names = firstWords(commands);
  const pairs = names.filter((name) => secondWords(commands, name).length > 0);
  return [
    `# Completion of ${program} for bash. Made by: ${program} completion --shell bash`,
    `_${program}() {`,
    '  local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD - 1]}" of="${COMP_WORDS[1]}"',
    ...(pairs.length > 0
      ? [
          `  case "$of" in ${pairs.join(' | ')}) [ "$COMP_CWORD" -gt 2 ] && of="$of \${COMP_WORDS[2]}" ;; esac`,
        ]
      : []),
    '  case "$of $before" in',
    ...commands.flatMap(bashValues),
    '  esac',
    '  case "$COMP_CWORD $of" in',
    `    '1 '*) COMPREPLY=($(compgen -W '${names.join(' ')} --help --version' -- "$word")) ;;`,
    ...pairs.map(
      (first) =>
        `    '2 ${first}') COMPREPLY=($(compgen -W '${secondWords(commands, first).join(' ')}' -- "$word")) ;;`,
    ),
    ...commands.map(
      (each) => `    *' ${each.name}') COMPREPLY=($(compgen -W '${namesOf(each)}' -- "$word")) ;;`,
    ),
    '  esac',
    '}',
    `complete -o filenames -F _${program} ${program} ${program}.mjs`,
    '',
  ].join('\n');
}

/** In a specification of zsh's _arguments. */
const zshText = (text: string): string => text.replace(/[[\]:\\]/g, String.raw`\$&`);

function zshOption([name, option]: [string, Option]): string {
  const help = `[${zshText(option.help)}]`;
  if (!takesValue(option)) return quoted(`--${name}${help}`);
  const action = isFile(option) ? '_files' : `(${wordsOf(option).join(' ')})`;
  return quoted(`--${name}=${help}:${name}:${action}`);
}

const aboutOf = (commands: readonly Command[], first: string): string =>
  commands
    .filter(({ name }) => name === first || name.startsWith(`${first} `))
    .map(({ about }) => about)
    .join('; ');

/** Of a command of two words: the second one is completed, or taken off. */
function zshSecond(commands: readonly Command[], first: string): string[] {
  const seconds = secondWords(commands, first);
  if (seconds.length === 0) return [];
  return [
    `if [[ "$of" == ${first} ]]; then`,
    `  if (( CURRENT == 3 )); then compadd ${seconds.join(' ')}; return; fi`,
    '  of="$of $words[3]"; shift words; (( CURRENT-- ))',
    'fi',
  ];
}

function zsh(program: string, commands: readonly Command[]): string {
  return [
    `#compdef ${program} ${program}.mjs`,
    `# Completion of ${program} for zsh. Made by: ${program} completion --shell zsh`,
    'local -a commands',
    `commands=(${firstWords(commands)
      .map((name) => quoted(`${name}:${zshText(aboutOf(commands, name))}`))
      .join(' ')})`,
    'if (( CURRENT == 2 )); then',
    "  _describe 'command' commands",
    '  return',
    'fi',
    'local of="$words[2]"',
    ...firstWords(commands).flatMap((first) => zshSecond(commands, first)),
    'case "$of" in',
    ...commands.map(
      (each) =>
        `  ${quoted(each.name)}) shift words; (( CURRENT-- )); _arguments ${optionsOf(each).map(zshOption).join(' ')} '--help[this text]' ;;`,
    ),
    'esac',
    '',
  ].join('\n');
}

const fishSeen = (of: string): string =>
  of
    .split(' ')
    .map((word) => `__fish_seen_subcommand_from ${word}`)
    .join('; and ');

function fishOption(program: string, of: string, [name, option]: [string, Option]): string {
  const words = wordsOf(option);
  const value = !takesValue(option)
    ? ''
    : isFile(option)
      ? ' -r -F'
      : ` -x${words.length > 0 ? ` -a ${quoted(words.join(' '))}` : ''}`;
  return `complete -c ${program} -n '${fishSeen(of)}' -l ${name}${value} -d ${quoted(option.help)}`;
}

function fish(program: string, commands: readonly Command[]): string {
  return [
    `# Completion of ${program} for fish. Made by: ${program} completion --shell fish`,
    `complete -c ${program} -f`,
    ...commands.map(
      ({ name, about }) =>
        `complete -c ${program} -n '__fish_use_subcommand' -a ${quoted(name)} -d ${quoted(about)}`,
    ),
    ...commands.flatMap((each) => optionsOf(each).map((option) => fishOption(program, each.name, option))),
    '',
  ].join('\n');
}

const MAKERS: Readonly<Record<Shell, typeof bash>> = { bash, zsh, fish };

/** The completion of a program for a shell, as that shell reads it. */
export const completionFor = (shell: Shell, program: string, commands: readonly Command[]): string =>
  MAKERS[shell](program, commands);

const COMPLETION_OPTIONS = {
  shell: {
    kind: 'choice',
    value: 'name',
    choices: SHELLS,
    default: 'bash',
    help: 'which shell is to read it',
  },
} as const satisfies OptionTable;

/** The command that prints it; it completes all commands, itself among them. */
export const completionAction = (program: string, commands: () => Promise<readonly Command[]>): Action =>
  command(COMPLETION_OPTIONS, async ({ shell }) => {
    process.stdout.write(completionFor(shell, program, await commands()));
  });
