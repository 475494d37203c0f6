// SPI0 and SPI1: ARM PL022 SSP in Motorola format, master and slave (RP2350 datasheet 12.3, ARM DDI 0194).
import type { ChipEnvironment, InterruptLine, ScheduledEvent } from '../peripheral.ts';
import { GuestError } from '../peripheral.ts';
import { RegisterPeripheral } from '../register-peripheral.ts';
import { peripheralDescription } from '../svd.ts';
import type { SpiDevice, SpiMaster, SpiMode } from '../wires.ts';
import { PacedRequest } from './paced-request.ts';
import { SpiSlave } from './spi-slave.ts';
import { WordFifo } from './word-fifo.ts';

const FIFO_DEPTH = 8;
const HALF = 4;
const FIRST_IRQ = 31;
const FIRST_DREQ = 24;
/** SSPCR1 */
const LBM = 1 << 0;
const SSE = 1 << 1;
const MS = 1 << 2;
const SOD = 1 << 3;
/** Interrupt bits of SSPIMSC, SSPRIS, SSPMIS and SSPICR. */
const ROR = 1 << 0;
const RT = 1 << 1;
const RX = 1 << 2;
const TX = 1 << 3;
/** SSPDMACR */
const RXDMAE = 1 << 0;
const TXDMAE = 1 << 1;
const RECEIVE_TIMEOUT_bits = 32;
const IDENTIFICATION = ['PERIPHID', 'PCELLID'].flatMap((id) => [0, 1, 2, 3].map((n) => `SSP${id}${n}`));

/**
 * Words are computed when somebody looks (a register access, a select line, a DMA register) or when the
 * first of them would be noticed otherwise, so that a DMA transfer costs one event and not one a word.
 */
export class Spi extends RegisterPeripheral implements SpiMaster {
  /** What hangs on the wires while this port is master. */
  device: SpiDevice | undefined;
  /** The port as a board sees it while it is slave. */
  readonly slave: SpiSlave;
  /** Words received into a full FIFO since reset. */
  overruns = 0;

  private readonly env: ChipEnvironment;
  private readonly prefix: string;
  private readonly interrupt: InterruptLine;
  private readonly rx = new WordFifo(FIFO_DEPTH);
  private readonly tx = new WordFifo(FIFO_DEPTH);
  private readonly rxRequest: PacedRequest;
  private readonly txRequest: PacedRequest;
  private readonly cr0 = this.declare('SSPCR0', () => this.configured());
  private readonly cr1 = this.declare('SSPCR1', () => this.configured());
  private readonly cpsr = this.declare('SSPCPSR', () => this.configured());
  private readonly imsc = this.declare('SSPIMSC', () => this.raise());
  private readonly dmacr = this.declare('SSPDMACR', () => this.dmaEnabled());
  private shifting = false;
  private settling = false;
  private word = 0;
  private wordEnd_cycles = 0;
  private word_cycles = 0;
  private routed = false;
  private event: ScheduledEvent | undefined;
  private overrun = false;
  private timedOut = false;
  private lastActivity_cycles = 0;
  private timeoutEvent: ScheduledEvent | undefined;

  constructor(index: 0 | 1, env: ChipEnvironment) {
    super(`SPI${index}`);
    this.env = env;
    this.prefix = `spi${index}`;
    this.interrupt = env.interrupt(FIRST_IRQ + index);
    const settle = () => this.settle();
    const repace = () => this.schedule();
    const port = {
      address: peripheralDescription(this.name).base + this.offsetOf('SSPDR'),
      read: () => this.popReceive(),
      write: (word: number) => this.pushTransmit(word),
    };
    this.txRequest = new PacedRequest(() => this.transmitSpace(), settle, repace, port);
    this.rxRequest = new PacedRequest(() => this.receiveLevel(), settle, repace, port);
    env.addDmaRequest(FIRST_DREQ + 2 * index, this.txRequest);
    env.addDmaRequest(FIRST_DREQ + 2 * index + 1, this.rxRequest);
    this.slave = new SpiSlave({
      listening: () => (this.cr1.value & (SSE | MS)) === (SSE | MS),
      routed: (pin) => env.pinMux.pinOf(`${this.prefix}_${pin}`) >= 0,
      outputEnabled: () => !(this.cr1.value & SOD),
      bits: () => this.bits,
      mode: () => this.mode,
      take: () => this.takeTransmit(),
      received: (word) => this.slaveReceived(word),
      quietWords: () => this.quietSlaveWords(),
    });
    this.declareReadOnly();
  }

  override reset(): void {
    super.reset();
    this.rx.clear();
    this.tx.clear();
    this.shifting = this.overrun = this.timedOut = false;
    this.slave.abort();
    this.schedule();
    this.raise();
  }

  /** Brings the port up to the present; every observer calls it first. */
  settle(): void {
    if (this.settling || !this.shifting) return;
    const { now } = this.env.scheduler;
    if (this.wordEnd_cycles > now) return;
    this.settling = true;
    while (this.shifting && this.wordEnd_cycles <= now) this.finishWord();
    this.settling = false;
    this.raise();
  }

  /** Whether a transfer is under way. */
  get busy(): boolean {
    this.settle();
    return this.shifting || this.tx.length > 0 || this.slave.midWord;
  }

  // --- registers

  private declare(name: string, written: () => void): { value: number } {
    this.register(name, { written });
    return this.cell(name);
  }

  private declareReadOnly(): void {
    this.register('SSPDR', { read: () => this.popReceive(), written: (word) => this.pushTransmit(word) });
    this.register('SSPSR', { read: () => this.status() });
    this.register('SSPRIS', { read: () => this.rawInterrupts() });
    this.register('SSPMIS', { read: () => this.rawInterrupts() & this.imsc.value });
    this.register('SSPICR', { read: () => 0, written: (bits) => this.clearInterrupts(bits) });
    for (const name of IDENTIFICATION) this.register(name);
  }

  private get bits(): number {
    return (this.cr0.value & 0xf) + 1;
  }

  private get mode(): SpiMode {
    const { value } = this.cr0;
    return (((value >>> 5) & 2) | ((value >>> 7) & 1)) as SpiMode; // SPO is bit 6, SPH bit 7
  }

  private get isMaster(): boolean {
    return (this.cr1.value & (SSE | MS)) === SSE;
  }

  private status(): number {
    const busy = this.busy;
    const { rx, tx } = this;
    const tfe = tx.length === 0 ? 1 : 0;
    const tnf = tx.length < FIFO_DEPTH ? 2 : 0;
    const rne = rx.length > 0 ? 4 : 0;
    return tfe | tnf | rne | (rx.length === FIFO_DEPTH ? 8 : 0) | (busy ? 16 : 0);
  }

  private configured(): void {
    this.settle();
    if ((this.cr0.value & 0x30) !== 0)
      throw new GuestError(this.name, 'only the Motorola frame format is modelled');
    if (this.shifting) this.word_cycles = this.measureWord();
    this.begin();
    this.raise();
  }

  private dmaEnabled(): void {
    this.settle();
    if (this.dmacr.value & RXDMAE) this.rxRequest.notify();
    if (this.dmacr.value & TXDMAE) this.txRequest.notify();
    this.schedule();
  }

  // --- FIFOs

  private transmitSpace(): number {
    this.settle();
    return this.dmacr.value & TXDMAE ? FIFO_DEPTH - this.tx.length : 0;
  }

  private receiveLevel(): number {
    this.settle();
    return this.dmacr.value & RXDMAE ? this.rx.length : 0;
  }

  private popReceive(): number {
    this.settle();
    const word = this.rx.pop();
    if (this.rx.length === 0) this.timedOut = false;
    this.lastActivity_cycles = this.env.scheduler.now;
    if (!this.settling) this.raise();
    return word;
  }

  private pushTransmit(word: number): void {
    this.settle();
    this.tx.push(word & ((1 << this.bits) - 1));
    if (this.settling) return;
    this.begin();
    this.raise();
  }

  private receive(word: number): void {
    if (!this.rx.push(word)) {
      this.overrun = true;
      this.overruns++;
    }
    this.lastActivity_cycles = this.env.scheduler.now;
    if (this.dmacr.value & RXDMAE) this.rxRequest.notify();
    if (this.imsc.value & RT) this.watchTimeout();
  }

  private takeTransmit(): number {
    const word = this.tx.pop();
    if (this.dmacr.value & TXDMAE) this.txRequest.notify();
    return word;
  }

  // --- master

  private measureWord(): number {
    const { clocks, scheduler } = this.env;
    const peri_Hz = clocks.frequency_Hz('clk_peri');
    const prescale = this.cpsr.value & 0xfe;
    if (peri_Hz === 0) throw new GuestError(this.name, 'transfer while clk_peri is stopped');
    if (prescale === 0) throw new GuestError(this.name, 'transfer with SSPCPSR 0');
    const bit = prescale * (1 + (this.cr0.value >>> 8));
    return (this.bits * bit * scheduler.cyclesPerSecond) / peri_Hz;
  }

  private begin(): void {
    if (this.shifting || this.tx.length === 0 || !this.isMaster) return this.schedule();
    this.word_cycles = this.measureWord();
    this.routed = this.env.pinMux.pinOf(`${this.prefix}_sclk`) >= 0;
    this.settling = true;
    this.beginWord(this.env.scheduler.now);
    this.settling = false;
    this.schedule();
  }

  private beginWord(time: number): void {
    this.shifting = true;
    this.wordEnd_cycles = time + this.word_cycles;
    this.word = this.takeTransmit();
  }

  private finishWord(): void {
    this.receive(this.exchange());
    if (this.tx.length > 0 && this.isMaster) this.beginWord(this.wordEnd_cycles);
    else this.shifting = false;
  }

  private exchange(): number {
    if (this.cr1.value & LBM) return this.word;
    if (!this.routed || !this.device) return 0;
    return this.device.exchange(this.word, this.bits, this.mode, this.wordEnd_cycles);
  }

  /** Words from now until the first that somebody notices without looking; at least 1. */
  private quietMasterWords(): number {
    const rx = this.rxRequest.pacer;
    if (!rx || this.imsc.value) return 1;
    const tx = this.txRequest.pacer;
    let words = Math.min(1 + this.tx.length + (tx?.remaining ?? 0), rx.remaining - this.rx.length);
    if (tx?.endIsNoticed) words = Math.min(words, tx.remaining - (FIFO_DEPTH - this.tx.length));
    words = Math.min(words, 1 + (this.device?.quietWords?.() ?? Infinity));
    return Math.max(1, words);
  }

  private schedule(): void {
    if (this.settling) return;
    const { scheduler } = this.env;
    const due = this.shifting ? this.wordEnd_cycles + (this.quietMasterWords() - 1) * this.word_cycles : -1;
    if (this.event?.time === due) return;
    if (this.event) scheduler.cancel(this.event);
    this.event = due < 0 ? undefined : scheduler.at(due, () => this.due());
  }

  private due(): void {
    this.event = undefined;
    this.settle();
    this.schedule();
  }

  // --- slave

  private slaveReceived(word: number): void {
    this.receive(word);
    this.raise();
  }

  private quietSlaveWords(): number {
    const rx = this.rxRequest.pacer;
    if (!rx || this.imsc.value) return 0;
    const tx = this.txRequest.pacer;
    const words = rx.remaining - this.rx.length - 1;
    return tx?.endIsNoticed ? Math.min(words, tx.remaining - 1) : words;
  }

  // --- interrupts

  private rawInterrupts(): number {
    this.settle();
    this.checkTimeout();
    const levels = (this.rx.length >= HALF ? RX : 0) | (this.tx.length <= HALF ? TX : 0);
    return levels | (this.overrun ? ROR : 0) | (this.timedOut ? RT : 0);
  }

  private raise(): void {
    if (this.imsc.value === 0) return this.interrupt(false);
    if (this.imsc.value & RT) this.watchTimeout();
    this.interrupt((this.rawInterrupts() & this.imsc.value) !== 0);
  }

  private clearInterrupts(bits: number): void {
    this.settle();
    if (bits & ROR) this.overrun = false;
    if (bits & RT) {
      this.timedOut = false;
      this.lastActivity_cycles = this.env.scheduler.now;
    }
    this.raise();
  }

  private timeoutAt(): number {
    const { cyclesPerSecond } = this.env.scheduler;
    const bit = (this.cpsr.value & 0xfe) * (1 + (this.cr0.value >>> 8));
    const peri_Hz = this.env.clocks.frequency_Hz('clk_peri');
    return this.lastActivity_cycles + (RECEIVE_TIMEOUT_bits * bit * cyclesPerSecond) / peri_Hz;
  }

  private checkTimeout(): void {
    if (this.rx.length > 0 && this.env.scheduler.now >= this.timeoutAt()) this.timedOut = true;
  }

  private watchTimeout(): void {
    if (this.timeoutEvent || this.timedOut || this.rx.length === 0) return;
    this.timeoutEvent = this.env.scheduler.at(this.timeoutAt(), () => {
      this.timeoutEvent = undefined;
      this.raise();
    });
  }
}
