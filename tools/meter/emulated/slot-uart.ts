// The UART that two state machines of a PIO make for a module slot, as a serial socket sees it: by the levels of its pins.
import type { Pin, Scheduler } from '../../rp2350/registers/peripheral.ts';
import type { Pio } from '../../rp2350/peripherals/pio.ts';
import { PinReceiver } from '../../rp2350/wires/pin-receiver.ts';
import { parityBit, type SerialFormat, type SerialFrame } from '../../rp2350/wires/serial-frame.ts';
import type { SerialEnd } from './serial-socket.ts';

/** Of boards/rp2350/drivers/pio_uart.h: periods of a machine to a bit; the sender is the first machine of two. */
const PERIODS_PER_BIT = 8;
const CLKDIV_AT_RESET = 0x10000;
const BITS = 8;

/** Nobody has 7E1 above 19,200 Bd, where IEC 62056-21 ends; cycles of a bit there, of 150 MHz, with what dividers are off by. */
const QUICKER_CYCLES = 150e6 / 20_000;

const plain = (bitCycles: number): SerialFormat => ({ dataBits: 8, parity: 'none', stopBits: 1, bitCycles });

/** Eight bits on the wire are 7E1 or 8N1, and only the firmware knows: where the parity is right they pass for 7E1. */
function frameOf(bits: number, bitCycles: number): SerialFrame {
  const data = bits & 0x7f;
  return bitCycles > QUICKER_CYCLES && parityBit(data, 'even') === bits >> 7
    ? { data, format: { dataBits: 7, parity: 'even', stopBits: 1, bitCycles } }
    : { data: bits, format: plain(bitCycles) };
}

export class SlotUart implements SerialEnd {
  onStart: (frame: SerialFrame) => void = () => {};
  onTransmit: (frame: SerialFrame) => void = () => {};
  readonly #pio: Pio;
  readonly #clkdiv: number;

  /** `slot`: which of the block's UARTs. */
  constructor(pio: Pio, slot: number, tx: Pin, scheduler: Scheduler) {
    this.#pio = pio;
    this.#clkdiv = pio.offsetOf(`SM${2 * slot}_CLKDIV`);
    const rate = () => ({ bitCycles: this.#bitCycles, bits: BITS });
    new PinReceiver(tx, scheduler, rate, (bits) => this.onTransmit(frameOf(bits, this.#bitCycles)));
  }

  /** Cycles of clk_sys are cycles of virtual time here. Infinity before the firmware set a rate. */
  get #bitCycles(): number {
    const word = this.#pio.read(this.#clkdiv, 4);
    return word === CLKDIV_AT_RESET ? Infinity : (PERIODS_PER_BIT * (word >>> 8)) / 256;
  }

  get format(): SerialFormat {
    const bitCycles = this.#bitCycles;
    if (bitCycles <= QUICKER_CYCLES) return plain(bitCycles);
    return { dataBits: 7, parity: 'even', stopBits: 1, bitCycles };
  }

  /** A PIO hears nothing but the levels of its pin, which the socket drives. */
  receive(): void {}
}
