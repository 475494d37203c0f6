// The DS3231 real-time clock at its I2C address 0x68 and its INT/SQW pin: registers and the 1 Hz square wave.
import type { ScheduledEvent, Scheduler } from '../registers/peripheral.ts';
import type { I2cDevice } from '../wires/wires.ts';

export const DS3231_ADDRESS = 0x68;
const REGISTERS = 0x13;
const CONTROL = 0x0e;
const STATUS = 0x0f;
/** Control after power-up: INTCN, RS2, RS1 set: the pin is an interrupt output and rests high. */
const CONTROL_POWER_UP = 0x1c;
/** Status after power-up: the oscillator had stopped, EN32kHz. */
const STATUS_POWER_UP = 0x88;
const INTCN = 0x04;
const RATE_SELECT = 0x18;

export interface Ds3231Options {
  readonly scheduler: Scheduler;
  /** INT/SQW, open drain. */
  readonly sqw: { drive(level: boolean | undefined): void };
  /** How much faster its crystal runs than nominal. */
  readonly error_ppm?: number;
}

/** Only the square wave follows time; the calendar registers are memory. */
export class Ds3231 implements I2cDevice {
  /** How much faster the crystal runs than nominal; takes effect with the next edge. */
  error_ppm: number;
  readonly registers = new Uint8Array(REGISTERS);
  private readonly scheduler: Scheduler;
  private readonly sqw: Ds3231Options['sqw'];
  private event: ScheduledEvent | undefined;
  private pointer = 0;
  private addressed = false;
  private low = false;
  private edge_cycles = 0;

  constructor({ scheduler, sqw, error_ppm = 0 }: Ds3231Options) {
    this.scheduler = scheduler;
    this.sqw = sqw;
    this.error_ppm = error_ppm;
    this.registers[CONTROL] = CONTROL_POWER_UP;
    this.registers[STATUS] = STATUS_POWER_UP;
    this.edge_cycles = scheduler.now;
  }

  start(reading: boolean): boolean {
    if (!reading) this.addressed = false;
    return true;
  }

  write(byte: number): boolean {
    if (!this.addressed) this.pointer = byte % REGISTERS;
    else this.store(byte);
    this.addressed = true;
    return true;
  }

  read(): number {
    const byte = this.registers[this.pointer];
    this.pointer = (this.pointer + 1) % REGISTERS;
    return byte;
  }

  stop(): void {}

  private store(byte: number): void {
    this.registers[this.pointer] = byte;
    if (this.pointer === CONTROL) this.configure(byte);
    this.pointer = (this.pointer + 1) % REGISTERS;
  }

  /** Other rates than 1 Hz and alarms are not modelled: the pin then rests. */
  private configure(control: number): void {
    if (this.event) this.scheduler.cancel(this.event);
    this.event = undefined;
    if (control & (INTCN | RATE_SELECT)) return this.sqw.drive(undefined);
    this.edge_cycles = this.scheduler.now;
    this.arm();
  }

  /** From edge to edge in fractional cycles: no drift. */
  private arm(): void {
    this.edge_cycles += this.scheduler.cyclesPerSecond / 2 / (1 + this.error_ppm * 1e-6);
    this.event = this.scheduler.at(this.edge_cycles, () => this.toggle());
  }

  private toggle(): void {
    this.low = !this.low;
    this.sqw.drive(this.low ? false : undefined);
    this.arm();
  }
}
