// A port of the meter on TCP, as a module in its slot or a converter on its line has it: loopback, one client at a time.
import { createServer, type Server, type Socket } from 'node:net';
import { SerialPort } from 'serialport';

const LOOPBACK = '127.0.0.1';

/** A port of TCP or UDP that cannot be had. */
export class TcpPortError extends Error {
  constructor(port: number, { code, message }: NodeJS.ErrnoException, protocol = 'TCP') {
    const why =
      code === 'EADDRINUSE' ? 'somebody listens there already' : code === 'EACCES' ? 'not allowed' : message;
    super(`${protocol} port ${port}: ${why}`);
  }
}

export class TcpBridge {
  readonly #server: Server;
  readonly #terminal: string;
  readonly #baud: number;
  #client: Socket | undefined;
  #line: SerialPort | undefined;

  private constructor(terminal: string, baud: number) {
    this.#terminal = terminal;
    this.#baud = baud;
    this.#server = createServer((socket) => this.#take(socket));
  }

  /** Listens on a port of loopback for a client of a terminal, which that client has then for itself. Throws TcpPortError. */
  static open(terminal: string, baud: number, port: number): Promise<TcpBridge> {
    const bridge = new TcpBridge(terminal, baud);
    return new Promise((resolve, reject) => {
      bridge.#server.once('error', (error) => reject(new TcpPortError(port, error)));
      bridge.#server.listen(port, LOOPBACK, () => resolve(bridge));
    });
  }

  /** Where it listens. */
  get address(): string {
    const address = this.#server.address();
    return address !== null && typeof address === 'object' ? `${LOOPBACK}:${address.port}` : '';
  }

  #take(socket: Socket): void {
    if (this.#client) return void socket.destroy();
    this.#client = socket;
    socket.setNoDelay(true);
    const line = new SerialPort({ path: this.#terminal, baudRate: this.#baud });
    this.#line = line;
    line.on('data', (bytes: Buffer) => socket.write(bytes));
    line.on('error', () => socket.destroy());
    socket.on('data', (bytes) => line.write(bytes));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#leave());
  }

  #leave(): void {
    this.#client = undefined;
    const line = this.#line;
    this.#line = undefined;
    if (line?.isOpen) line.close(() => {});
    else line?.once('open', () => line.close(() => {}));
  }

  close(): void {
    this.#client?.destroy();
    this.#server.close();
  }
}
