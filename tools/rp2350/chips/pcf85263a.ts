// The PCF85263A clock at its I2C address 0x51: its registers, and the time stamp flag of its TS pin, on battery as well.
import type { I2cDevice } from '../wires/wires.ts';

export const PCF85263A_ADDRESS = 0x51;
const REGISTERS = 0x30;
const SECONDS = 0x01;
const TSR_MODE = 0x23;
const PIN_IO = 0x27;
const FLAGS = 0x2b;
/** Oscillator stop, set when all power was gone. */
const OS = 0x80;
/** TSR1M: first (01) or last (10) event of the TS pin. */
const TSR1M = 0x03;
const TSPM_INPUT = 0x0c;
/** TS pin in mechanical switch mode: works on battery. */
const TSIM = 0x10;
/** Active low. */
const TSL = 0x20;
const TSR1F = 0x01;

/** The clock does not run here: of the times of its stamps only the flag is modelled. */
export class Pcf85263a implements I2cDevice {
  readonly registers = new Uint8Array(REGISTERS);
  /** The chip has its supply; else its battery. */
  powered = true;
  private pointer = 0;
  private addressed = false;
  private pin = false;

  constructor() {
    this.loseBattery();
  }

  /** Supply and battery were gone together: the registers are as at power-on. */
  loseBattery(): void {
    this.registers.fill(0);
    this.registers[SECONDS] = OS;
  }

  /** The level of the TS pin: an edge to its active level leaves the flag. */
  setPin(level: boolean): void {
    const rose = level !== this.pin && level !== ((this.registers[PIN_IO] & TSL) !== 0);
    this.pin = level;
    if (rose && this.listens) this.registers[FLAGS] |= TSR1F;
  }

  private get listens(): boolean {
    const io = this.registers[PIN_IO];
    if ((io & TSPM_INPUT) !== TSPM_INPUT || (this.registers[TSR_MODE] & TSR1M) === 0) return false;
    return this.powered || (io & TSIM) !== 0;
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

  /** A flag is cleared by a 0; a 1 leaves it. */
  private store(byte: number): void {
    this.registers[this.pointer] = this.pointer === FLAGS ? this.registers[FLAGS] & byte : byte;
    this.pointer = (this.pointer + 1) % REGISTERS;
  }
}
