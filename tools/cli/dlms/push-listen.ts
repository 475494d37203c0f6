// `twinmeter push-listen`: prints what meters send unasked, on a serial port or to a TCP port of this computer.
import { createServer, type Socket } from 'node:net';
import { momentText, toJson, type Data } from '../../clients/dlms/index.ts';
import {
  HdlcListener,
  NotificationReader,
  WrapperListener,
  type Notification,
} from '../../clients/dlms/notification.ts';
import { ClientError, PortUnusableError } from '../../clients/errors.ts';
import { openSerialTransport } from '../../clients/serial-transport.ts';
import { command } from '../command.ts';
import { BadInputError } from '../errors.ts';
import type { OptionTable, Values } from '../options.ts';
import { printable, printableJson } from '../printable.ts';
import { accessOf } from './access.ts';
import { DLMS_ONLY, DLMS_OPTIONS } from './options.ts';
import { dlmsExit } from './session.ts';
import { dataText } from './shown.ts';

const BAUD = 9600;

export const LISTEN_OPTIONS = {
  port: DLMS_OPTIONS.port,
  baud: DLMS_OPTIONS.baud,
  listen: {
    kind: 'number',
    unit: '',
    least: 1,
    most: 65_535,
    help: 'TCP port of this computer, by the wrapper',
  },
  bind: {
    kind: 'text',
    value: 'address',
    default: '127.0.0.1',
    help: 'address of this computer to listen at',
  },
  count: {
    kind: 'number',
    unit: '',
    least: 1,
    most: 1_000_000,
    help: 'end after so many',
    otherwise: 'never',
  },
  'encryption-key': DLMS_ONLY['encryption-key'],
  'authentication-key': DLMS_ONLY['authentication-key'],
  json: { kind: 'flag', help: 'print one JSON object each, on a line of its own' },
} as const satisfies OptionTable;

type ListenValues = Values<typeof LISTEN_OPTIONS>;
type Listener = { push(bytes: Uint8Array): Buffer[] };

function textOf({ time, body, title }: Notification): string {
  const values: readonly Data[] = 'of' in body ? body.of : [body];
  const head = [momentText(time) ?? '(no time)', ...(title ? [title.toString('hex')] : [])].join('  ');
  return [head, ...values.map((value) => `  ${dataText(value)}`)].map(printable).join('\n');
}

const jsonOf = ({ invoke, time, body, title }: Notification) => ({
  instant: new Date().toISOString(),
  time: momentText(time) ?? null,
  system_title: title?.toString('hex') ?? null,
  invoke,
  body: toJson(body),
});

/** Takes bytes and prints what they are; a message that is none is told, and the next one awaited. */
class Printing {
  #left: number;
  readonly #options: ListenValues;
  readonly #reader: NotificationReader;
  readonly #onEnd: () => void;

  constructor(options: ListenValues, reader: NotificationReader, onEnd: () => void) {
    this.#left = options.count ?? Infinity;
    this.#options = options;
    this.#reader = reader;
    this.#onEnd = onEnd;
  }

  take(listener: Listener, bytes: Uint8Array): void {
    try {
      for (const apdu of listener.push(bytes)) this.#print(this.#reader.read(apdu));
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      console.error(`twinmeter push-listen: ${printable(error.message)}`);
    }
  }

  #print(notification: Notification): void {
    if (this.#left <= 0) return;
    console.log(this.#options.json ? printableJson(jsonOf(notification)) : textOf(notification));
    if (--this.#left === 0) this.#onEnd();
  }
}

function listenTcp(options: ListenValues, reader: NotificationReader): Promise<void> {
  return new Promise((resolve, reject) => {
    const sockets = new Set<Socket>();
    const end = () => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    };
    const printing = new Printing(options, reader, end);
    const server = createServer((socket) => {
      const listener = new WrapperListener();
      sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)));
      socket.on('data', (bytes: Buffer) => printing.take(listener, bytes));
    });
    const unusable = ({ message }: Error) =>
      new PortUnusableError(`${options.bind}:${options.listen}: ${message}`);
    server.on('error', (error) => reject(unusable(error)));
    server.listen(options.listen, options.bind);
  });
}

async function listenSerial(options: ListenValues, reader: NotificationReader, port: string): Promise<void> {
  const transport = await openSerialTransport(port, options.baud ?? BAUD);
  const listener = new HdlcListener();
  try {
    await new Promise<void>((resolve, reject) => {
      const printing = new Printing(options, reader, resolve);
      transport.onFailure(reject);
      transport.onBytes((bytes) => printing.take(listener, bytes));
    });
  } finally {
    await transport.close();
  }
}

/** Returns the exit code: 0 ended, 1 the line failed, 2 bad input or port. Throws BadInputError. */
export function pushListen(options: ListenValues): Promise<number> {
  const { port, listen } = options;
  if ((port === undefined) === (listen === undefined))
    throw new BadInputError('give either --port PATH or --listen PORT');
  const access = accessOf({ ...PRESETS, ...options });
  const reader = new NotificationReader(access.options.keys);
  return dlmsExit('push-listen', () =>
    port === undefined ? listenTcp(options, reader) : listenSerial(options, reader, port),
  );
}

/** What of an association does not matter to who only listens. */
const PRESETS = {
  ...{
    host: undefined,
    client: undefined,
    server: 1,
    physical: undefined,
    auth: 'none',
    'mode-e': false,
    ciphering: undefined,
    'key-info': undefined,
    signed: false,
  },
  ...{ suite: 0, 'system-title': undefined, counter: undefined, window: 7, 'frame-bytes': 2030, timeout: 5 },
  ...{ password: undefined, keys: undefined, state: undefined, trace: false },
} as const;

export const PUSH_LISTEN = command(
  LISTEN_OPTIONS,
  async (values) => void (process.exitCode = await pushListen(values)),
);
