// The command line `twinmeter`: its commands, and how every failure ends (one clear line, exit code 2 for bad input).
import { SiteError } from '../metrology/adjust/site.ts';
import { PortMissingError, PortUnusableError } from '../clients/errors.ts';
import { ElfError } from '../rp2350/chip/elf.ts';
import { ImageError } from '../firmware/errors.ts';
import { NotBuiltError } from '../build/paths.ts';
import { BoardRefusedError, ScratchError } from '../meter/errors.ts';
import { CoreGoneError } from '../cores/core-runner.ts';
import { ModuleError } from '../cores/module-check.ts';
import { CoreRefusedError } from '../cores/wasm3-library.ts';
import { WaveError } from '../signals/waves/errors.ts';
import { BadInputError, EXIT_BAD_INPUT, EXIT_FAILURE } from './errors.ts';
import { commandHelp, programHelp } from './command.ts';
import { COMMANDS, PROGRAM } from './commands.ts';
import { printable } from './printable.ts';
import { PROJECT_VERSION } from './version.ts';

const BAD_INPUT = [
  BadInputError,
  NotBuiltError,
  ModuleError,
  CoreGoneError,
  CoreRefusedError,
  BoardRefusedError,
  ElfError,
  ImageError,
  WaveError,
  SiteError,
  PortMissingError,
  PortUnusableError,
  ScratchError,
];

/** What the system refused: a full disk, a path that may not be written. */
const isSystemError = (error: Error): boolean => 'syscall' in error;

const isOneOf = (word: string | undefined, ...words: string[]) => word !== undefined && words.includes(word);
const print = (text: string) => void process.stdout.write(text);

async function main([name, ...words]: readonly string[]): Promise<void> {
  if (isOneOf(name, '--help', '-h')) return print(programHelp(PROGRAM, COMMANDS));
  if (isOneOf(name, '--version', '-v'))
    return print(
      `${PROGRAM}/${PROJECT_VERSION} ${process.platform}-${process.arch} node-${process.version}\n`,
    );
  const command = COMMANDS.find((each) => each.name === name);
  if (!command) {
    throw new BadInputError(
      `${name === undefined || name.startsWith('-') ? 'no command' : `unknown command '${name}'`}; see ${PROGRAM} --help`,
    );
  }
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

main(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`${PROGRAM}: ${printable(error.message.split('\n')[0])}\n`);
  const isBadInput = isSystemError(error) || BAD_INPUT.some((cause) => error instanceof cause);
  process.exitCode = isBadInput ? EXIT_BAD_INPUT : EXIT_FAILURE;
});
