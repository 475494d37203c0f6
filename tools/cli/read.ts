// The command `twinmeter read`: reads a meter through a serial port and prints its objects.
import { ClientError, PortMissingError, PortUnusableError } from '../clients/errors.ts';
import { readIec62056, type MeterReading } from '../clients/read-iec62056.ts';
import { withSerialPort } from '../clients/serial-transport.ts';
import type { Transport } from '../clients/transport.ts';
import { command } from './command.ts';
import { BadInputError, EXIT_BAD_INPUT, EXIT_FAILURE } from './errors.ts';
import { type OptionTable, type Values } from './options.ts';

type Reader = (transport: Transport, options: { address?: string }) => Promise<MeterReading>;

/** Protocols by their name on the command line. */
const READERS: Readonly<Record<string, Reader>> = { 'iec62056-21': readIec62056 };
const DEFAULT_PROTOCOL = 'iec62056-21';

export const READ_OPTIONS = {
  port: {
    kind: 'text',
    value: 'path',
    required: true,
    help: 'serial port or pseudo-terminal',
  },
  protocol: {
    kind: 'choice',
    value: 'name',
    choices: Object.keys(READERS),
    default: DEFAULT_PROTOCOL,
    help: 'protocol',
  },
  address: { kind: 'text', value: 'text', help: 'device address; without it any meter on the port answers' },
  json: { kind: 'flag', help: 'print one JSON object' },
} as const satisfies OptionTable;

export type ReadOptions = Values<typeof READ_OPTIONS>;

/** IEC 62056-21, 6.3.1: printable characters, none that would end or begin a message. Throws BadInputError. */
function checkAddress(address: string | undefined): void {
  if (address === undefined || (/^[ -.0-~]{1,32}$/.test(address) && !address.includes('!'))) return;
  throw new BadInputError(`--address ${address} is not 1 to 32 printable characters without / and !`);
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

const isBadInput = (error: unknown): boolean =>
  [BadInputError, PortMissingError, PortUnusableError].some((cause) => error instanceof cause);

/** Runs the command; returns the exit code: 0 read, 1 the meter did not answer rightly, 2 bad input or port. */
export async function read(
  { port, protocol, address, json: asJson }: ReadOptions,
  print: (line: string) => void = console.log,
  complain: (line: string) => void = console.error,
): Promise<number> {
  try {
    checkAddress(address);
    const reading = await withSerialPort(port, (transport) =>
      READERS[protocol](transport, address === undefined ? {} : { address }),
    );
    const head = `${reading.manufacturer} ${reading.identification} on ${port} at ${reading.baud} Bd`;
    print(asJson ? json(port, protocol, reading) : `${head}\n${table(reading)}`);
    return 0;
  } catch (error) {
    if (!(error instanceof ClientError || error instanceof BadInputError)) throw error;
    complain(`twinmeter read: ${error.message}`);
    return isBadInput(error) ? EXIT_BAD_INPUT : EXIT_FAILURE;
  }
}

export const READ = command({
  name: 'read',
  about: 'Read a meter through a serial port',
  options: READ_OPTIONS,
  action: async (values) => {
    process.exitCode = await read(values);
  },
});
