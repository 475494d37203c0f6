// UART: the PL011 with its FIFOs, timing, interrupts and DMA requests (datasheet 12.1, Arm DDI 0183).
import type {
  DmaRequest,
  InterruptLine,
  PinMux,
  ScheduledEvent,
  Scheduler,
} from '../registers/peripheral.ts';
import { GuestError } from '../registers/peripheral.ts';
import { RegisterPeripheral } from '../registers/register-peripheral.ts';
import { CountedRequest } from './counted-request.ts';
import type { SerialFormat, SerialFrame } from '../wires/serial-frame.ts';
import { frameCycles, receiveFrame } from '../wires/serial-frame.ts';
import {
  FR_BUSY,
  FR_RXFE,
  FR_TXFF,
  FR_RXFF,
  FR_TXFE,
  LCR_BRK,
  LCR_FEN,
  CR_UARTEN,
  CR_LBE,
  CR_TXE,
  CR_RXE,
  CR_FLOW,
  INT_RX,
  INT_TX,
  INT_RT,
  INT_FE,
  INT_PE,
  INT_OE,
  DR_FE,
  DR_PE,
  DR_OE,
  DMA_RX,
  DMA_TX,
  DMA_ONERR,
  formatOf,
} from './uart-registers.ts';

const FIFO_DEPTH = 32;
/** UARTIFLS: FIFO levels of 1/8, 1/4, 1/2, 3/4 and 7/8. */
const TRIGGER_LEVELS = [4, 8, 16, 24, 28];
/** The receive timeout interrupt comes after this many bit periods without a character. */
const TIMEOUT_BITS = 32;

/** What a UART needs of the chip. */
export interface UartWiring {
  readonly scheduler: Scheduler;
  readonly line: InterruptLine;
  readonly pinMux: PinMux;
  readonly clock_Hz: () => number;
}

export class Uart extends RegisterPeripheral {
  /** Called as each frame begins on the TX pad; nothing comes out while no pad is routed to it. */
  onStart: (frame: SerialFrame) => void = () => {};
  /** Called at the end of each frame on the TX pad. */
  onTransmit: (frame: SerialFrame) => void = () => {};
  readonly transmitRequest: DmaRequest = new CountedRequest(() => this.transmitRoom());
  readonly receiveRequest: DmaRequest = new CountedRequest(() => this.receiveFill());
  private readonly wiring: UartWiring;
  private readonly transmitFifo: number[] = [];
  private readonly receiveFifo: number[] = [];
  /** The end of the character that is being sent. */
  private shifting: ScheduledEvent | undefined;
  private overrun = false;
  private raw = 0;
  private timeout: ScheduledEvent | undefined;
  /** Divisors take effect with the next write to UARTLCR_H (DDI 0183, 3.3.6). */
  private bitCycles = Infinity;
  /** Frames that ended while the receiver was off or not routed, so they were lost. */
  framesMissed = 0;

  constructor(name: 'UART0' | 'UART1', wiring: UartWiring) {
    super(name);
    this.wiring = wiring;
    this.register('UARTDR', {
      read: () => this.takeReceived(),
      written: (word) => this.transmit(word & 0xff),
    });
    this.register('UARTRSR', { written: () => this.set('UARTRSR', 0) });
    this.register('UARTFR', { read: () => this.flags(), stableUntil: () => Infinity });
    this.register('UARTIBRD');
    this.register('UARTFBRD');
    this.register('UARTLCR_H', { written: (word, previous) => this.lineControl(word, previous) });
    this.register('UARTCR', { written: (word) => this.control(word) });
    this.register('UARTIFLS');
    this.defineInterrupts();
    this.register('UARTDMACR', { written: () => this.notifyDma() });
    for (const i of [0, 1, 2, 3]) this.register(`UARTPERIPHID${i}`);
    for (const i of [0, 1, 2, 3]) this.register(`UARTPCELLID${i}`);
  }

  private defineInterrupts(): void {
    this.register('UARTIMSC', { written: () => this.updateLine() });
    this.register('UARTRIS', { read: () => this.raw });
    this.register('UARTMIS', { read: () => this.raw & this.get('UARTIMSC') });
    this.register('UARTICR', {
      written: (word) => {
        this.raw &= ~word;
        this.updateLine();
      },
    });
  }

  // ---- settings

  private get depth(): number {
    return this.get('UARTLCR_H') & LCR_FEN ? FIFO_DEPTH : 1;
  }

  /** The format both directions use now. */
  get format(): SerialFormat {
    return formatOf(this.get('UARTLCR_H'), this.bitCycles);
  }

  /** Baud rate now in bit/s, 0 while the divisor is 0. */
  get baud(): number {
    return this.bitCycles === Infinity ? 0 : this.wiring.scheduler.cyclesPerSecond / this.bitCycles;
  }

  private lineControl(word: number, previous: number): void {
    if (word & LCR_BRK) throw new GuestError(this.name, 'sending a break is not modelled');
    if ((word ^ previous) & LCR_FEN) this.flush();
    // Baud divisor = IBRD + FBRD / 64, 16 clocks of UARTCLK to a sixteenth of a bit.
    const divisor = this.get('UARTIBRD') + this.get('UARTFBRD') / 64;
    const clock_Hz = this.wiring.clock_Hz();
    const cyclesPerClock = clock_Hz === 0 ? Infinity : this.wiring.scheduler.cyclesPerSecond / clock_Hz;
    this.bitCycles = divisor < 1 ? Infinity : 16 * divisor * cyclesPerClock;
    this.send();
  }

  private flush(): void {
    this.transmitFifo.length = 0;
    this.receiveFifo.length = 0;
  }

  private control(word: number): void {
    if (word & CR_LBE) throw new GuestError(this.name, 'loopback is not modelled');
    if (word & CR_FLOW) throw new GuestError(this.name, 'hardware flow control is not modelled');
    this.send();
  }

  private enabled(direction: number): boolean {
    const required = CR_UARTEN | direction;
    return (this.get('UARTCR') & required) === required;
  }

  private triggerLevel(shift: number): number {
    if (this.depth === 1) return 1;
    return TRIGGER_LEVELS[Math.min((this.get('UARTIFLS') >>> shift) & 7, 4)];
  }

  // ---- transmitter

  private transmit(data: number): void {
    // A character written to a full FIFO is lost, without any flag.
    if (this.transmitFifo.length < this.depth) this.transmitFifo.push(data);
    if (this.transmitFifo.length > this.transmitTrigger()) this.clear(INT_TX);
    this.send();
    this.updateLine();
  }

  /** Level at or below which the transmit interrupt comes: 0 where there is no FIFO. */
  private transmitTrigger(): number {
    return this.depth === 1 ? 0 : this.triggerLevel(0);
  }

  private send(): void {
    if (this.shifting || this.transmitFifo.length === 0 || !this.enabled(CR_TXE)) return;
    const { format } = this;
    if (format.bitCycles === Infinity) return;
    const data = this.transmitFifo.shift()! & ((1 << format.dataBits) - 1);
    // The interrupt comes with the passing of the level, not with the level (DDI 0183, 2.8.2).
    if (this.transmitFifo.length === this.transmitTrigger()) this.raise(INT_TX);
    if (this.isRouted('tx')) this.onStart({ data, format });
    const { scheduler } = this.wiring;
    this.shifting = scheduler.at(scheduler.now + frameCycles(format), () => this.sent({ data, format }));
    this.transmitRequest.notify();
  }

  private sent(frame: SerialFrame): void {
    this.shifting = undefined;
    if (this.isRouted('tx')) this.onTransmit(frame);
    this.send();
  }

  private isRouted(signal: 'tx' | 'rx'): boolean {
    return this.wiring.pinMux.pinOf(`${this.name.toLowerCase()}_${signal}`) >= 0;
  }

  private transmitRoom(): number {
    return this.get('UARTDMACR') & DMA_TX ? this.depth - this.transmitFifo.length : 0;
  }

  // ---- receiver

  /** A frame ended on the RX pad. */
  receive(frame: SerialFrame): void {
    if (!this.isRouted('rx') || !this.enabled(CR_RXE) || this.bitCycles === Infinity) {
      this.framesMissed++;
      return;
    }
    for (const { data, parityError, framingError } of receiveFrame(frame, this.format)) {
      const errors = (parityError ? DR_PE : 0) | (framingError ? DR_FE : 0);
      if (errors) this.raw |= (parityError ? INT_PE : 0) | (framingError ? INT_FE : 0);
      this.store(data | errors);
    }
  }

  private store(entry: number): void {
    if (this.receiveFifo.length >= this.depth) {
      this.overrun = true;
      this.raw |= INT_OE;
    } else {
      this.overrun = false;
      this.receiveFifo.push(entry);
      if (this.receiveFifo.length >= this.triggerLevel(3)) this.raw |= INT_RX;
    }
    this.restartTimeout();
    this.updateLine();
    this.receiveRequest.notify();
  }

  private restartTimeout(): void {
    const { scheduler } = this.wiring;
    if (this.timeout) scheduler.cancel(this.timeout);
    this.timeout = scheduler.at(scheduler.now + TIMEOUT_BITS * this.bitCycles, () => {
      this.timeout = undefined;
      if (this.receiveFifo.length > 0) this.raise(INT_RT);
    });
  }

  private takeReceived(): number {
    const entry = this.receiveFifo.shift();
    if (entry === undefined) return 0;
    const value = entry | (this.overrun ? DR_OE : 0);
    this.set('UARTRSR', value >>> 8);
    if (this.receiveFifo.length < this.triggerLevel(3)) this.raw &= ~INT_RX;
    if (this.receiveFifo.length === 0) this.raw &= ~INT_RT;
    this.updateLine();
    return value;
  }

  /** DMAONERR stops receive requests while an error interrupt stands. */
  private receiveFill(): number {
    const dma = this.get('UARTDMACR');
    const held = (dma & DMA_ONERR) !== 0 && (this.raw & (INT_FE | INT_PE | INT_OE)) !== 0;
    return dma & DMA_RX && !held ? this.receiveFifo.length : 0;
  }

  // ---- flags and interrupts

  private flags(): number {
    const { transmitFifo, receiveFifo, depth } = this;
    return (
      (transmitFifo.length === 0 ? FR_TXFE : 0) |
      (transmitFifo.length >= depth ? FR_TXFF : 0) |
      (receiveFifo.length === 0 ? FR_RXFE : 0) |
      (receiveFifo.length >= depth ? FR_RXFF : 0) |
      (this.shifting || transmitFifo.length > 0 ? FR_BUSY : 0)
    );
  }

  private raise(interrupt: number): void {
    this.raw |= interrupt;
    this.updateLine();
  }

  private clear(interrupt: number): void {
    this.raw &= ~interrupt;
  }

  private updateLine(): void {
    this.wiring.line((this.raw & this.get('UARTIMSC')) !== 0);
  }

  private notifyDma(): void {
    this.transmitRequest.notify();
    this.receiveRequest.notify();
  }

  override reset(): void {
    super.reset();
    this.flush();
    for (const event of [this.timeout, this.shifting]) if (event) this.wiring.scheduler.cancel(event);
    this.timeout = this.shifting = undefined;
    this.raw = 0;
    this.overrun = false;
    this.bitCycles = Infinity;
    this.updateLine();
  }
}
