// A module in the uplink slot with the wrapper (IEC 62056-47): a client of the meter on one TCP port of loopback, and what the meter pushes on the way to another.
import { connect, createServer, type Server, type Socket } from 'node:net';
import { SerialPort } from 'serialport';
import { encodeWrapper, WrapperScanner, type Wrapped } from '../clients/dlms/wrapper.ts';
import { TcpPortError } from './tcp-bridge.ts';

const LOOPBACK = '127.0.0.1';
const BAUD = 115_200;
const DATA_NOTIFICATION = 0x0f;
const GENERAL_GLO = 0xdb;

export class UplinkModule {
  readonly #line: SerialPort;
  readonly #pushPort: number;
  readonly #server: Server;
  #fromMeter = new WrapperScanner();
  #fromClient = new WrapperScanner();
  #client: Socket | undefined;
  #listener: Socket | undefined;
  /** Requests of the client that were not answered yet. */
  #owed = 0;

  private constructor(terminal: string, pushPort: number) {
    this.#pushPort = pushPort;
    this.#server = createServer((socket) => this.#take(socket));
    this.#line = new SerialPort({ path: terminal, baudRate: BAUD });
    this.#line.on('error', () => {}).on('data', (bytes: Buffer) => this.#hear(bytes));
  }

  /** Takes what is pushed to a port; serves a client at another, where there is one. Throws TcpPortError. */
  static open(terminal: string, pushPort: number, port: number | undefined): Promise<UplinkModule> {
    const module = new UplinkModule(terminal, pushPort);
    if (port === undefined) return Promise.resolve(module);
    return new Promise((resolve, reject) => {
      module.#server.once('error', (error) => {
        module.close();
        reject(new TcpPortError(port, error));
      });
      module.#server.listen(port, LOOPBACK, () => resolve(module));
    });
  }

  /** Where a client is served. */
  get address(): string {
    const address = this.#server.address();
    return address !== null && typeof address === 'object' ? `${LOOPBACK}:${address.port}` : '';
  }

  #take(socket: Socket): void {
    if (this.#client) return void socket.destroy();
    this.#client = socket;
    this.#owed = 0;
    this.#fromClient = new WrapperScanner();
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => (this.#client = undefined));
    socket.on('data', (bytes: Buffer) => this.#ask(socket, bytes));
  }

  #ask(socket: Socket, bytes: Buffer): void {
    try {
      this.#owed += this.#fromClient.push(bytes).length;
    } catch {
      return void socket.destroy();
    }
    this.#line.write(bytes);
  }

  #hear(bytes: Buffer): void {
    try {
      for (const message of this.#fromMeter.push(bytes)) this.#carry(message);
    } catch {
      this.#fromMeter = new WrapperScanner();
    }
  }

  #carry(message: Wrapped): void {
    const [tag] = message.apdu;
    const isPushed = tag === DATA_NOTIFICATION || (tag === GENERAL_GLO && this.#owed === 0);
    if (isPushed) return this.#push(encodeWrapper(message));
    this.#owed = Math.max(0, this.#owed - 1);
    this.#client?.write(encodeWrapper(message));
  }

  /** One connection stays open; where nobody listens a message is lost, as the meter may find out by its confirmation. */
  #push(bytes: Buffer): void {
    if (!this.#listener) {
      const socket = connect(this.#pushPort, LOOPBACK);
      this.#listener = socket;
      socket.on('error', () => socket.destroy());
      socket.on('close', () => (this.#listener = undefined));
      socket.on('data', (confirmed: Buffer) => this.#line.write(confirmed));
    }
    this.#listener.write(bytes);
  }

  close(): void {
    this.#client?.destroy();
    this.#listener?.destroy();
    this.#server.close();
    if (this.#line.isOpen) this.#line.close(() => {});
    else this.#line.once('open', () => this.#line.close(() => {}));
  }
}
