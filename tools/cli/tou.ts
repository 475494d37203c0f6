// The commands `twinmeter tou put` and `twinmeter tou get`: a tariff between a readable file and a meter.
import { writeFileSync } from 'node:fs';
import { ClientError, PortMissingError, PortUnusableError } from '../clients/errors.ts';
import type { ProgrammingTalk, Talk } from '../clients/programming/index.ts';
import {
  ACTIVATE,
  ACTIVATION,
  activationBytes,
  CALENDAR,
  tariffFrom,
  TariffObjectsError,
  writingsOf,
} from '../tariff/objects.ts';
import { tariffOf, tariffText, TariffFileError, type TariffFile } from '../tariff/toml.ts';
import type { Action } from './command.ts';
import { BadInputError, EXIT_BAD_INPUT, EXIT_FAILURE } from './errors.ts';
import { inputText } from './input-file.ts';
import { parseOptions, type OptionTable, type Values } from './options.ts';
import { printableJson } from './printable.ts';
import { progressBar } from './progress-bar.ts';
import { failureLine, proofOf, SESSION_OPTIONS, withProgramming } from './programming-session.ts';

const FILE = { kind: 'text', value: 'file', required: true } as const;

export const TOU_PUT_OPTIONS = {
  file: { ...FILE, help: 'the tariff, TOML, the first word' },
  activate: {
    kind: 'text',
    value: 'time',
    help: 'when it takes over: now, YYYY-MM-DDTHH:MM in local time, with Z in UTC; without it, not yet',
  },
  ...SESSION_OPTIONS,
  json: { kind: 'flag', help: 'print one JSON object' },
} as const satisfies OptionTable;

export const TOU_GET_OPTIONS = {
  file: { ...FILE, help: 'where the tariff is written to, TOML, the first word; - for the standard output' },
  passive: { kind: 'flag', help: 'the set that is to take over, in place of the one that holds' },
  ...SESSION_OPTIONS,
  json: { kind: 'flag', help: 'print one JSON object' },
} as const satisfies OptionTable;

/** Hexadecimal digits that one message of W2 holds. */
const ONE_MESSAGE = 128;
/** The meter's own now, by the method that has the passive set hold. */
const NOW = 'now';

/** `put FILE` as options: one word stands before all of these. */
function wordsOf(words: readonly string[]): string[] {
  const [first, second] = words;
  if (first === undefined || first.startsWith('--')) return [...words];
  if (second !== undefined && !second.startsWith('--'))
    throw new BadInputError(`unexpected '${second}': FILE, then options`);
  return ['--file', first, ...words.slice(1)];
}

function fileIn(path: string): TariffFile {
  try {
    return tariffOf(inputText(path));
  } catch (error) {
    if (!(error instanceof TariffFileError)) throw error;
    throw new BadInputError(`${path}: ${error.message}`);
  }
}

/** A time of `--activate`; undefined where none is given. */
function activationOf(text: string | undefined): Uint8Array | undefined {
  if (text === undefined || text === NOW) return undefined;
  const isUtc = text.endsWith('Z');
  const at = new Date(isUtc ? text : `${text}Z`);
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z?$/.test(text) && !Number.isNaN(at.getTime());
  // The 31st of February becomes the third of March.
  if (!isTime || !at.toISOString().startsWith(text.replace(/Z$/, '')))
    throw new BadInputError(`--activate ${text}: expected now, YYYY-MM-DDTHH:MM or the same with Z`);
  return activationBytes(at, isUtc);
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();

type Run = <R>(talk: Talk<R>) => Promise<R>;

async function write(run: Run, talk: ProgrammingTalk, id: string, axdr: Uint8Array): Promise<void> {
  const value = hex(axdr);
  await run(talk.write(value.length > ONE_MESSAGE ? 'W4' : 'W2', id, value));
}

/** Does what a command is for; exit code 1 for what the meter or the line does, 2 for a port that is none. */
async function told(command: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ClientError || error instanceof TariffObjectsError)) throw error;
    console.error(failureLine(command, error));
    const isPort = [PortMissingError, PortUnusableError].some((cause) => error instanceof cause);
    process.exitCode = isPort ? EXIT_BAD_INPUT : EXIT_FAILURE;
  }
}

async function put(options: Values<typeof TOU_PUT_OPTIONS>): Promise<void> {
  const file = fileIn(options.file);
  const activation = activationOf(options.activate);
  proofOf(options);
  const writings = writingsOf(file);
  await told('tou put', async () => {
    await withProgramming(options, async (run, talk) => {
      const done = progressBar(process.stderr, 1, writings.length);
      for (const [i, [id, axdr]] of writings.entries()) {
        await write(run, talk, id, axdr);
        done(i + 1);
      }
      if (activation) await write(run, talk, `${CALENDAR}#${ACTIVATION}`, activation);
      if (options.activate === NOW) await run(talk.write('E2', `${CALENDAR}#${ACTIVATE}`, ''));
    });
    const { name, days, seasons } = file.tariff;
    const activated = options.activate ?? 'not yet';
    const when = activated === NOW ? 'with the next minute' : activated;
    console.log(
      options.json
        ? printableJson({
            port: options.port,
            name,
            seasons: seasons.length,
            days: days.length,
            activate: activated,
          })
        : `${name}: written, takes over: ${when}`,
    );
  });
}

/** Writes the file; on the standard output it is all there is, or with --json a field of the object. */
function tellFound({ file, json, port }: Values<typeof TOU_GET_OPTIONS>, found: TariffFile): void {
  const toml = tariffText(found);
  const { name, days, seasons } = found.tariff;
  const isPrinted = file === '-';
  if (!isPrinted) writeFileSync(file, toml);
  const told = { port, name, seasons: seasons.length, days: days.length, ...(isPrinted && { toml }) };
  if (json) console.log(printableJson(told));
  else if (isPrinted) process.stdout.write(toml);
  else console.log(`${name || 'a tariff without a name'}: written to ${file}`);
}

async function get(options: Values<typeof TOU_GET_OPTIONS>): Promise<void> {
  proofOf(options);
  await told('tou get', async () => {
    const found = await withProgramming(options, (run, talk) =>
      tariffFrom(
        async (id) => Buffer.from(await run(talk.read('R6', id)), 'hex'),
        options.passive ? 'passive' : 'active',
      ),
    );
    tellFound(options, found);
  });
}

export const TOU_PUT: Action = {
  options: TOU_PUT_OPTIONS,
  run: (words) => put(parseOptions(TOU_PUT_OPTIONS, wordsOf(words))),
};

export const TOU_GET: Action = {
  options: TOU_GET_OPTIONS,
  run: (words) => get(parseOptions(TOU_GET_OPTIONS, wordsOf(words))),
};
