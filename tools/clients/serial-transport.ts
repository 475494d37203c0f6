// The way to a meter through a serial port or pseudo-terminal, opened with eight bits, without a parity where none is named.
import { SerialPort } from 'serialport';
import { openingError, PortUnusableError } from './errors.ts';
import type { Transport } from './transport.ts';

type Callback = (error: Error | null | undefined) => void;
const promised = (run: (callback: Callback) => void): Promise<void> =>
  new Promise((resolve, reject) => run((error) => (error ? reject(error) : resolve())));

/**
 * Opens a serial port or pseudo-terminal, at 300 Bd where no other rate is given.
 * @throws PortMissingError when `path` does not exist, PortUnusableError when it cannot be opened.
 */
export async function openSerialTransport(
  path: string,
  baud = 300,
  parity: 'none' | 'even' = 'none',
): Promise<Transport> {
  const port = new SerialPort({ path, baudRate: baud, dataBits: 8, parity, autoOpen: false });
  await promised((callback) => port.open(callback)).catch((error: Error) => {
    throw openingError(path, error);
  });
  // Drops what earlier talk left behind. A pseudo-terminal has no modem lines and may refuse: no harm.
  await promised((callback) => port.flush(callback)).catch(() => {});
  let failure: (error: PortUnusableError) => void = () => {};
  const report = (why: string): void => failure(new PortUnusableError(`port ${path}: ${why}`));
  port.on('error', (error: Error) => report(error.message));
  port.on('close', (error: Error | null) => error && report('it was closed from outside'));
  return {
    where: `port ${path}`,
    send: async (bytes) => {
      await promised((callback) => void port.write(Buffer.from(bytes), callback));
      await promised((callback) => port.drain(callback));
    },
    setBaud: (baudRate) => promised((callback) => port.update({ baudRate }, callback)),
    onBytes: (listener) => void port.on('data', (bytes: Buffer) => listener(new Uint8Array(bytes))),
    onFailure: (listener) => void (failure = listener),
    close: () => (port.isOpen ? promised((callback) => port.close(callback)) : Promise.resolve()),
  };
}

/** Opens the port, uses it, and closes it whatever happens. Throws as `openSerialTransport` and `use` do. */
export async function withSerialPort<T>(
  path: string,
  use: (transport: Transport) => Promise<T>,
  baud = 300,
): Promise<T> {
  const transport = await openSerialTransport(path, baud);
  try {
    return await use(transport);
  } finally {
    await transport.close();
  }
}
