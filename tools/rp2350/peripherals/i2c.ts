// I2C0 and I2C1: Synopsys DW_apb_i2c as master (RP2350 datasheet 12.2).
import type { I2cBus } from '../wires/i2c-bus.ts';
import type { ChipEnvironment, InterruptLine } from '../registers/peripheral.ts';
import { GuestError } from '../registers/peripheral.ts';
import { RegisterPeripheral } from '../registers/register-peripheral.ts';
import { I2cMaster } from './i2c-master.ts';
import { PacedRequest } from './paced-request.ts';
import { WordFifo } from './word-fifo.ts';

const FIFO_DEPTH = 16;
const FIRST_IRQ = 36;
const FIRST_DREQ = 44;
/** IC_CON */
const MASTER_MODE = 1 << 0;
const SLAVE_DISABLE = 1 << 6;
const TX_EMPTY_CTRL = 1 << 8;
/** Interrupt bits. */
const RX_UNDER = 1 << 0;
const RX_OVER = 1 << 1;
const RX_FULL = 1 << 2;
const TX_OVER = 1 << 3;
const TX_EMPTY = 1 << 4;
const TX_ABRT = 1 << 6;
const ACTIVITY = 1 << 8;
const STOP_DET = 1 << 9;
const START_DET = 1 << 10;
/** Interrupts cleared by reading a register of their own. */
const CLEARED_BY = {
  RX_UNDER,
  RX_OVER,
  TX_OVER,
  RD_REQ: 1 << 5,
  TX_ABRT,
  RX_DONE: 1 << 7,
  ACTIVITY,
  STOP_DET,
};
const CLEARED_BY_TOO = { START_DET, GEN_CALL: 1 << 11, RESTART_DET: 1 << 12 };
/** IC_CLR_INTR clears all but those that are levels. */
const ALL_STICKY = 0x1fff & ~(RX_FULL | TX_EMPTY);
/** IC_ENABLE */
const ENABLE = 1 << 0;
const ABORT = 1 << 1;
const USER_ABORT = 1 << 16;
/** IC_DMA_CR */
const RDMAE = 1 << 0;
const TDMAE = 1 << 1;

export class I2c extends RegisterPeripheral {
  /** What hangs on SDA and SCL. */
  bus: I2cBus | undefined;

  private readonly env: ChipEnvironment;
  private readonly interrupt: InterruptLine;
  private readonly tx = new WordFifo(FIFO_DEPTH);
  private readonly rx = new WordFifo(FIFO_DEPTH);
  private readonly txRequest: PacedRequest;
  private readonly rxRequest: PacedRequest;
  private readonly master: I2cMaster;
  private readonly names: { sda: string; scl: string };
  private sticky = 0;
  private abortSource = 0;

  constructor(index: 0 | 1, env: ChipEnvironment) {
    super(`I2C${index}`);
    this.env = env;
    this.names = { sda: `i2c${index}_sda`, scl: `i2c${index}_scl` };
    this.interrupt = env.interrupt(FIRST_IRQ + index);
    const nothing = () => {};
    this.txRequest = new PacedRequest(() => this.transmitSpace(), nothing, nothing);
    this.rxRequest = new PacedRequest(() => this.receiveLevel(), nothing, nothing);
    env.addDmaRequest(FIRST_DREQ + 2 * index, this.txRequest);
    env.addDmaRequest(FIRST_DREQ + 2 * index + 1, this.rxRequest);
    this.declareConfiguration();
    this.declareStatus();
    this.master = new I2cMaster(env.scheduler, {
      bit_cycles: () => this.bit_cycles(),
      device: (address) => this.device(address),
      target: () => this.get('IC_TAR') & 0x7f,
      next: () => this.takeCommand(),
      peek: () => this.tx.length > 0,
      received: (byte) => this.receive(byte),
      happened: (event) => this.happened(event),
      aborted: (reason) => this.abort(reason),
    });
  }

  override reset(): void {
    super.reset();
    this.disable();
    this.raise();
  }

  // --- registers

  private declareConfiguration(): void {
    this.register('IC_CON', { written: () => this.raise() });
    this.register('IC_TAR');
    for (const name of ['SS', 'FS']) {
      this.register(`IC_${name}_SCL_HCNT`);
      this.register(`IC_${name}_SCL_LCNT`);
    }
    this.register('IC_INTR_MASK', { written: () => this.raise() });
    this.register('IC_RX_TL', { written: () => this.raise() });
    this.register('IC_TX_TL', { written: () => this.raise() });
    this.register('IC_ENABLE', { written: (word, previous) => this.enabled(word, previous) });
    this.register('IC_DMA_CR', { written: () => this.offerDma() });
    this.register('IC_DMA_TDLR', { written: () => this.offerDma() });
    this.register('IC_DMA_RDLR', { written: () => this.offerDma() });
    this.storage('IC_SDA_HOLD', 'IC_SDA_SETUP', 'IC_FS_SPKLEN', 'IC_SAR', 'IC_ACK_GENERAL_CALL');
    this.storage('IC_SLV_DATA_NACK_ONLY', 'IC_COMP_PARAM_1', 'IC_COMP_VERSION', 'IC_COMP_TYPE');
  }

  private declareStatus(): void {
    this.register('IC_DATA_CMD', {
      read: () => this.popReceive(),
      written: (word) => this.pushCommand(word),
    });
    this.register('IC_RAW_INTR_STAT', { read: () => this.rawInterrupts() });
    this.register('IC_INTR_STAT', { read: () => this.rawInterrupts() & this.get('IC_INTR_MASK') });
    this.register('IC_STATUS', { read: () => this.status() });
    this.register('IC_TXFLR', { read: () => this.tx.length });
    this.register('IC_RXFLR', { read: () => this.rx.length });
    this.register('IC_TX_ABRT_SOURCE', { read: () => this.abortSource });
    this.register('IC_ENABLE_STATUS', { read: () => this.get('IC_ENABLE') & ENABLE });
    this.register('IC_CLR_INTR', { read: () => this.clear(ALL_STICKY) });
    for (const [name, bit] of Object.entries({ ...CLEARED_BY, ...CLEARED_BY_TOO })) {
      this.register(`IC_CLR_${name}`, { read: () => this.clear(bit) });
    }
  }

  private enabled(word: number, previous: number): void {
    if (word & ABORT) this.master.stopAfterByte();
    if (!(word & ENABLE)) this.disable();
    else if (!(previous & ENABLE)) this.start();
    this.raise();
  }

  private start(): void {
    const con = this.get('IC_CON');
    if ((con & (MASTER_MODE | SLAVE_DISABLE)) !== (MASTER_MODE | SLAVE_DISABLE)) {
      throw new GuestError(this.name, 'only the master is modelled');
    }
    this.offerDma();
  }

  private disable(): void {
    this.tx.clear();
    this.rx.clear();
    this.sticky = 0;
    this.abortSource = 0;
    this.master.release();
  }

  private get running(): boolean {
    return (this.get('IC_ENABLE') & ENABLE) !== 0;
  }

  private status(): number {
    const { tx, rx } = this;
    const active = this.master.active ? 0x21 : 0;
    const transmit = (tx.length < FIFO_DEPTH ? 2 : 0) | (tx.length === 0 ? 4 : 0);
    return active | transmit | (rx.length > 0 ? 8 : 0) | (rx.length === FIFO_DEPTH ? 16 : 0);
  }

  // --- FIFOs

  private pushCommand(word: number): void {
    // After an abort the FIFO is held empty until the host reads IC_CLR_TX_ABRT.
    if (!this.running || this.sticky & TX_ABRT) return;
    if (!this.tx.push(word & 0x7ff)) this.sticky |= TX_OVER;
    this.master.commandAvailable();
    this.raise();
  }

  private popReceive(): number {
    if (this.rx.length === 0) this.sticky |= RX_UNDER;
    const word = this.rx.pop();
    this.raise();
    return word;
  }

  private takeCommand(): number {
    const word = this.tx.pop();
    this.offerDma();
    this.raise();
    return word;
  }

  private receive(byte: number): void {
    if (!this.rx.push(byte)) this.sticky |= RX_OVER;
    if (this.get('IC_DMA_CR') & RDMAE) this.rxRequest.notify();
    this.raise();
  }

  private transmitSpace(): number {
    if (!this.running || this.sticky & TX_ABRT || !(this.get('IC_DMA_CR') & TDMAE)) return 0;
    return this.tx.length <= this.get('IC_DMA_TDLR') ? FIFO_DEPTH - this.tx.length : 0;
  }

  private receiveLevel(): number {
    if (!(this.get('IC_DMA_CR') & RDMAE)) return 0;
    return this.rx.length > this.get('IC_DMA_RDLR') ? this.rx.length : 0;
  }

  private offerDma(): void {
    const control = this.get('IC_DMA_CR');
    if (control & TDMAE) this.txRequest.notify();
    if (control & RDMAE) this.rxRequest.notify();
  }

  // --- wires

  private bit_cycles(): number {
    const { clocks, scheduler } = this.env;
    const speed = (this.get('IC_CON') >>> 1) & 3;
    const name = speed === 1 ? 'IC_SS_SCL' : 'IC_FS_SCL';
    const sys_Hz = clocks.frequency_Hz('clk_sys');
    const period = this.get(`${name}_HCNT`) + this.get(`${name}_LCNT`);
    return (period * scheduler.cyclesPerSecond) / sys_Hz;
  }

  private device(address: number) {
    const { pinMux } = this.env;
    const routed = pinMux.pinOf(this.names.sda) >= 0 && pinMux.pinOf(this.names.scl) >= 0;
    return routed ? this.bus?.at(address) : undefined;
  }

  private happened(event: 'start' | 'stop' | 'byte'): void {
    if (event === 'start') this.sticky |= START_DET | ACTIVITY;
    else if (event === 'stop') this.sticky |= STOP_DET;
    this.raise();
  }

  /** Flushes the transmit FIFO; its former level stands in the upper bits of the source. */
  private abort(reason: number): void {
    this.abortSource |= (reason | (this.tx.length << 23)) >>> 0;
    this.tx.clear();
    this.rx.clear(); // IC_AVOID_RX_FIFO_FLUSH_ON_TX_ABRT is 0 in this build of the core
    this.sticky |= TX_ABRT;
    if (reason & USER_ABORT) this.set('IC_ENABLE', this.get('IC_ENABLE') & ~ABORT);
    this.raise();
  }

  // --- interrupts

  private rawInterrupts(): number {
    const full = this.rx.length > this.get('IC_RX_TL') ? RX_FULL : 0;
    return this.sticky | full | (this.transmitEmpty() ? TX_EMPTY : 0);
  }

  private transmitEmpty(): boolean {
    if (!this.running || this.tx.length > this.get('IC_TX_TL')) return false;
    return !(this.get('IC_CON') & TX_EMPTY_CTRL) || !this.master.shifting;
  }

  private raise(): void {
    this.interrupt((this.rawInterrupts() & this.get('IC_INTR_MASK')) !== 0);
  }

  private clear(bits: number): number {
    const was = this.sticky & bits;
    this.sticky &= ~bits;
    if (was & TX_ABRT) {
      this.abortSource = 0;
      this.offerDma();
    }
    this.raise();
    return was ? 1 : 0;
  }
}
