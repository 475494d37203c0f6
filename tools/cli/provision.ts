// The command `twinmeter provision`: gives a board, or the meter of a folder, its identity once.
import { AnswerTimeoutError, NoAnswerError, RefusedError } from '../clients/errors.ts';
import { withSerialPort } from '../clients/serial-transport.ts';
import { tellState, type Ask, type BoardState } from '../meter/provisioning/board.ts';
import { provisionBoard, STATES } from '../meter/provisioning/ceremony.ts';
import { ProvisionError } from '../meter/provisioning/errors.ts';
import { freshGivenKeys, parseGivenKeys } from '../meter/provisioning/given-keys.ts';
import { keptIdentity, provisionFolder } from '../meter/provisioning/kept-identity.ts';
import { KeyFiles } from '../meter/provisioning/key-files.ts';
import { titleBytes } from '../meter/provisioning/title.ts';
import { Questions } from '../records/questions.ts';
import { PROVISION_BAUD } from '../../shared-protocol/generated/ts/provision.ts';
import { command } from './command.ts';
import { BadInputError } from './errors.ts';
import { inputFile } from './input-file.ts';
import type { OptionTable, Values } from './options.ts';

export const PROVISION_OPTIONS = {
  port: { kind: 'text', value: 'path', help: 'the first port of a board with its provisioning image: RS485' },
  state: { kind: 'text', value: 'path', help: 'folder of a meter on host, wasm or emulated instead' },
  title: {
    kind: 'text',
    value: 'title',
    help: 'its system title: three capital letters and ten hexadecimal digits, such as TWM00000000A7',
  },
  out: {
    kind: 'text',
    value: 'path',
    help: 'folder that gets public-key.pem and client-keys; what stands there is never overwritten',
  },
  role: {
    kind: 'choice',
    value: 'name',
    choices: ['metering', 'management'],
    default: 'metering',
    help: 'which of the two boards it has to be',
  },
  keys: {
    kind: 'text',
    value: 'file',
    otherwise: 'generated',
    help: 'master key and keys of the clients, as a client-keys or development-keys has them',
  },
  check: { kind: 'flag', help: 'tell what is there, and change nothing' },
  json: { kind: 'flag', help: 'print one JSON object' },
} as const satisfies OptionTable;

type ProvisionOptions = Values<typeof PROVISION_OPTIONS>;

/** Throws BadInputError. */
function checkOptions({ port, state, title, out, check, keys, role }: ProvisionOptions): void {
  if ((port === undefined) === (state === undefined))
    throw new BadInputError('give either --port PATH or --state DIR');
  if (state !== undefined && role !== 'metering')
    throw new BadInputError(`--role ${role} does not go with --state: a folder gets the keys of both boards`);
  if (check) {
    const other = Object.entries({ title, out, keys }).find(([, value]) => value !== undefined);
    if (other) throw new BadInputError(`--${other[0]} does not go with --check`);
    return;
  }
  if (title === undefined) throw new BadInputError('--title is missing');
  titleBytes(title);
  if (port !== undefined && out === undefined)
    throw new BadInputError('--out is missing: the folder for public-key.pem and client-keys');
  if (state !== undefined && out !== undefined)
    throw new BadInputError('--out does not go with --state: the keys stand in that folder');
}

/** The first question tells what runs on the board. Throws ProvisionError. */
function notProvisioning(where: string, error: Error): Error {
  if (error instanceof RefusedError)
    return new ProvisionError(`${where}: the board runs another image: flash its provisioning image first`);
  if (error instanceof NoAnswerError || error instanceof AnswerTimeoutError)
    return new ProvisionError(`${where}: no provisioning image answers`);
  return error;
}

/** Uses a board whose image is the one for it. */
const withBoard = <T>(port: string, use: (ask: Ask, state: BoardState) => Promise<T>): Promise<T> =>
  withSerialPort(
    port,
    async (transport) => {
      const questions = new Questions(transport);
      const ask: Ask = (message, values) => questions.ask(message, values);
      const state = await tellState(ask).catch((error: Error) => {
        throw notProvisioning(transport.where, error);
      });
      return use(ask, state);
    },
    PROVISION_BAUD,
  );

const BANKS = ['blank', 'damaged', 'sound'];

function print(json: boolean, lines: readonly string[], object: object): void {
  process.stdout.write(json ? `${JSON.stringify(object)}\n` : lines.map((line) => `${line}\n`).join(''));
}

async function checkBoard(port: string, json: boolean): Promise<void> {
  const { role, chip, state, banks, identity } = await withBoard(port, async (_, told) => told);
  const { title, fingerprint } = identity ?? {};
  const [number, store] = [chip.toString('hex'), banks.map((bank) => BANKS[bank])];
  const of = identity ? [`${title}, key ${fingerprint}`, `key store: ${store.join(', ')}`] : [];
  const object = { role, chip: number, state: STATES[state], title, fingerprint, banks: store };
  print(json, [`${role} board, chip ${number}: ${STATES[state]}`, ...of], object);
}

function checkFolder(folder: string, json: boolean): void {
  const identity = keptIdentity(folder);
  const text = identity ? `${identity.title}, key ${identity.fingerprint}` : 'blank';
  print(json, [`${folder}: ${text}`], { folder, state: identity ? 'provisioned' : 'blank', ...identity });
}

const givenKeys = (path: string | undefined) =>
  path === undefined ? freshGivenKeys() : parseGivenKeys(path, inputFile(path).toString('utf8'));

async function provision(options: ProvisionOptions): Promise<void> {
  checkOptions(options);
  const { port, state, title, out, role, keys, check, json } = options;
  if (check) return port === undefined ? checkFolder(state!, json) : checkBoard(port, json);
  const [bytes, given] = [titleBytes(title!), givenKeys(keys)];
  const step = (what: string): void => (json ? undefined : void process.stdout.write(`${what}\n`));
  const identity =
    port === undefined
      ? provisionFolder(state!, bytes, given)
      : await withBoard(port, (ask) =>
          provisionBoard(ask, { role, title: bytes, keys: given, files: new KeyFiles(out!), step }),
        );
  const { title: named, fingerprint } = identity;
  print(json, [`${named}: key ${fingerprint} (SHA-256 of the public key)`], { title: named, fingerprint });
}

export const PROVISION = command(PROVISION_OPTIONS, provision);
