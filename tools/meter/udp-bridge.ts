// A module in the uplink slot with the wrapper on UDP (IEC 62056-47): a datagram an APDU, loopback, one client at a time.
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { SerialPort } from 'serialport';
import { encodeWrapper, isWrapped, WrapperScanner, type Wrapped } from '../clients/dlms/wrapper.ts';
import { TcpPortError } from './tcp-bridge.ts';

const LOOPBACK = '127.0.0.1';
const BAUD = 115_200;
/** As long as the meter keeps an association without an APDU: whose it is, is not forgotten before. */
const ASSOCIATED_ms = 300_000;
/** Without one the client has the meter until his answer came, or could have come. */
const ASKED_ms = 12_000;
const AARE = 0x61;
const RLRE = 0x63;
/** Result of an AARE: accepted. */
const ACCEPTED = Buffer.from('a203020100', 'hex');

export class UdpBridge {
  readonly #socket: Socket;
  readonly #line: SerialPort;
  #fromMeter = new WrapperScanner();
  #client: RemoteInfo | undefined;
  #isAssociated = false;
  /** Until when the client has the meter. */
  #until_ms = 0;

  private constructor(terminal: string) {
    this.#socket = createSocket('udp4');
    this.#socket.on('message', (datagram, from) => this.#ask(datagram, from)).on('error', () => {});
    this.#line = new SerialPort({ path: terminal, baudRate: BAUD });
    this.#line.on('error', () => {}).on('data', (bytes: Buffer) => this.#hear(bytes));
  }

  /** Serves a terminal at a port of loopback. Throws TcpPortError. */
  static open(terminal: string, port: number): Promise<UdpBridge> {
    const bridge = new UdpBridge(terminal);
    return new Promise((resolve, reject) => {
      bridge.#socket.once('error', (error) => {
        bridge.close();
        reject(new TcpPortError(port, error, 'UDP'));
      });
      bridge.#socket.bind(port, LOOPBACK, () => resolve(bridge));
    });
  }

  /** Where it listens. */
  get address(): string {
    return `${LOOPBACK}:${this.#socket.address().port}`;
  }

  /** What is no whole APDU, and what another client says meanwhile, is dropped as a network drops it. */
  #ask(datagram: Buffer, from: RemoteInfo): void {
    if (!isWrapped(datagram) || !this.#isClient(from)) return;
    this.#client = from;
    this.#until_ms = performance.now() + (this.#isAssociated ? ASSOCIATED_ms : ASKED_ms);
    this.#line.write(datagram);
  }

  #isClient({ address, port }: RemoteInfo): boolean {
    const client = this.#client;
    if (client?.address === address && client.port === port) return true;
    if (performance.now() < this.#until_ms) return false;
    this.#isAssociated = false;
    return true;
  }

  #hear(bytes: Buffer): void {
    try {
      for (const message of this.#fromMeter.push(bytes)) this.#carry(message);
    } catch {
      this.#fromMeter = new WrapperScanner();
    }
  }

  /** An answer, or what the meter pushes; who has no association leaves with it. */
  #carry(message: Wrapped): void {
    if (!this.#client) return;
    const { apdu } = message;
    if (apdu[0] === AARE) this.#isAssociated = Buffer.from(apdu).includes(ACCEPTED);
    if (apdu[0] === RLRE) this.#isAssociated = false;
    this.#until_ms = this.#isAssociated ? performance.now() + ASSOCIATED_ms : 0;
    this.#socket.send(encodeWrapper(message), this.#client.port, this.#client.address);
  }

  close(): void {
    this.#socket.close();
    if (this.#line.isOpen) this.#line.close(() => {});
    else this.#line.once('open', () => this.#line.close(() => {}));
  }
}
