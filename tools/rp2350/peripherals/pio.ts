// A PIO block: four state machines over one program memory, their FIFOs with DREQ lines, flags and interrupts (datasheet 11).
import type { ChipEnvironment, InterruptLine } from '../registers/peripheral.ts';
import { GuestError } from '../registers/peripheral.ts';
import { RegisterPeripheral } from '../registers/register-peripheral.ts';
import { CountedRequest } from './counted-request.ts';
import {
  EXEC_STALLED,
  RXEMPTY,
  RXFULL,
  RXSTALL,
  RXUNDER,
  TXEMPTY,
  TXFULL,
  TXOVER,
  TXSTALL,
} from './pio-fields.ts';
import { PioMachine, type PioShared } from './pio-machine.ts';

const MACHINES = 4;
const PROGRAM_WORDS = 32;
const FIRST_IRQ = 15;
const DREQS = 8;
const NEIGHBOURS = 0x7ff0000;

/** Bits of the four machines from a bit on. */
const bitsOf = (from: number, holds: (index: number) => boolean): number => {
  let bits = 0;
  for (let i = 0; i < MACHINES; i++) if (holds(i)) bits |= 1 << (from + i);
  return bits;
};

export class Pio extends RegisterPeripheral {
  private readonly machines: PioMachine[];
  private readonly program = new Uint16Array(PROGRAM_WORDS);
  private readonly env: ChipEnvironment;
  private readonly lines: readonly InterruptLine[];
  private readonly requests: { tx: CountedRequest; rx: CountedRequest }[];
  private readonly signal: string;
  /** Outputs and directions of the 32 pins, and what of them was ever driven. */
  private levels = 0;
  private directions = 0;
  private flags = 0;

  constructor(number: 0 | 1 | 2, env: ChipEnvironment) {
    super(`PIO${number}`, 'PIO0');
    this.env = env;
    this.signal = `pio${number}_`;
    this.lines = [0, 1].map((i) => env.interrupt(FIRST_IRQ + 2 * number + i));
    const shared = this.sharedWith(env);
    this.machines = Array.from({ length: MACHINES }, (_, i) => new PioMachine(i, shared));
    this.requests = this.machines.map(({ shifter }, i) => {
      const tx = new CountedRequest(() => shifter.tx.depth - shifter.tx.length);
      const rx = new CountedRequest(() => shifter.rx.length);
      env.addDmaRequest(DREQS * number + i, tx);
      env.addDmaRequest(DREQS * number + MACHINES + i, rx);
      return { tx, rx };
    });
    for (const pin of env.pins) pin.watch(() => this.pinChanged());
    this.declareBlock();
    for (let i = 0; i < MACHINES; i++) this.declareMachine(i, this.machines[i]);
  }

  private sharedWith(env: ChipEnvironment): PioShared {
    return {
      scheduler: env.scheduler,
      clockCycles: () => env.scheduler.cyclesPerSecond / (env.clocks.frequency_Hz('clk_sys') || NaN) || Infinity,
      instruction: (address) => this.program[address],
      inputs: () => this.inputs(),
      drive: (what, bits, value) => this.drive(what, bits, value),
      flag: (index) => (this.flags & (1 << index)) !== 0,
      setFlag: (index, value) => this.setFlags(value ? this.flags | (1 << index) : this.flags & ~(1 << index)),
      changed: (machine) => this.fifoChanged(machine),
      stalled: (machine, what) =>
        this.set('FDEBUG', this.get('FDEBUG') | (1 << ((what === 'tx' ? TXSTALL : RXSTALL) + machine))),
    };
  }

  private declareBlock(): void {
    this.register('CTRL', { written: (word) => this.controlled(word) });
    this.register('FSTAT', { read: () => this.fifoStatus() });
    this.register('FDEBUG');
    this.register('FLEVEL', { read: () => this.fifoLevels() });
    this.register('IRQ', { read: () => this.flags, written: (word) => this.setFlags(this.flags & ~word) });
    this.register('IRQ_FORCE', { written: (word) => this.setFlags(this.flags | (word & 0xff)) });
    this.storage('INPUT_SYNC_BYPASS');
    this.register('DBG_PADOUT', { read: () => this.levels });
    this.register('DBG_PADOE', { read: () => this.directions });
    this.register('DBG_CFGINFO', { read: () => 0x10200404 });
    for (let i = 0; i < PROGRAM_WORDS; i++)
      this.register(`INSTR_MEM${i}`, { written: (word) => void (this.program[i] = word) });
    this.register('GPIOBASE', { written: () => this.rebase() });
    this.register('INTR', { read: () => this.raw() });
    for (const i of [0, 1]) {
      this.register(`IRQ${i}_INTE`, { written: () => this.raise() });
      this.register(`IRQ${i}_INTF`, { written: () => this.raise() });
      this.register(`IRQ${i}_INTS`, { read: () => this.pending(i) });
    }
  }

  private declareMachine(i: number, machine: PioMachine): void {
    const { shifter, pins } = machine;
    this.register(`TXF${i}`, { written: (word) => this.pushTx(i, word) });
    this.register(`RXF${i}`, { read: () => this.popRx(i) });
    this.register(`SM${i}_CLKDIV`, { written: (word) => void (machine.clkdiv = word) });
    this.register(`SM${i}_EXECCTRL`, {
      read: () => (pins.execctrl | (machine.execIsStalled ? EXEC_STALLED : 0)) >>> 0,
      written: (word) => {
        pins.execctrl = word;
        machine.poke();
      },
    });
    this.register(`SM${i}_SHIFTCTRL`, {
      written: (word) => {
        shifter.control = word;
        shifter.join();
      },
    });
    this.register(`SM${i}_ADDR`, { read: () => machine.pc });
    this.register(`SM${i}_INSTR`, {
      read: () => this.program[machine.pc],
      written: (word) => machine.execute(word & 0xffff),
    });
    this.register(`SM${i}_PINCTRL`, { written: (word) => void (pins.control = word) });
  }

  private controlled(word: number): void {
    if (word & NEIGHBOURS) throw new GuestError(this.name, 'CTRL over neighbouring blocks is not modelled');
    this.machines.forEach((machine, i) => {
      if (word & (1 << (4 + i))) machine.restart();
      machine.setEnabled((word & (1 << i)) !== 0);
    });
  }

  // ---- FIFOs

  private pushTx(index: number, word: number): void {
    const { tx } = this.machines[index].shifter;
    if (!tx.push(word)) this.set('FDEBUG', this.get('FDEBUG') | (1 << (TXOVER + index)));
    this.fifoChanged(index);
  }

  private popRx(index: number): number {
    const { rx } = this.machines[index].shifter;
    if (rx.length === 0) this.set('FDEBUG', this.get('FDEBUG') | (1 << (RXUNDER + index)));
    const word = rx.pop();
    this.fifoChanged(index);
    return word;
  }

  private fifoChanged(index: number): void {
    this.machines[index].poke();
    this.raise();
    this.requests[index].tx.notify();
    this.requests[index].rx.notify();
  }

  private fifoStatus(): number {
    const of = (i: number) => this.machines[i].shifter;
    return (
      (bitsOf(TXEMPTY, (i) => of(i).tx.length === 0) |
        bitsOf(TXFULL, (i) => of(i).tx.length === of(i).tx.depth) |
        bitsOf(RXEMPTY, (i) => of(i).rx.length === 0) |
        bitsOf(RXFULL, (i) => of(i).rx.length === of(i).rx.depth)) >>>
      0
    );
  }

  private fifoLevels(): number {
    return this.machines.reduce(
      (word, { shifter }, i) => (word | (shifter.tx.length << (8 * i)) | (shifter.rx.length << (8 * i + 4))) >>> 0,
      0,
    );
  }

  // ---- pins: a window of 32 from GPIOBASE on

  private get base(): number {
    return this.get('GPIOBASE');
  }

  private inputs(): number {
    let bits = 0;
    for (let i = 0; i < 32; i++) if (this.env.pins[this.base + i]?.level) bits |= 1 << i;
    return bits >>> 0;
  }

  private drive(what: 'levels' | 'directions', bits: number, value: number): void {
    const before = this[what];
    this[what] = ((before & ~bits) | (value & bits)) >>> 0;
    const changed = this[what] ^ before;
    for (let i = 0; changed >>> i !== 0 && i < 32; i++) if (changed & (1 << i)) this.show(i);
  }

  /** A pin the block does not drive is an input. */
  private show(pin: number): void {
    const driven = (this.directions >>> pin) & 1 ? ((this.levels >>> pin) & 1) === 1 : undefined;
    this.env.pinMux.driveSignal(`${this.signal}${this.base + pin}`, driven);
  }

  private rebase(): void {
    if (this.levels !== 0 || this.directions !== 0)
      throw new GuestError(this.name, 'GPIOBASE was moved while pins are driven');
  }

  private pinChanged(): void {
    for (const machine of this.machines) if (machine.isStalled) machine.poke();
  }

  // ---- flags and interrupts

  private setFlags(flags: number): void {
    if (flags === this.flags) return;
    this.flags = flags & 0xff;
    for (const machine of this.machines) machine.poke();
    this.raise();
  }

  private raw(): number {
    const of = (i: number) => this.machines[i].shifter;
    return (
      bitsOf(0, (i) => of(i).rx.length > 0) | bitsOf(4, (i) => of(i).tx.length < of(i).tx.depth) | (this.flags << 8)
    );
  }

  private pending(i: number): number {
    return (this.raw() & this.get(`IRQ${i}_INTE`)) | this.get(`IRQ${i}_INTF`);
  }

  private raise(): void {
    this.lines.forEach((line, i) => line(this.pending(i) !== 0));
  }

  override reset(): void {
    super.reset();
    for (const machine of this.machines) machine.reset();
    this.flags = this.levels = this.directions = 0;
    for (let pin = 0; pin < this.env.pins.length; pin++)
      this.env.pinMux.driveSignal(`${this.signal}${pin}`, undefined);
    this.raise();
  }
}

