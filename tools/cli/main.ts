// The command line `twinmeter`: its commands, and how every failure ends (one clear line, exit code 2 for bad input).
import { BadInputError, EXIT_BAD_INPUT } from './errors.ts';
import { commandHelp, groupHelp, programHelp } from './command.ts';
import { COMMANDS, loaded, PROGRAM } from './commands.ts';
import { printable } from './printable.ts';
import { PROJECT_VERSION } from './version.ts';

const isOneOf = (word: string | undefined, ...words: string[]) => word !== undefined && words.includes(word);
const print = (text: string) => void process.stdout.write(text);

/** The command that the words begin with, by one word or two, and those behind it. */
function entryOf(
  words: readonly string[],
): [entry: (typeof COMMANDS)[number] | undefined, rest: readonly string[]] {
  for (const count of [2, 1]) {
    const entry = COMMANDS.find((each) => each.name === words.slice(0, count).join(' '));
    if (entry) return [entry, words.slice(count)];
  }
  return [undefined, words];
}

/** Why no command was found: the second word is missing or wrong, or the first. */
function unknownCommand([name, verb]: readonly string[]): string {
  const verbs = COMMANDS.flatMap((each) =>
    each.name.startsWith(`${name} `) ? [each.name.slice(name.length + 1)] : [],
  );
  if (verbs.length > 0)
    return `${name}${verb ? ` ${verb}` : ''}: expected one of ${verbs.map((each) => `${name} ${each}`).join(', ')}`;
  return name === undefined || name.startsWith('-') ? 'no command' : `unknown command '${name}'`;
}

async function main(all: readonly string[]): Promise<void> {
  const [name] = all;
  if (isOneOf(name, '--help', '-h')) return print(programHelp(PROGRAM, COMMANDS));
  if (isOneOf(name, '--version', '-v'))
    return print(
      `${PROGRAM}/${PROJECT_VERSION} ${process.platform}-${process.arch} node-${process.version}\n`,
    );
  const [entry, words] = entryOf(all);
  const group = COMMANDS.filter((each) => each.name.startsWith(`${name} `));
  if (!entry && group.length > 0 && all.slice(1).some((word) => isOneOf(word, '--help', '-h')))
    return print(groupHelp(PROGRAM, name, group));
  if (!entry) throw new BadInputError(`${unknownCommand(all)}; see ${PROGRAM} --help`);
  const command = await loaded(entry);
  if (words.some((word) => isOneOf(word, '--help', '-h'))) return print(commandHelp(PROGRAM, command));
  await command.run(words);
}

/** The reader went away (`| head`, a closed terminal): a quiet end, by the code the shell shows for SIGPIPE. */
const READER_GONE = ['EPIPE', 'EIO'];
const EXIT_SIGPIPE = 141;

/** Nobody will see what is still to be said; cores die with this process, and nothing of a run has a name. */
function outputLost(error: NodeJS.ErrnoException): never {
  if (READER_GONE.includes(error.code ?? '')) process.exit(EXIT_SIGPIPE);
  process.stderr.write(`${PROGRAM}: standard output: ${error.message}\n`);
  process.exit(EXIT_BAD_INPUT);
}

process.stdout.on('error', outputLost);
process.stderr.on('error', () => process.exit(EXIT_SIGPIPE));

main(process.argv.slice(2)).catch(async (error: Error) => {
  const { exitCodeOf, messageOf } = await import('./exit-code.ts');
  process.stderr.write(`${PROGRAM}: ${printable(messageOf(error))}\n`);
  process.exitCode = exitCodeOf(error);
});
