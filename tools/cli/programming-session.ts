// A session in programming mode through a serial port, at the level that was asked for: what the commands that write have in common.
import { join } from 'node:path';
import {
  ERROR_TEXTS,
  LEVEL_3_CLIENT,
  PASSWORD_MOST,
} from '../../shared-protocol/generated/ts/programming.ts';
import { INITIAL_BAUD, RATES } from '../clients/identification.ts';
import { ProgrammingTalk, TalkDriver, type LevelThreeKeys, type Talk } from '../clients/programming/index.ts';
import { openSerialTransport } from '../clients/serial-transport.ts';
import { traced } from '../clients/traced.ts';
import { parseKeys } from '../meter/keys/key-file.ts';
import { BadInputError } from './errors.ts';
import { inputText } from './input-file.ts';
import type { OptionTable, Values } from './options.ts';
import { printable } from './printable.ts';

export const SESSION_OPTIONS = {
  port: { kind: 'text', value: 'path', required: true, help: 'serial port or pseudo-terminal' },
  address: { kind: 'text', value: 'text', help: 'device address; without it any meter on the port answers' },
  baud: {
    kind: 'number',
    unit: 'Bd',
    least: RATES[0],
    most: RATES.at(-1)!,
    default: RATES.at(-1)!,
    help: 'highest rate to ask the meter for',
  },
  level: {
    kind: 'choice',
    value: 'number',
    choices: ['1', '2', '3'],
    otherwise: '3 with keys, 2 with a password, else 1',
    help: 'access level to prove; the sealed button (3) and the open case (4) count without',
  },
  password: { kind: 'text', value: 'text', help: 'password of level 2' },
  keys: {
    kind: 'text',
    value: 'file',
    help: 'keys of the meter for level 3, as provision and a run with --state leave them (development-keys)',
  },
  state: { kind: 'text', value: 'path', help: 'folder of the meter: its file development-keys' },
  ciphered: {
    kind: 'flag',
    help: 'have what is read come ciphered, by the keys of --keys or --state; from level 2 on',
  },
  trace: { kind: 'flag', help: 'write every byte sent and received to the standard error output' },
} as const satisfies OptionTable;

export type SessionValues = Values<typeof SESSION_OPTIONS>;

/** What proves the level. */
interface Proof {
  readonly password?: string;
  readonly keys?: LevelThreeKeys;
  /** What is read is to come ciphered by these. */
  readonly cipher?: LevelThreeKeys;
}

function keysIn(path: string): LevelThreeKeys {
  const { system_title, clients } = parseKeys(path, inputText(path)).management;
  return { system_title, ...clients[LEVEL_3_CLIENT - 1] };
}

function checkText(option: string, text: string | undefined, most: number): void {
  if (text !== undefined && !new RegExp(`^[!-~]{1,${most}}$`).test(text.replaceAll(/[()/!*]/g, ' ')))
    throw new BadInputError(`${option}: expected 1 to ${most} printable characters without ( ) * / and !`);
}

/** What is given to prove a level with. Throws BadInputError for what does not go together. */
export function proofOf({ level, password, keys, state, address, ciphered }: SessionValues): Proof {
  checkText('--password', password, PASSWORD_MOST);
  checkText('--address', address, 32);
  if (keys !== undefined && state !== undefined)
    throw new BadInputError('give either --keys FILE or --state DIR');
  const file = keys ?? (state === undefined ? undefined : join(state, 'development-keys'));
  if (level === '2' && password === undefined) throw new BadInputError('--level 2 wants --password');
  if (level === '3' && file === undefined)
    throw new BadInputError('--level 3 wants --keys FILE or --state DIR');
  const wanted = level ?? (file === undefined ? (password === undefined ? '1' : '2') : '3');
  if (ciphered && file === undefined) throw new BadInputError('--ciphered wants --keys FILE or --state DIR');
  if (ciphered && wanted === '1') throw new BadInputError('--ciphered wants level 2 or 3');
  const cipher = ciphered ? { cipher: keysIn(file!) } : {};
  if (wanted === '3') return { keys: keysIn(file!), ...cipher };
  return wanted === '2' ? { password, ...cipher } : {};
}

function* opened(talk: ProgrammingTalk, { password, keys, cipher }: Proof): Talk<void> {
  yield* talk.open();
  if (password !== undefined) yield* talk.password(password);
  if (keys) yield* talk.prove(keys);
  if (cipher) yield* talk.encipher(cipher);
}

/**
 * Opens a session at the port, proves the level, uses it and signs off. Throws BadInputError, and ClientError for what the
 * meter or the port does.
 */
export async function withProgramming<T>(
  options: SessionValues,
  use: (run: <R>(talk: Talk<R>) => Promise<R>, talk: ProgrammingTalk) => Promise<T>,
  complain: (line: string) => void = console.error,
): Promise<T> {
  const proof = proofOf(options);
  const transport = await openSerialTransport(options.port, INITIAL_BAUD, 'none');
  try {
    const driver = new TalkDriver(options.trace ? traced(transport, complain) : transport);
    const { address, baud } = options;
    const talk = new ProgrammingTalk({ address, maximumBaud: baud, errors: ERROR_TEXTS });
    await driver.run(opened(talk, proof));
    const result = await use((each) => driver.run(each), talk);
    await driver.run(talk.close());
    return result;
  } finally {
    await transport.close();
  }
}

/** What a failure is called in one line. */
export const failureLine = (command: string, error: Error): string =>
  `twinmeter ${command}: ${printable(error.message)}`;
