// A meter in tests behind the wrapper, on a port of loopback.
import { createServer, type Server, type Socket } from 'node:net';
import { encodeWrapper, WrapperScanner } from '../wrapper.ts';
import type { ServerDouble } from './server-double.ts';

export interface Served {
  readonly server: Server;
  readonly port: number;
}

export async function served(double: ServerDouble): Promise<Served> {
  const server = createServer((socket: Socket) => {
    const scanner = new WrapperScanner();
    socket.on('error', () => {});
    socket.on('data', (bytes: Buffer) => {
      for (const { source, destination, apdu } of scanner.push(bytes)) {
        const answer = double.answer(Buffer.from(apdu));
        socket.write(encodeWrapper({ source: destination, destination: source, apdu: answer }));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as { port: number }).port };
}
