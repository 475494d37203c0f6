// The command `twinmeter program`: writes one value to a meter through a serial port, by a name or the code of its object.
import { MeterError } from '../clients/programming/index.ts';
import { ClientError, PortMissingError, PortUnusableError } from '../clients/errors.ts';
import type { Action } from './command.ts';
import { BadInputError, EXIT_BAD_INPUT, EXIT_FAILURE } from './errors.ts';
import { parseOptions, type OptionTable, type Values } from './options.ts';
import { printableJson } from './printable.ts';
import { NAMES, writingOf } from './program-names.ts';
import { failureLine, proofOf, SESSION_OPTIONS, withProgramming } from './programming-session.ts';

const names = Object.entries(NAMES).map(([name, { about }]) => `${name}: ${about}`);

export const PROGRAM_OPTIONS = {
  name: {
    kind: 'text',
    value: 'name',
    required: true,
    help: `what is written, the first word: the code of an object (#n an attribute of it), or ${names.join('; ')}`,
  },
  value: {
    kind: 'text',
    value: 'text',
    required: true,
    help: 'the value, the second word: as a reading of it is; of a setting of several numbers these, with commas between; A-XDR behind hex:',
  },
  ...SESSION_OPTIONS,
  json: { kind: 'flag', help: 'print one JSON object' },
} as const satisfies OptionTable;

export type ProgramOptions = Values<typeof PROGRAM_OPTIONS>;

interface Outlets {
  readonly print: (text: string) => void;
  readonly complain: (line: string) => void;
}

/** `program NAME VALUE` as options: both words stand before all of these. */
export function wordsOf(words: readonly string[]): string[] {
  const free = words.findIndex((word) => word.startsWith('--'));
  const first = words.slice(0, free < 0 ? words.length : free);
  const rest = words.slice(first.length);
  if (first.length > 2) throw new BadInputError(`unexpected '${first[2]}': NAME VALUE, then options`);
  return [...first.flatMap((word, i) => [i === 0 ? '--name' : '--value', word]), ...rest];
}

const isBadInput = (error: unknown): boolean =>
  [PortMissingError, PortUnusableError].some((cause) => error instanceof cause);

/** Writes; returns the exit code: 0 written, 1 the meter refused or did not answer, 2 bad port. Throws BadInputError. */
export async function program(options: ProgramOptions, { print, complain }: Outlets): Promise<number> {
  const { name, port, json } = options;
  const { command, id, value } = writingOf(name, options.value);
  proofOf(options);
  try {
    await withProgramming(options, (run, talk) => run(talk.write(command, id, value)), complain);
    print(json ? printableJson({ port, name, object: id, command, outcome: 'written' }) : `${name}: written`);
    return 0;
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    const refusal = error instanceof MeterError ? error.code : undefined;
    const told = {
      port,
      name,
      object: id,
      command,
      outcome: 'refused',
      error: refusal,
      reason: error.message,
    };
    if (json) print(printableJson(told));
    complain(failureLine('program', error));
    return isBadInput(error) ? EXIT_BAD_INPUT : EXIT_FAILURE;
  }
}

export const PROGRAM_ACTION: Action = {
  options: PROGRAM_OPTIONS,
  run: async (words) => {
    const options = parseOptions(PROGRAM_OPTIONS, wordsOf(words));
    process.exitCode = await program(options, { print: console.log, complain: console.error });
  },
};
