// The UART of an emulated chip as a terminal: what it sends comes out as bytes, what is typed is paced onto its line.
import type { Rp2350 } from '../chip/rp2350.ts';
import { frameCycles } from '../wires/serial-frame.ts';

export class UartTerminal {
  readonly #chip: Rp2350;
  readonly #uart: Rp2350['peripherals']['uarts'][number];
  readonly #typed: number[] = [];
  #sent: number[] = [];
  #busy = false;

  constructor(chip: Rp2350, uart: 0 | 1) {
    this.#chip = chip;
    this.#uart = chip.peripherals.uarts[uart];
    this.#uart.onTransmit = ({ data }) => void this.#sent.push(data);
  }

  /** What the program sent since it was last asked. */
  take(): Uint8Array {
    const bytes = Uint8Array.from(this.#sent);
    this.#sent = [];
    return bytes;
  }

  /** Bytes for the program, one after the other at its own rate; they wait until it has set its UART up. */
  type(bytes: Iterable<number>): void {
    this.#typed.push(...bytes);
    this.poll();
  }

  /** Goes on with what waits; to be called now and then, since a program may set its UART up late. */
  poll(): void {
    const { format } = this.#uart;
    if (this.#busy || this.#typed.length === 0 || !Number.isFinite(format.bitCycles)) return;
    const data = this.#typed.shift()!;
    this.#busy = true;
    this.#chip.time.at(this.#chip.now + frameCycles(format), () => {
      this.#uart.receive({ data, format });
      this.#busy = false;
      this.poll();
    });
  }
}
