// The board's end of a serial line: what leaves the UART's pad is collected, what comes from outside is paced onto it.
import { evenParity } from '../../ports/serial-format.ts';
import type { Scheduler } from '../peripheral.ts';
import type { Uart } from '../peripherals/uart.ts';
import { frameCycles, type SerialFormat } from '../serial-frame.ts';

/** Direct for an optical head; through a transceiver whose driver enable decides who speaks. */
export interface SocketOptions {
  /** Level of the driver enable: nothing leaves while it is low, nothing enters while it is high. */
  driverEnable?: () => boolean;
  /** 7E1 characters outside carry their parity in bit 7, as on the wire; else they are plain. */
  wireBytes: boolean;
}

export class SerialSocket {
  /** Called with each byte that has fully left the board. */
  onByte: (byte: number) => void = () => {};
  /** Characters the UART sent while the driver was off: they never reached the line. */
  undriven = 0;
  readonly #uart: Uart;
  readonly #scheduler: Scheduler;
  readonly #options: SocketOptions;
  readonly #waiting: number[] = [];
  #busy = false;

  constructor(uart: Uart, scheduler: Scheduler, options: SocketOptions) {
    this.#uart = uart;
    this.#scheduler = scheduler;
    this.#options = options;
    uart.onTransmit = ({ data, format }) => this.#sent(data, format);
  }

  /** Puts bytes on the line towards the board at the UART's present rate, one after the other. */
  send(bytes: Uint8Array): void {
    this.#waiting.push(...bytes);
    this.#next();
  }

  #sent(data: number, format: SerialFormat): void {
    if (this.#options.driverEnable?.() === false) {
      this.undriven++;
      return;
    }
    const isCharacter = format.dataBits === 7 && format.parity === 'even';
    this.onByte(isCharacter && this.#options.wireBytes ? data | (evenParity(data) << 7) : data);
  }

  /** A wire byte is sent as eight bits without parity: bit-identical to seven bits with it. */
  #next(): void {
    if (this.#busy || this.#waiting.length === 0) return;
    const { format } = this.#uart;
    if (!Number.isFinite(format.bitCycles)) return;
    const sender: SerialFormat = this.#options.wireBytes
      ? { dataBits: 8, parity: 'none', stopBits: 1, bitCycles: format.bitCycles }
      : format;
    const data = this.#waiting.shift()!;
    this.#busy = true;
    this.#scheduler.at(this.#scheduler.now + frameCycles(sender), () => {
      this.#busy = false;
      if (this.#options.driverEnable?.() !== true) this.#uart.receive({ data, format: sender });
      this.#next();
    });
  }
}
