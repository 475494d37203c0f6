// SPI0 and SPI1: ARM PL022 SSP in Motorola format, master and slave (RP2350 datasheet 12.3, ARM DDI 0194).
import type { ChipEnvironment, ScheduledEvent } from '../registers/peripheral.ts';
import { GuestError, type AnswerOf } from '../registers/peripheral.ts';
import { RegisterPeripheral } from '../registers/register-peripheral.ts';
import { peripheralDescription } from '../registers/svd.ts';
import type { SpiDevice, SpiMaster, SpiMode } from '../wires/wires.ts';
import { SpiFifos } from './spi-fifos.ts';
import { SpiInterrupts } from './spi-interrupts.ts';
import { quietMasterWords, quietSlaveWords } from './spi-pace.ts';
import { SpiSlave } from './spi-slave.ts';
import { SpiStatus } from './spi-status.ts';

const FIRST_IRQ = 31;
const FIRST_DREQ = 24;
/** SSPCR1 */
const LBM = 1 << 0;
const SSE = 1 << 1;
const MS = 1 << 2;
const SOD = 1 << 3;
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
  private readonly env: ChipEnvironment;
  private readonly prefix: string;
  private readonly interrupts: SpiInterrupts;
  private readonly fifos: SpiFifos;
  private readonly status: SpiStatus;
  private readonly cr0 = this.declare('SSPCR0', () => this.configured());
  private readonly cr1 = this.declare('SSPCR1', () => this.configured());
  private readonly cpsr = this.declare('SSPCPSR', () => this.configured());
  private readonly imsc = this.declare('SSPIMSC', () => this.interrupts.update());
  private readonly dmacr = this.declare('SSPDMACR', () => this.dmaEnabled());
  private shifting = false;
  private settling = false;
  private word = 0;
  private wordEnd_cycles = 0;
  private word_cycles = 0;
  private routed = false;
  private event: ScheduledEvent | undefined;
  constructor(index: 0 | 1, env: ChipEnvironment) {
    super(`SPI${index}`);
    this.env = env;
    this.prefix = `spi${index}`;
    this.fifos = new SpiFifos({
      data: peripheralDescription(this.name).base + this.offsetOf('SSPDR'),
      dmaEnables: () => this.dmacr.value,
      interruptMask: () => this.imsc.value,
      word: () => (1 << this.bits) - 1,
      settle: () => this.settle(),
      settling: () => this.settling,
      pushed: () => this.begin(),
      repace: () => this.schedule(),
      changed: () => this.status.changed(),
    });
    const { rx, tx } = this.fifos;
    this.status = new SpiStatus(rx, tx);
    this.interrupts = this.fifos.interrupts = new SpiInterrupts({
      rx,
      tx,
      scheduler: env.scheduler,
      line: env.interrupt(FIRST_IRQ + index),
      mask: () => this.imsc.value,
      bit_cycles: () => this.bit_cycles(),
    });
    env.addDmaRequest(FIRST_DREQ + 2 * index, this.fifos.txRequest);
    env.addDmaRequest(FIRST_DREQ + 2 * index + 1, this.fifos.rxRequest);
    this.slave = new SpiSlave({
      listening: () => (this.cr1.value & (SSE | MS)) === (SSE | MS),
      routed: (pin) => env.pinMux.pinOf(`${this.prefix}_${pin}`) >= 0,
      outputEnabled: () => !(this.cr1.value & SOD),
      bits: () => this.bits,
      mode: () => this.mode,
      take: () => this.fifos.take(),
      received: (word) => this.slaveReceived(word),
      quietWords: () => (this.imsc.value ? 0 : quietSlaveWords(this.fifos)),
    });
    this.declareReadOnly();
  }

  keepAnswers(answerOf: AnswerOf): void {
    this.status.answer = answerOf(this.offsetOf('SSPSR'));
  }

  override reset(): void {
    super.reset();
    this.status.changed();
    this.fifos.clear();
    this.shifting = false;
    this.slave.abort();
    this.schedule();
    this.interrupts.reset();
  }

  /** Brings the port up to the present; every observer calls it first. */
  settle(): void {
    if (this.settling || !this.shifting) return;
    const { now } = this.env.scheduler;
    if (this.wordEnd_cycles > now) return;
    this.status.changed();
    this.settling = true;
    while (this.shifting && this.wordEnd_cycles <= now) this.finishWord();
    this.settling = false;
    this.interrupts.update();
  }

  /** Words received into a full FIFO. */
  get overruns(): number {
    return this.fifos.overruns;
  }

  /** Whether a transfer is under way. */
  get busy(): boolean {
    this.settle();
    return this.shifting || this.fifos.tx.length > 0 || this.slave.midWord;
  }

  // --- registers

  private declare(name: string, written: () => void): { value: number } {
    this.register(name, { written });
    return this.cell(name);
  }

  private declareReadOnly(): void {
    this.register('SSPDR', { read: () => this.fifos.pop(), written: (word) => this.fifos.push(word) });
    this.register('SSPSR', { read: () => this.readStatus() });
    const { interrupts } = this;
    const settled = (action: () => number) => {
      this.settle();
      return action();
    };
    this.register('SSPRIS', { read: () => settled(() => interrupts.raw()) });
    this.register('SSPMIS', { read: () => settled(() => interrupts.masked()) });
    this.register('SSPICR', {
      read: () => 0,
      written: (bits) => {
        this.settle();
        interrupts.clear(bits);
      },
    });
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

  /** A slave's changes with the clock of its master: it is asked each time. */
  private readStatus(): number {
    const { busy } = this;
    const until = this.shifting ? this.wordEnd_cycles : Infinity;
    return this.status.read(busy, this.isMaster ? until : -1);
  }

  private configured(): void {
    this.settle();
    this.status.changed();
    if ((this.cr0.value & 0x30) !== 0)
      throw new GuestError(this.name, 'only the Motorola frame format is modelled');
    if (this.shifting) this.word_cycles = this.measureWord();
    this.begin();
    this.interrupts.update();
  }

  private dmaEnabled(): void {
    this.settle();
    this.fifos.notify();
    this.schedule();
  }

  // --- master

  private bit_cycles(): number {
    const { clocks, scheduler } = this.env;
    const clocksPerBit = (this.cpsr.value & 0xfe) * (1 + (this.cr0.value >>> 8));
    return (clocksPerBit * scheduler.cyclesPerSecond) / clocks.frequency_Hz('clk_peri');
  }

  private measureWord(): number {
    if (this.env.clocks.frequency_Hz('clk_peri') === 0)
      throw new GuestError(this.name, 'transfer while clk_peri is stopped');
    if ((this.cpsr.value & 0xfe) === 0) throw new GuestError(this.name, 'transfer with SSPCPSR 0');
    return this.bits * this.bit_cycles();
  }

  private begin(): void {
    if (this.shifting || this.fifos.tx.length === 0 || !this.isMaster) return this.schedule();
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
    this.word = this.fifos.take();
  }

  private finishWord(): void {
    this.fifos.receive(this.exchange());
    if (this.fifos.tx.length > 0 && this.isMaster) this.beginWord(this.wordEnd_cycles);
    else this.shifting = false;
  }

  private exchange(): number {
    if (this.cr1.value & LBM) return this.word;
    if (!this.routed || !this.device) return 0;
    return this.device.exchange(this.word, this.bits, this.mode, this.wordEnd_cycles);
  }

  /** Words from now until the first that somebody notices without looking; at least 1. */
  private quietWords(): number {
    if (this.imsc.value) return 1;
    return Math.min(quietMasterWords(this.fifos), 1 + (this.device?.quietWords?.() ?? Infinity));
  }

  private schedule(): void {
    if (this.settling) return;
    const { scheduler } = this.env;
    const due = this.shifting ? this.wordEnd_cycles + (this.quietWords() - 1) * this.word_cycles : -1;
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
    this.fifos.receive(word);
    this.interrupts.update();
  }
}
