// One state machine of a PIO block: instructions, each at its tick of the divided clock (RP2350 datasheet 11.4).
import type { ScheduledEvent, Scheduler } from '../registers/peripheral.ts';
import { GuestError } from '../registers/peripheral.ts';
import { count32, field, INLINE_OUT_EN, Op, OUT_STICKY, Place } from './pio-fields.ts';
import { type DrivePins, PioPins } from './pio-pins.ts';
import { PioShifter } from './pio-shifter.ts';

/** What a state machine sees of its block. */
export interface PioShared {
  readonly scheduler: Scheduler;
  /** Cycles of virtual time in a clock of clk_sys; Infinity while it stands. */
  clockCycles(): number;
  instruction(address: number): number;
  /** The 32 inputs of the block's window, bit by bit. */
  inputs(): number;
  readonly drive: DrivePins;
  /** Flag 0 to 7: its state, or a new one. */
  flag(index: number): boolean;
  setFlag(index: number, value: boolean): void;
  /** A FIFO of a machine changed, or held it up. */
  changed(machine: number): void;
  stalled(machine: number, what: 'tx' | 'rx'): void;
}

export class PioMachine {
  /** CLKDIV as last written. */
  clkdiv = 0x10000;
  pc = 0;
  readonly pins: PioPins;
  readonly shifter: PioShifter;
  private readonly index: number;
  private readonly shared: PioShared;
  private x = 0;
  private y = 0;
  private enabled = false;
  private event: ScheduledEvent | undefined;
  /** An instruction in place of the program's next: by INSTR, OUT EXEC or MOV EXEC. */
  private forced: number | undefined;
  /** Tick of an instruction that cannot go on; it is tried again when something changes. */
  private stalledAt: number | undefined;
  /** The instruction under way was tried before and stalled. */
  private isRetry = false;

  constructor(index: number, shared: PioShared) {
    this.index = index;
    this.shared = shared;
    this.pins = new PioPins(() => shared.inputs(), shared.drive);
    this.shifter = new PioShifter({
      changed: () => shared.changed(index),
      stalled: (what) => shared.stalled(index, what),
    });
  }

  get isStalled(): boolean {
    return this.stalledAt !== undefined;
  }

  get execIsStalled(): boolean {
    return this.isStalled && this.forced !== undefined;
  }

  setEnabled(enabled: boolean): void {
    if (enabled === this.enabled) return;
    this.enabled = enabled;
    this.cancel();
    if (enabled) this.at(this.shared.scheduler.now);
  }

  /** SM_RESTART: shift counters, and an instruction under way. */
  restart(): void {
    this.shifter.restart();
    this.forced = undefined;
    if (!this.isStalled) return;
    this.stalledAt = undefined;
    if (this.enabled) this.at(this.shared.scheduler.now);
  }

  reset(): void {
    this.cancel();
    this.enabled = false;
    this.forced = undefined;
    this.clkdiv = 0x10000;
    this.pc = this.x = this.y = 0;
    this.pins.reset();
    this.shifter.reset();
  }

  /** An instruction written to INSTR is executed at once, the machine running or not. */
  execute(instruction: number): void {
    this.cancel();
    this.forced = instruction;
    this.step(this.shared.scheduler.now);
  }

  /** Something changed that a stalled instruction may wait for: it is tried at the next tick of the divided clock. */
  poke(): void {
    const { stalledAt } = this;
    if (stalledAt === undefined || this.event) return;
    const period = this.period();
    const ticks = Math.max(Math.ceil((this.shared.scheduler.now - stalledAt) / period), 1);
    this.at(stalledAt + ticks * period);
  }

  private period(): number {
    const whole = field(this.clkdiv, 16, 16) || 65536;
    return (whole + field(this.clkdiv, 8, 8) / 256) * this.shared.clockCycles();
  }

  private cancel(): void {
    if (this.event) this.shared.scheduler.cancel(this.event);
    this.event = undefined;
    this.stalledAt = undefined;
  }

  private at(time: number): void {
    if (!Number.isFinite(time)) return;
    this.event = this.shared.scheduler.at(time, () => {
      this.event = undefined;
      this.step(time);
    });
  }

  /** Side-set takes effect also while the instruction stalls. */
  private step(time: number): void {
    const { forced } = this;
    const instruction = forced ?? this.shared.instruction(this.pc);
    this.isRetry = this.isStalled;
    this.stalledAt = undefined; // what it changes now wakes others, not itself
    this.pins.bySideSet(instruction);
    const outcome = this.run(instruction);
    this.stalledAt = outcome === 'stall' ? time : undefined;
    if (outcome === 'stall') return;
    if (forced !== undefined && this.forced === forced) this.forced = undefined;
    else if (forced === undefined && outcome === 'done') this.pc = this.following();
    if (this.enabled) this.at(time + this.period() * (1 + this.pins.delayOf(instruction)));
  }

  /** The program goes round from WRAP_TOP to WRAP_BOTTOM. */
  private following(): number {
    const { execctrl } = this.pins;
    return this.pc === field(execctrl, 12, 5) ? field(execctrl, 7, 5) : (this.pc + 1) & 31;
  }

  private run(instruction: number): 'done' | 'jumped' | 'stall' {
    const argument = field(instruction, 5, 3);
    const low = field(instruction, 0, 5);
    const doneIf = (done: boolean) => (done ? 'done' : 'stall');
    switch (field(instruction, 13, 3)) {
      case Op.JMP:
        return this.jump(argument, low);
      case Op.WAIT:
        return doneIf(this.wait(instruction));
      case Op.IN:
        return doneIf(this.shifter.in(this.value(argument), count32(low)));
      case Op.OUT:
        return this.out(argument, count32(low));
      case Op.PUSH_PULL:
        return doneIf(this.pushOrPull(instruction));
      case Op.MOV:
        return this.move(argument, field(low, 3, 2), field(low, 0, 3));
      case Op.IRQ:
        return doneIf(this.interrupt(instruction));
      default:
        return this.set(argument, low);
    }
  }

  private jump(condition: number, target: number): 'done' | 'jumped' {
    if (!this.holds(condition)) return 'done';
    this.pc = target;
    return 'jumped';
  }

  private holds(condition: number): boolean {
    const { x, y } = this;
    if (condition === 2) this.x = (x - 1) >>> 0;
    if (condition === 4) this.y = (y - 1) >>> 0;
    const conditions = [true, x === 0, x !== 0, y === 0, y !== 0, x !== y];
    if (condition < conditions.length) return conditions[condition];
    return condition === 6 ? this.pins.level(this.pins.jumpPin) : this.shifter.osrHasMore;
  }

  private wait(instruction: number): boolean {
    const wanted = field(instruction, 7, 1) === 1;
    const index = field(instruction, 0, 5);
    const source = field(instruction, 5, 2);
    if (source !== 2) {
      const base = [0, this.pins.inBase, 0, this.pins.jumpPin][source];
      return this.pins.level(base + index) === wanted;
    }
    const flag = this.flagIndex(index);
    if (this.shared.flag(flag) !== wanted) return false;
    if (wanted) this.shared.setFlag(flag, false);
    return true;
  }

  /** Bits 4 and 3: as it stands, or relative to this machine. */
  private flagIndex(index: number): number {
    const mode = field(index, 3, 2);
    if (mode === 1 || mode === 3)
      throw new GuestError('PIO', 'flags of the neighbouring block are not modelled');
    return mode === 0 ? index & 7 : (index & 4) | ((index + this.index) & 3);
  }

  private out(destination: number, bits: number): 'done' | 'jumped' | 'stall' {
    if (this.pins.execctrl & (OUT_STICKY | INLINE_OUT_EN))
      throw new GuestError('PIO', 'OUT_STICKY and INLINE_OUT_EN are not modelled');
    const value = this.shifter.out(bits);
    if (value === undefined) return 'stall';
    if (destination === Place.PINS) this.pins.byOut('levels', value);
    else if (destination === Place.PINDIRS) this.pins.byOut('directions', value);
    else if (destination === Place.EXEC) this.forced = value & 0xffff;
    else if (destination === Place.ISR) this.setIsr(value, bits);
    else return this.setScratch(destination, value);
    return 'done';
  }

  private pushOrPull(instruction: number): boolean {
    if (instruction & 0x10)
      throw new GuestError('PIO', 'MOV to and from entries of the RX FIFO is not modelled');
    const [conditional, blocks] = [(instruction & 0x40) !== 0, (instruction & 0x20) !== 0];
    return instruction & 0x80
      ? this.shifter.pullNow(conditional, blocks, this.x)
      : this.shifter.pushNow(conditional, blocks);
  }

  /** Its destinations 3 and 4 are PINDIRS and EXEC, and 7 is the OSR. */
  private move(destination: number, operation: number, source: number): 'done' | 'jumped' {
    const given = this.value(source);
    const value = operation === 1 ? ~given >>> 0 : operation === 2 ? reversed(given) : given;
    if (destination === Place.PINS) this.pins.byOut('levels', value);
    else if (destination === Place.NULL) this.pins.byOut('directions', value);
    else if (destination === Place.PINDIRS) this.forced = value & 0xffff;
    else if (destination === Place.ISR) this.setIsr(value, 0);
    else if (destination === Place.OSR) [this.shifter.osr, this.shifter.osrCount] = [value, 0];
    else return this.setScratch(destination, value);
    return 'done';
  }

  private set(destination: number, value: number): 'done' {
    if (destination === Place.PINS) this.pins.bySet('levels', value);
    else if (destination === Place.PINDIRS) this.pins.bySet('directions', value);
    else this.setScratch(destination, value);
    return 'done';
  }

  private setIsr(value: number, count: number): void {
    [this.shifter.isr, this.shifter.isrCount] = [value, count];
  }

  private setScratch(destination: number, value: number): 'done' | 'jumped' {
    if (destination === Place.X) this.x = value;
    if (destination === Place.Y) this.y = value;
    if (destination !== Place.PC) return 'done';
    this.pc = value & 31;
    return 'jumped';
  }

  private interrupt(instruction: number): boolean {
    const flag = this.flagIndex(field(instruction, 0, 5));
    if (instruction & 0x40) {
      this.shared.setFlag(flag, false);
      return true;
    }
    // An IRQ that waits has set its flag already when it is tried again.
    if (!this.isRetry) this.shared.setFlag(flag, true);
    return !(instruction & 0x20) || !this.shared.flag(flag);
  }

  private value(source: number): number {
    const { shifter } = this;
    if (source === Place.PINS) return this.pins.read(field(shifter.control, 0, 5));
    if (source === Place.PC) return this.status();
    return [0, this.x, this.y, 0, 0, 0, shifter.isr, shifter.osr][source];
  }

  /** STATUS_SEL: all ones while a FIFO holds fewer words than STATUS_N. */
  private status(): number {
    const { execctrl } = this.pins;
    if (field(execctrl, 5, 2) > 1) throw new GuestError('PIO', 'STATUS of an IRQ flag is not modelled');
    const fifo = field(execctrl, 5, 2) === 0 ? this.shifter.tx : this.shifter.rx;
    return fifo.length < field(execctrl, 0, 5) ? 0xffffffff : 0;
  }
}

function reversed(value: number): number {
  let [from, to] = [value, 0];
  for (let i = 0; i < 32; i++, from >>>= 1) to = (to << 1) | (from & 1);
  return to >>> 0;
}
