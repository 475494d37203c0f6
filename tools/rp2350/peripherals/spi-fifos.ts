// The two FIFOs of an SPI port, its data register, and the DMA channels that serve it.
import { PacedRequest } from './paced-request.ts';
import type { SpiInterrupts } from './spi-interrupts.ts';
import { FIFO_DEPTH, type SpiPace } from './spi-pace.ts';
import { WordFifo } from './word-fifo.ts';

/** SSPDMACR */
const RXDMAE = 1 << 0;
const TXDMAE = 1 << 1;

/** What the FIFOs need of their port. */
export interface SpiFifosPort {
  /** Address of SSPDR. */
  readonly data: number;
  /** SSPDMACR and SSPIMSC. */
  dmaEnables(): number;
  interruptMask(): number;
  /** All bits of a word. */
  word(): number;
  /** Brings the port up to the present; whether it is at that. */
  settle(): void;
  settling(): boolean;
  /** A word to send came from outside. */
  pushed(): void;
  /** What a channel does by itself changed. */
  repace(): void;
  /** What SSPSR shows may have changed, by a load or store: what the wires do to it the port knows. */
  changed(): void;
}

export class SpiFifos implements SpiPace {
  readonly rx = new WordFifo(FIFO_DEPTH);
  readonly tx = new WordFifo(FIFO_DEPTH);
  readonly rxRequest: PacedRequest;
  readonly txRequest: PacedRequest;
  /** Set by the port, whose interrupts look at these FIFOs. */
  interrupts!: SpiInterrupts;
  /** Words received into a full FIFO. */
  overruns = 0;

  constructor(private readonly port: SpiFifosPort) {
    const { data } = port;
    const register = { address: data, read: () => this.pop(), write: (word: number) => this.push(word) };
    const settle = () => port.settle();
    const repace = () => port.repace();
    this.txRequest = new PacedRequest(() => this.transmitSpace(), settle, repace, register);
    this.rxRequest = new PacedRequest(() => this.receiveLevel(), settle, repace, register);
  }

  clear(): void {
    this.rx.clear();
    this.tx.clear();
  }

  /** Channels may have been let in. */
  notify(): void {
    if (this.dma(RXDMAE)) this.rxRequest.notify();
    if (this.dma(TXDMAE)) this.txRequest.notify();
  }

  private dma(bit: number): boolean {
    return (this.port.dmaEnables() & bit) !== 0;
  }

  private transmitSpace(): number {
    this.port.settle();
    return this.dma(TXDMAE) ? FIFO_DEPTH - this.tx.length : 0;
  }

  private receiveLevel(): number {
    this.port.settle();
    return this.dma(RXDMAE) ? this.rx.length : 0;
  }

  /** A load of the data register. */
  pop(): number {
    this.port.settle();
    const word = this.rx.pop();
    this.port.changed();
    this.interrupts.taken();
    if (!this.port.settling()) this.interrupts.update();
    return word;
  }

  /** A store to it. */
  push(word: number): void {
    const { port } = this;
    port.settle();
    this.tx.push(word & port.word());
    port.changed();
    if (port.settling()) return;
    port.pushed();
    this.interrupts.update();
  }

  /** A word came over the wires. */
  receive(word: number): void {
    if (this.deliver(word)) return;
    const fits = this.rx.push(word);
    if (!fits) this.overruns++;
    this.interrupts.received(fits);
    if (this.dma(RXDMAE)) this.rxRequest.notify();
  }

  /** A word that a channel waits for goes through the FIFO without a stay. */
  private deliver(word: number): boolean {
    if (this.rx.length > 0 || this.port.interruptMask() || !this.dma(RXDMAE)) return false;
    const { taker } = this.rxRequest;
    if (!taker) return false;
    this.interrupts.passed();
    taker.deliver(word);
    taker.moved();
    return true;
  }

  /** The next word to send; 0 when there is none. */
  take(): number {
    const word = this.tx.pop();
    if (this.dma(TXDMAE) && !this.fetch()) this.txRequest.notify();
    return word;
  }

  /** A channel fills the one place that there is. */
  private fetch(): boolean {
    if (this.tx.length !== FIFO_DEPTH - 1) return false;
    const { bringer } = this.txRequest;
    if (!bringer) return false;
    this.tx.push(bringer.fetch() & this.port.word());
    bringer.moved();
    return true;
  }
}
