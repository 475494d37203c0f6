// The way to a meter through UDP: an APDU in its wrapper is a datagram. What is lost is not sent again.
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { PortUnusableError } from '../errors.ts';
import type { Transport } from '../transport.ts';
import { LinkLostError } from './errors.ts';
import { isWrapped } from './wrapper.ts';

/** Throws PortUnusableError for a host that there is not. */
export async function openUdpTransport(host: string, port: number): Promise<Transport> {
  const where = `udp://${host}:${port}`;
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.connect(port, host, resolve as () => void);
  }).catch((error: Error) => {
    socket.close();
    throw new PortUnusableError(`${where} cannot be reached: ${error.message}`);
  });
  let fail: (error: Error) => void = () => {};
  socket.removeAllListeners('error');
  socket.on('error', (error) => fail(new LinkLostError(`${where}: ${error.message}`)));
  return {
    where,
    send: (bytes) =>
      new Promise((resolve, reject) => socket.send(bytes, (error) => (error ? reject(error) : resolve()))),
    setBaud: () => Promise.resolve(),
    onBytes: (listener) =>
      void socket.on('message', (datagram: Buffer) => isWrapped(datagram) && listener(datagram)),
    onFailure: (listener) => void (fail = listener),
    close: () => new Promise((resolve) => socket.close(resolve)),
  };
}
