// A line of an emulated board for a reader in this process: heard on the chip's virtual time, understood outside it, so that
// what a reader throws is no fault of the chip.
import type { PortLine } from '../meter.ts';
import type { SerialSocket } from './serial-socket.ts';

export class SocketLine implements PortLine {
  readonly line: PortLine['line'];
  readonly #socket: SerialSocket;
  readonly #heard: number[] = [];
  #listener: ((bytes: Uint8Array) => void) | undefined;
  /** Who had the bytes before: a terminal, or nobody. */
  #before: SerialSocket['onByte'] = () => {};

  constructor(socket: SerialSocket) {
    this.#socket = socket;
    // The format outside follows that of the UART.
    this.line = {
      fromOutside: (bytes) => socket.send(bytes),
      setOutside: ({ baud }) => socket.setOutside(baud),
    };
  }

  listen(listener: (bytes: Uint8Array) => void): void {
    if (!this.#listener) this.#before = this.#socket.onByte;
    this.#listener = listener;
    this.#socket.onByte = (byte) => this.#heard.push(byte);
  }

  unlisten(): void {
    if (this.#listener) this.#socket.onByte = this.#before;
    this.#listener = undefined;
    this.#heard.length = 0;
  }

  /** Hands on what came since. */
  deliver(): void {
    if (this.#heard.length > 0) this.#listener?.(Uint8Array.from(this.#heard.splice(0)));
  }
}
