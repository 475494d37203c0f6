// The DS3231 real-time clock at its I2C address 0x68 and its INT/SQW pin: calendar, flags, temperature, 1 Hz square wave.
import type { ScheduledEvent, Scheduler } from '../registers/peripheral.ts';
import type { I2cDevice } from '../wires/wires.ts';
import { CALENDAR_REGISTERS, calendarOf, timeOf } from './ds3231-calendar.ts';

export const DS3231_ADDRESS = 0x68;
const REGISTERS = 0x13;
const SECONDS = 0x00;
const CONTROL = 0x0e;
const STATUS = 0x0f;
const TEMPERATURE = 0x11;
/** Control after power-up: INTCN, RS2, RS1 set: the pin is an interrupt output and rests high. */
const CONTROL_POWER_UP = 0x1c;
/** EN32kHz, and the flag that the oscillator had stopped, which is set by a first power-up and cleared by writing 0. */
const EN32kHz = 0x08;
const OSF = 0x80;
const INTCN = 0x04;
const RATE_SELECT = 0x18;

export interface Ds3231Options {
  readonly scheduler: Scheduler;
  /** INT/SQW, open drain. */
  readonly sqw: { drive(level: boolean | undefined): void };
  /** How much faster its crystal runs than nominal. */
  readonly error_ppm?: number;
  /** Time it shows, seconds since 1970, kept by its battery; without, it never had power: 2000-01-01 and OSF. */
  readonly time_s?: number;
}

/** The calendar goes on by one at each fall of the square wave. Alarms are memory. */
export class Ds3231 implements I2cDevice {
  /** How much faster the crystal runs than nominal; takes effect with the next edge. */
  error_ppm: number;
  /** Its temperature sensor, resolved to a quarter of a degree. */
  temperature_C = 23;
  /** False: nobody answers at its address. */
  answers = true;
  readonly registers = new Uint8Array(REGISTERS);
  private readonly scheduler: Scheduler;
  private readonly sqw: Ds3231Options['sqw'];
  private event: ScheduledEvent | undefined;
  private time_s: number;
  /** The registers show what no calendar has, and stand still. */
  private garbage = false;
  private pointer = 0;
  private addressed = false;
  private calendarWritten = false;
  private low = false;
  private edge_cycles = 0;

  constructor({ scheduler, sqw, error_ppm = 0, time_s }: Ds3231Options) {
    this.scheduler = scheduler;
    this.sqw = sqw;
    this.error_ppm = error_ppm;
    this.time_s = time_s ?? Date.UTC(2000, 0, 1) / 1000;
    this.registers[CONTROL] = CONTROL_POWER_UP;
    this.registers[STATUS] = EN32kHz | (time_s === undefined ? OSF : 0);
    this.restart();
  }

  start(reading: boolean): boolean {
    if (!this.answers) return false;
    if (!reading) this.addressed = false;
    this.latch();
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

  stop(): void {
    if (!this.calendarWritten) return;
    this.calendarWritten = false;
    const time_s = timeOf(this.registers);
    this.garbage = time_s === undefined;
    if (time_s !== undefined) this.time_s = time_s;
  }

  /** Both supplies were gone: the flag says so. */
  stopOscillator(): void {
    this.registers[STATUS] |= OSF;
  }

  /** Another time stands in its registers, or bytes that are none. */
  show(calendar: number | Uint8Array): void {
    this.registers.set(typeof calendar === 'number' ? calendarOf(calendar) : calendar);
    this.calendarWritten = true;
    this.stop();
  }

  /** A reader sees one moment: what goes on meanwhile is not shown (data sheet, Clock and Calendar). */
  private latch(): void {
    if (!this.garbage) this.registers.set(calendarOf(this.time_s));
    const quarters = Math.round(this.temperature_C * 4);
    this.registers[TEMPERATURE] = quarters >> 2;
    this.registers[TEMPERATURE + 1] = (quarters & 3) << 6;
  }

  private store(byte: number): void {
    const { pointer } = this;
    // OSF can only be cleared by writing; BSY is none of the writer's.
    this.registers[pointer] = pointer === STATUS ? byte & (this.registers[STATUS] | ~OSF) : byte;
    if (pointer < CALENDAR_REGISTERS) this.calendarWritten = true;
    if (pointer === SECONDS) this.restart();
    if (pointer === CONTROL) this.sqw.drive(undefined); // up to the next edge
    this.pointer = (pointer + 1) % REGISTERS;
  }

  /** Other rates than 1 Hz and alarms are not modelled: the pin then rests. */
  private get givesWave(): boolean {
    return (this.registers[CONTROL] & (INTCN | RATE_SELECT)) === 0;
  }

  /** Writing the seconds begins one anew. */
  private restart(): void {
    if (this.event) this.scheduler.cancel(this.event);
    this.low = true;
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
    if (this.low) this.time_s++;
    if (this.givesWave) this.sqw.drive(this.low ? false : undefined);
    this.arm();
  }
}
