// The command `twinmeter read`: reads a meter through a serial port and prints its objects.
import { setTimeout as delay } from 'node:timers/promises';
import { ClientError, PortMissingError, PortUnusableError } from '../clients/errors.ts';
import { RATES } from '../clients/identification.ts';
import { readIec62056 } from '../clients/read-iec62056.ts';
import { openSerialTransport } from '../clients/serial-transport.ts';
import { traced } from '../clients/traced.ts';
import type { Transport } from '../clients/transport.ts';
import { LEGAL_BAUD, openSession645, LEGAL_RATES, read645 } from '../records/read-645.ts';
import { readLegal } from '../records/read-legal.ts';
import { command } from './command.ts';
import { BadInputError, EXIT_BAD_INPUT, EXIT_FAILURE } from './errors.ts';
import { type OptionTable, type Values } from './options.ts';
import { DLMS_ONLY } from './dlms/options.ts';
import { readDlms } from './dlms/read.ts';
import { readObject } from './read-object.ts';
import { SESSION_OPTIONS } from './programming-session.ts';
import { printable, printableJson } from './printable.ts';
import { of645, ofLegal, ofReadout, readingText, type Reading } from './reading.ts';

/** How a protocol is spoken: at which rate and parity the port is opened, and what makes a reading of it. */
interface Protocol {
  readonly baud: number;
  /** Rates that may be named. */
  readonly rates: readonly number[];
  readonly parity: 'none' | 'even';
  readonly read: (transport: Transport, options: ReadOptions) => Promise<Reading>;
}

/** Protocols by their name on the command line. */
const PROTOCOLS: Readonly<Record<string, Protocol>> = {
  'iec62056-21': {
    baud: RATES[0],
    rates: RATES,
    parity: 'none',
    read: async (transport, { port, address, baud }) =>
      ofReadout(await readIec62056(transport, { address, maximumBaud: baud ?? RATES.at(-1)! }), port),
  },
  legal: {
    baud: LEGAL_BAUD,
    rates: LEGAL_RATES,
    parity: 'even',
    read: async (transport, { port, baud }) => {
      await openSession645(transport, baud);
      return ofLegal(await readLegal(transport), port);
    },
  },
  dlt645: {
    baud: LEGAL_BAUD,
    rates: LEGAL_RATES,
    parity: 'even',
    read: async (transport, { port, address, baud }) => of645(await read645(transport, address, baud), port),
  },
};
const DEFAULT_PROTOCOL = 'iec62056-21';
const DLMS = 'dlms';
const DAY_s = 86_400;

export const READ_OPTIONS = {
  port: {
    kind: 'text',
    value: 'path',
    help: 'serial port or pseudo-terminal',
  },
  protocol: {
    kind: 'choice',
    value: 'name',
    choices: [...Object.keys(PROTOCOLS), DLMS],
    default: DEFAULT_PROTOCOL,
    help: "protocol; legal: the metering core's own RS485 port, by frames of the link; dlt645: the same by DL/T 645; dlms: DLMS/COSEM",
  },
  address: {
    kind: 'text',
    value: 'text',
    help: 'device address; without it any meter on the port answers; for dlt645 its first digits may be A for any',
  },
  baud: {
    kind: 'number',
    unit: 'Bd',
    least: RATES[0],
    most: LEGAL_RATES.at(-1)!,
    otherwise: `${RATES.at(-1)}; for legal and dlt645 found`,
    help: 'highest rate to ask the meter for; for legal and dlt645 the one their line goes at',
  },
  object: {
    kind: 'text',
    value: 'code',
    help: 'one object by its code, such as 1-0:1.8.0 or 1.8.0, #n an attribute of it: in programming mode, or by dlms',
  },
  level: SESSION_OPTIONS.level,
  password: SESSION_OPTIONS.password,
  keys: SESSION_OPTIONS.keys,
  state: SESSION_OPTIONS.state,
  ciphered: SESSION_OPTIONS.ciphered,
  every: {
    kind: 'number',
    unit: 's',
    least: 1,
    most: DAY_s,
    otherwise: 'one reading',
    help: 'read again and again, until interrupted',
  },
  ...DLMS_ONLY,
  codes: { kind: 'flag', help: 'codes without names beside them' },
  trace: { kind: 'flag', help: 'write every byte sent and received to the standard error output' },
  json: { kind: 'flag', help: 'print one JSON object a reading, on a line of its own' },
} as const satisfies OptionTable;

type ReadValues = Values<typeof READ_OPTIONS>;
/** By a protocol that goes over a serial port alone. */
export type ReadOptions = Omit<ReadValues, keyof typeof DLMS_ONLY | 'port'> & { readonly port: string };

/** Where what is read goes, and what ends reading again and again. */
export interface ReadOutlets {
  readonly print: (text: string) => void;
  readonly complain: (line: string) => void;
  readonly interrupted?: AbortSignal;
}

/** What goes with --object alone, and what does not go with it. Throws BadInputError. */
function checkObject(options: ReadOptions): void {
  const { object, protocol, every, codes } = options;
  const proof = (['level', 'password', 'keys', 'state'] as const).find((name) => options[name] !== undefined);
  if (object === undefined && options.ciphered) throw new BadInputError('--ciphered goes with --object');
  if (object === undefined && proof) throw new BadInputError(`--${proof} goes with --object`);
  if (object === undefined) return;
  if (protocol !== DEFAULT_PROTOCOL) throw new BadInputError('--object goes with --protocol iec62056-21');
  if (every !== undefined || codes)
    throw new BadInputError(`--object does not go with --${codes ? 'codes' : 'every'}`);
}

/** IEC 62056-21, 6.3.1: printable characters, none that would end or begin a message. Throws BadInputError. */
function checkOptions({ address, protocol, baud }: ReadOptions): void {
  const { rates } = PROTOCOLS[protocol];
  if (baud !== undefined && protocol !== DEFAULT_PROTOCOL && !rates.includes(baud))
    throw new BadInputError(`--baud ${baud} is no rate of --protocol ${protocol}: ${rates.join(', ')}`);
  if (baud !== undefined && baud > rates.at(-1)!)
    throw new BadInputError(`--baud ${baud}: --protocol ${protocol} goes up to ${rates.at(-1)}`);
  if (address === undefined) return;
  if (protocol === 'legal') throw new BadInputError('--address goes with --protocol iec62056-21 or dlt645');
  if (protocol === 'dlt645') {
    if (address.length === 12 && /^(?:AA)*(?:\d\d)*$/i.test(address)) return;
    throw new BadInputError(
      `--address ${printable(address)} is not twelve digits, the first of them A in pairs where any will do`,
    );
  }
  if (/^[ -.0-~]{1,32}$/.test(address) && !address.includes('!')) return;
  throw new BadInputError(
    `--address ${printable(address)} is not 1 to 32 printable characters without / and !`,
  );
}

const isBadInput = (error: unknown): boolean =>
  [BadInputError, PortMissingError, PortUnusableError].some((cause) => error instanceof cause);

/** The wish to end comes before what is being read. */
class InterruptedError extends Error {}

/** What the work gives, unless the signal comes first: then InterruptedError. */
async function unlessAborted<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  let abort = (): void => {};
  const aborted = new Promise<never>((_, reject) => (abort = () => reject(new InterruptedError())));
  signal?.addEventListener('abort', abort);
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

async function withPort<T>(
  path: string,
  baud: number,
  parity: Protocol['parity'],
  use: (transport: Transport) => Promise<T>,
): Promise<T> {
  const transport = await openSerialTransport(path, baud, parity);
  try {
    return await use(transport);
  } finally {
    await transport.close();
  }
}

/** Reads once; returns the exit code: 0 read, 1 the meter did not answer rightly, 2 bad port. */
async function readOnce(
  options: ReadOptions,
  { print, complain, interrupted }: ReadOutlets,
): Promise<number> {
  const { port, protocol, trace, codes, json } = options;
  const { baud, parity, read } = PROTOCOLS[protocol];
  try {
    const reading = await withPort(port, baud, parity, (transport) =>
      unlessAborted(interrupted, read(trace ? traced(transport, complain) : transport, options)),
    );
    print(json ? printableJson({ protocol, port, ...reading.json }) : readingText(reading, codes));
    return 0;
  } catch (error) {
    if (error instanceof InterruptedError) return 0;
    if (!(error instanceof ClientError)) throw error;
    complain(`twinmeter read: ${printable(error.message)}`);
    return isBadInput(error) ? EXIT_BAD_INPUT : EXIT_FAILURE;
  }
}

/** Reads at every so many seconds from the first time on; a reading that takes longer is followed at the next of them. */
async function readEvery(period_s: number, options: ReadOptions, outlets: ReadOutlets): Promise<number> {
  const signal = outlets.interrupted;
  const began_ms = performance.now();
  const period_ms = period_s * 1000;
  let code = await readOnce(options, outlets);
  while (code !== EXIT_BAD_INPUT && !signal?.aborted) {
    const gone_ms = performance.now() - began_ms;
    await delay(period_ms - (gone_ms % period_ms), undefined, { signal }).catch(() => {});
    if (!signal?.aborted) code = await readOnce(options, outlets);
  }
  return code;
}

/** What goes with DLMS alone, and what does not go with it. Throws BadInputError. */
function checkProtocol(values: Partial<ReadValues>): void {
  const { protocol } = values;
  const others = protocol === DLMS ? (['address', 'level', 'every'] as const) : DLMS_NAMES;
  const isGiven = (value: unknown) => value !== undefined && value !== false;
  const given = others.find((name) => isGiven(values[name]) && values[name] !== presetOf(name));
  if (given === undefined) return;
  throw new BadInputError(
    protocol === DLMS
      ? `--${given} does not go with --protocol dlms`
      : `--${given} goes with --protocol dlms`,
  );
}

const DLMS_NAMES = Object.keys(DLMS_ONLY) as (keyof typeof DLMS_ONLY)[];
const presetOf = (name: keyof typeof READ_OPTIONS): unknown =>
  (READ_OPTIONS[name] as { default?: unknown }).default;

/** Runs the command; returns the exit code: 0 read, 1 the meter did not answer rightly, 2 bad input or port. */
export async function read(
  values: Partial<ReadValues> & Pick<ReadValues, 'protocol' | 'codes' | 'trace' | 'json'>,
  outlets: ReadOutlets = { print: console.log, complain: console.error },
): Promise<number> {
  checkProtocol(values);
  if (values.protocol === DLMS) return readDlms(values as ReadValues, outlets);
  if (values.port === undefined) throw new BadInputError('--port PATH is missing');
  const options = values as ReadOptions;
  checkOptions(options);
  checkObject(options);
  if (options.object !== undefined)
    return readObject({ ...options, object: options.object, baud: options.baud ?? RATES.at(-1)! }, outlets);
  return options.every === undefined
    ? readOnce(options, outlets)
    : readEvery(options.every, options, outlets);
}

/** Ends a reading, and the waiting between two; a second signal ends the program at once. */
function untilInterrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

export const READ = command(READ_OPTIONS, async (values) => {
  const interrupted = values.every === undefined ? undefined : untilInterrupted();
  process.exitCode = await read(values, { print: console.log, complain: console.error, interrupted });
});
