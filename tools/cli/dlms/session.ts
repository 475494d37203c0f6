// An association with a meter for the length of a command: transport, link, client, and the counter that goes with its keys.
import { AssociationRefusedError, ServiceExceptionError } from '../../clients/dlms/errors.ts';
import {
  clientAddress,
  DlmsClient,
  DlmsConnection,
  HdlcLink,
  objectList,
  OBJECT_LIST,
  serverAddress,
  WrapperLink,
  type Exchange,
  type Link,
  type ListedObject,
} from '../../clients/dlms/index.ts';
import { openTcpTransport } from '../../clients/dlms/tcp-transport.ts';
import { openUdpTransport } from '../../clients/dlms/udp-transport.ts';
import { ClientError, PortMissingError, PortUnusableError } from '../../clients/errors.ts';
import { INITIAL_BAUD } from '../../clients/identification.ts';
import { enterModeE } from '../../clients/mode-e.ts';
import { openSerialTransport } from '../../clients/serial-transport.ts';
import { traced } from '../../clients/traced.ts';
import type { Transport } from '../../clients/transport.ts';
import { BadInputError, EXIT_BAD_INPUT, EXIT_FAILURE } from '../errors.ts';
import { printable } from '../printable.ts';
import { accessOf, METERING_DEVICE, publicAccess, type Access } from './access.ts';
import { KeptCounter } from './counters.ts';
import type { DlmsValues } from './options.ts';
import { placeOf, type Place } from './place.ts';

const SERIAL_BAUD = 9600;
const BITS_A_BYTE = 10;

/** What a command has of it. */
export interface DlmsSession {
  readonly client: DlmsClient;
  readonly link: Link;
  /** Runs what the client has to say. Throws ClientError. */
  run<T>(exchange: Exchange<T>): Promise<T>;
  /** The object list, read once. */
  list(): Promise<readonly ListedObject[]>;
}

/** How far a long answer has come; `onProgress` may be set for a while. */
export interface Progress {
  onProgress?: (bytes: number) => void;
}

function openTransport(place: Place, options: DlmsValues): Promise<Transport> {
  if (place.kind === 'udp') return openUdpTransport(place.host, place.port);
  if (place.kind === 'tcp') return openTcpTransport(place.host, place.port);
  return openSerialTransport(place.path, options['mode-e'] ? INITIAL_BAUD : (options.baud ?? SERIAL_BAUD));
}

function linkOf(place: Place, options: DlmsValues, { client, server }: Access, baud: number): Link {
  const response_ms = options.timeout * 1000;
  if (place.framing === 'wrapper') return new WrapperLink({ client, server, response_ms });
  const { window, physical } = options;
  const bytes = options['frame-bytes'];
  const parameters = {
    ...{ transmitBytes: bytes, receiveBytes: bytes },
    ...{ transmitWindow: window, receiveWindow: window },
  };
  const byte_ms = place.kind === 'serial' ? (BITS_A_BYTE * 1000) / baud : 0;
  const addresses = { client: clientAddress(client), server: serverAddress({ logical: server, physical }) };
  return new HdlcLink({ ...addresses, parameters, response_ms, byte_ms });
}

async function withConnection<T>(
  options: DlmsValues,
  access: Access,
  complain: (line: string) => void,
  use: (connection: DlmsConnection) => Promise<T>,
): Promise<T> {
  const place = placeOf(options);
  const transport = await openTransport(place, options);
  try {
    const way = options.trace ? traced(transport, complain) : transport;
    const baud = options['mode-e'] ? await enterModeE(way, { maximumBaud: options.baud }) : options.baud;
    const connection = new DlmsConnection(way, linkOf(place, options, access, baud ?? SERIAL_BAUD));
    try {
      await connection.open();
      return await use(connection);
    } finally {
      await connection.close();
    }
  } finally {
    await transport.close();
  }
}

/** The counter that the meter awaits, told to anybody; undefined where it does not tell. */
async function publicCounter(
  options: DlmsValues,
  of: Access,
  complain: (line: string) => void,
): Promise<number | undefined> {
  const access = publicAccess(options);
  const target = { class: 1, obis: `0-0:43.1.${of.client & 0xff}.255`, id: 2 };
  const read = async (connection: DlmsConnection) => {
    const client = new DlmsClient(access.options);
    await connection.run(client.associate());
    const data = await connection.run(client.get(target));
    await connection.run(client.release(true)).catch(() => {});
    return 'value' in data ? Number(data.value) : undefined;
  };
  return withConnection(options, access, complain, read).catch((error: Error) => {
    if (error instanceof ClientError && !isPlace(error)) return undefined;
    throw error;
  });
}

/** A counter that another program used is answered by an exception, or in an association's opening by a refusal. */
const mayBeOfCounter = (error: Error): boolean =>
  error instanceof ServiceExceptionError || error instanceof AssociationRefusedError;

/** An association that is open; once more with the counter that the meter tells to anybody, where it awaits another. */
async function associated(
  options: DlmsValues,
  access: Access,
  kept: KeptCounter | undefined,
  complain: (line: string) => void,
  progress: Progress,
  use: (connection: DlmsConnection, client: DlmsClient) => Promise<void>,
): Promise<void> {
  const isTold = options.counter === undefined && kept !== undefined && access.server !== METERING_DEVICE;
  const told = isTold && kept.next === undefined ? await publicCounter(options, access, complain) : undefined;
  const attempt = async (counter: number) =>
    withConnection(options, access, complain, async (connection) => {
      const onProgress = (bytes: number) => progress.onProgress?.(bytes);
      const client = new DlmsClient({ ...access.options, counter, onProgress });
      kept?.using(counter);
      try {
        await connection.run(client.associate());
        await use(connection, client);
      } finally {
        kept?.used(client.counter);
      }
    });
  const first = options.counter ?? Math.max(kept?.next ?? 0, told ?? 0);
  await attempt(first).catch(async (error: Error) => {
    if (!isTold || told !== undefined || !mayBeOfCounter(error)) throw error;
    const second = await publicCounter(options, access, complain);
    if (second === undefined || second <= first) throw error;
    await attempt(second);
  });
}

/**
 * Opens an association, uses it, releases it. Throws BadInputError, DevelopmentKeysError, and ClientError for what the
 * meter or the way to it does.
 */
export async function withDlms<T>(
  options: DlmsValues,
  use: (session: DlmsSession & Progress) => Promise<T>,
  complain: (line: string) => void = console.error,
): Promise<T> {
  const access = accessOf(options);
  placeOf(options);
  const { keys, title } = access.options;
  const kept =
    keys && (access.options.isCiphered || access.options.mechanism === 5)
      ? new KeptCounter(keys, title)
      : undefined;
  let result: T | undefined;
  const progress: Progress = {};
  await associated(options, access, kept, complain, progress, async (connection, client) => {
    const session = sessionOf(connection, client, kept, progress);
    result = await use(session);
    await connection.run(client.release(true)).catch(() => {});
  });
  return result as T;
}

function sessionOf(
  connection: DlmsConnection,
  client: DlmsClient,
  kept: KeptCounter | undefined,
  progress: Progress,
): DlmsSession & Progress {
  let list: readonly ListedObject[] | undefined;
  const run = async <T>(exchange: Exchange<T>) => {
    kept?.using(client.counter);
    return connection.run(exchange);
  };
  return Object.assign(progress, {
    client,
    link: connection.link,
    run,
    list: async () => (list ??= objectList(await run(client.get(OBJECT_LIST)))),
  });
}

const isPlace = (error: unknown): boolean =>
  [PortMissingError, PortUnusableError].some((cause) => error instanceof cause);

/** Runs a command; its exit code: what it gives, 1 for what the meter does, 2 for a place that is none. */
export async function dlmsExit(
  name: string,
  work: () => Promise<number | void>,
  complain: (line: string) => void = console.error,
): Promise<number> {
  try {
    return (await work()) ?? 0;
  } catch (error) {
    if (error instanceof BadInputError || !(error instanceof ClientError)) throw error;
    complain(`twinmeter ${name}: ${printable(error.message)}`);
    return isPlace(error) || error.name === 'DlmsOptionError' ? EXIT_BAD_INPUT : EXIT_FAILURE;
  }
}
