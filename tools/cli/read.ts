// The command `twinmeter read`: reads a meter through a serial port and prints its objects.
import type { CAC } from 'cac';
import { ClientError, PortMissingError, PortUnusableError } from '../clients/errors.ts';
import { readIec62056, type MeterReading } from '../clients/read-iec62056.ts';
import { withSerialPort } from '../clients/serial-transport.ts';
import type { Transport } from '../clients/transport.ts';

export interface ReadOptions {
  readonly port?: unknown;
  readonly protocol?: unknown;
  readonly address?: unknown;
  readonly json?: boolean;
}

type Reader = (transport: Transport, options: { address?: string }) => Promise<MeterReading>;

/** Protocols by their name on the command line. */
const READERS: Readonly<Record<string, Reader>> = { 'iec62056-21': readIec62056 };
const DEFAULT_PROTOCOL = 'iec62056-21';

const EXIT_COMMUNICATION = 1;
const EXIT_BAD_INPUT = 2;

/** An option is missing or has a value that cannot be meant. */
export class BadOptionError extends Error {
  override name = 'BadOptionError';
}

function checked(options: ReadOptions): { port: string; protocol: string; address?: string } {
  const { port, protocol = DEFAULT_PROTOCOL, address } = options;
  if (typeof port !== 'string' || port === '') throw new BadOptionError('--port PATH is missing');
  if (typeof protocol !== 'string' || !Object.hasOwn(READERS, protocol)) {
    const known = Object.keys(READERS).join(', ');
    throw new BadOptionError(`--protocol ${String(protocol)} is not known (known: ${known})`);
  }
  if (address === undefined) return { port, protocol };
  const text = String(address);
  if (!/^[ -.0-~]{1,32}$/.test(text) || text.includes('!')) {
    throw new BadOptionError(`--address ${text} is not 1 to 32 printable characters without / and !`);
  }
  return { port, protocol, address: text };
}

function table(reading: MeterReading): string {
  const rows = [
    ...reading.objects.map(({ obis, text, unit }) => [obis, text, unit]),
    ...reading.others.map(({ id, value, unit }) => [id, value, unit]),
  ];
  const width = (column: number): number => Math.max(0, ...rows.map((row) => row[column].length));
  const [first, second] = [width(0), width(1)];
  return rows
    .map(([id, value, unit]) => `${id.padEnd(first)}  ${value.padStart(second)} ${unit}`.trimEnd())
    .join('\n');
}

function json(port: string, protocol: string, reading: MeterReading): string {
  const objects = reading.objects.map(({ obis, value, unit }) => ({ obis, value, unit }));
  const { identification, manufacturer, baud } = reading;
  return JSON.stringify({ protocol, port, identification, manufacturer, baud, objects });
}

function exitCodeOf(error: unknown): number {
  const badInput =
    error instanceof BadOptionError ||
    error instanceof PortMissingError ||
    error instanceof PortUnusableError;
  return badInput ? EXIT_BAD_INPUT : EXIT_COMMUNICATION;
}

/** Runs the command; returns the exit code: 0 read, 1 the meter did not answer rightly, 2 bad input or port. */
export async function read(
  options: ReadOptions,
  print: (line: string) => void = console.log,
  complain: (line: string) => void = console.error,
): Promise<number> {
  try {
    const { port, protocol, address } = checked(options);
    const reading = await withSerialPort(port, (transport) =>
      READERS[protocol](transport, address === undefined ? {} : { address }),
    );
    const head = `${reading.manufacturer} ${reading.identification} on ${port} at ${reading.baud} Bd`;
    print(options.json ? json(port, protocol, reading) : `${head}\n${table(reading)}`);
    return 0;
  } catch (error) {
    if (!(error instanceof ClientError || error instanceof BadOptionError)) throw error;
    complain(`twinmeter read: ${error.message}`);
    return exitCodeOf(error);
  }
}

/** Adds the command to the command line. */
export function registerRead(cli: CAC): void {
  cli
    .command('read', 'Read a meter through a serial port')
    .option('--port <path>', 'Serial port or pseudo-terminal')
    .option('--protocol <name>', `Protocol (${Object.keys(READERS).join(', ')})`, {
      default: DEFAULT_PROTOCOL,
    })
    .option('--address <text>', 'Device address; without it any meter on the port answers')
    .option('--json', 'Print one JSON object')
    .action(async (options: ReadOptions) => {
      process.exitCode = await read(options);
    });
}
