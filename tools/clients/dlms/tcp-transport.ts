// The way to a meter through a TCP connection.
import { connect } from 'node:net';
import { PortUnusableError } from '../errors.ts';
import type { Transport } from '../transport.ts';
import { LinkLostError } from './errors.ts';

const CONNECT_ms = 5000;
/** The other end closes, too, within so long. */
const CLOSE_ms = 500;

/** Throws PortUnusableError where nobody listens. */
export async function openTcpTransport(host: string, port: number): Promise<Transport> {
  const where = `${host}:${port}`;
  const socket = connect({ host, port, noDelay: true });
  const unusable = (why: string) => new PortUnusableError(`${where} cannot be reached: ${why}`);
  await new Promise<void>((resolve, reject) => {
    socket.setTimeout(CONNECT_ms, () => reject(unusable(`no connection within ${CONNECT_ms} ms`)));
    socket.once('connect', resolve).once('error', (error) => reject(unusable(error.message)));
  }).catch((error: Error) => {
    socket.destroy();
    throw error;
  });
  socket.setTimeout(0);
  let fail: (error: Error) => void = () => {};
  let isClosing = false;
  socket.on('error', (error) => fail(new LinkLostError(`${where}: ${error.message}`)));
  socket.on('close', () => !isClosing && fail(new LinkLostError(`${where} has closed the connection`)));
  return {
    where,
    send: (bytes) =>
      new Promise((resolve, reject) => socket.write(bytes, (error) => (error ? reject(error) : resolve()))),
    setBaud: () => Promise.resolve(),
    onBytes: (listener) => void socket.on('data', (bytes: Buffer) => listener(bytes)),
    onFailure: (listener) => void (fail = listener),
    close: async () => {
      isClosing = true;
      if (socket.destroyed) return;
      // Who takes one client at a time has let this one go before the next one comes.
      await new Promise<void>((resolve) => {
        setTimeout(resolve, CLOSE_ms).unref();
        socket.once('close', () => resolve()).end();
      });
      socket.destroy();
    },
  };
}
