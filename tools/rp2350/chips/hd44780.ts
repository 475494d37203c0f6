// A 20x4 character LCD (HD44780U) on a 4-bit bus behind an expander: P0 RS, P1 R/W, P2 E, P3 light, P4-7 D4-7.
import type { Scheduler } from '../registers/peripheral.ts';
import type { ExpanderPins } from './pcf8574.ts';

const RS = 1 << 0;
const RW = 1 << 1;
const E = 1 << 2;
const BACKLIGHT = 1 << 3;
const COLUMNS = 20;
/** DDRAM address of each visible line: lines 3 and 4 continue lines 1 and 2. */
const LINE_ADDRESS = [0x00, 0x40, 0x14, 0x54];
/** Execution times at 270 kHz (datasheet table 6), and the waits of initialization by instruction (figure 24). */
const EXECUTION_us = 37;
const DATA_us = 41;
const CLEAR_us = 1520;
const FIRST_FUNCTION_SET_us = 4100;
const SECOND_FUNCTION_SET_us = 100;
const POWER_UP_us = 15_000;

/** A command that reached the controller while it was still busy: on silicon it may be lost. */
export interface BusyViolation {
  readonly time: number;
  readonly early_us: number;
  /** The half byte that came too early. */
  readonly nibble: number;
}

export class Hd44780 implements ExpanderPins {
  readonly violations: BusyViolation[] = [];
  displayOn = false;
  backlight = false;

  private readonly ddram = new Uint8Array(0x80).fill(0x20);
  private readonly cgram = new Uint8Array(0x40);
  private readonly cycles_us: number;
  private port = 0;
  private eightBits = true;
  private functionSets = 0;
  private upper: number | undefined;
  private address = 0;
  private intoCgram = false;
  private increment = 1;
  private shiftsDisplay = false;
  private shift = 0;
  private busyUntil: number;

  constructor(scheduler: Scheduler) {
    this.cycles_us = scheduler.cyclesPerSecond / 1e6;
    this.busyUntil = scheduler.now + POWER_UP_us * this.cycles_us;
  }

  /** The four visible lines; blank while the display is off. User-defined characters show as their number 0-7. */
  text(): [string, string, string, string] {
    const lines = LINE_ADDRESS.map((start) => (this.displayOn ? this.line(start) : ' '.repeat(COLUMNS)));
    return lines as [string, string, string, string];
  }

  /** The dot pattern of a user-defined character, eight rows of five bits. */
  pattern(character: number): Uint8Array {
    return this.cgram.slice(8 * (character & 7), 8 * (character & 7) + 8);
  }

  written(port: number, time: number): void {
    const falling = this.port & E && !(port & E);
    this.backlight = (port & BACKLIGHT) !== 0;
    // Data and RS are taken at the falling edge of E, as they stood before it.
    if (falling && !(this.port & RW)) this.nibble(this.port >>> 4, (this.port & RS) !== 0, time);
    this.port = port;
  }

  /** Reading back is not wired on these modules' drivers: the bus shows what the expander drives. */
  pulled(): number {
    return 0xff;
  }

  private line(start: number): string {
    let text = '';
    for (let column = 0; column < COLUMNS; column++) {
      const code = this.ddram[this.place(start, column)];
      text += code < 8 ? String(code) : character(code);
    }
    return text;
  }

  /** Each half of DDRAM is a ring of 40, through which the display window is shifted. */
  private place(start: number, column: number): number {
    const offset = ((start & 0x3f) + column + this.shift + 40) % 40;
    return (start & 0x40) | offset;
  }

  private nibble(value: number, isData: boolean, time: number): void {
    const { upper } = this;
    if (upper === undefined) this.checkBusy(value, time);
    if (this.eightBits) this.take(value << 4, isData, time);
    else if (upper === undefined) this.upper = value;
    else {
      this.upper = undefined;
      this.take((upper << 4) | value, isData, time);
    }
  }

  private checkBusy(nibble: number, time: number): void {
    if (time >= this.busyUntil) return;
    this.violations.push({ time, early_us: (this.busyUntil - time) / this.cycles_us, nibble });
  }

  private take(byte: number, isData: boolean, time: number): void {
    const busy_us = isData ? this.writeData(byte) : this.execute(byte);
    this.busyUntil = time + busy_us * this.cycles_us;
  }

  private writeData(byte: number): number {
    if (this.intoCgram) this.cgram[this.address & 0x3f] = byte & 0x1f;
    else this.ddram[this.address] = byte;
    this.advance(this.increment);
    if (this.shiftsDisplay && !this.intoCgram) this.shift += this.increment;
    return DATA_us;
  }

  private advance(by: number): void {
    if (this.intoCgram) this.address = (this.address + by) & 0x3f;
    else this.address = wrapDdram(this.address, by);
  }

  /** Instructions by their highest set bit (datasheet table 6); gives the execution time. */
  private execute(byte: number): number {
    if (byte & 0x80) return this.setAddress(byte & 0x7f, false);
    if (byte & 0x40) return this.setAddress(byte & 0x3f, true);
    if (byte & 0x20) return this.functionSet(byte);
    if (byte & 0x10) return this.moveCursor(byte);
    if (byte & 0x08) this.displayOn = (byte & 0x04) !== 0;
    else if (byte & 0x04) this.entryMode(byte);
    else if (byte & 0x02) return this.home();
    else if (byte & 0x01) return this.clear();
    return EXECUTION_us;
  }

  private setAddress(address: number, intoCgram: boolean): number {
    this.address = intoCgram ? address : wrapDdram(address, 0);
    this.intoCgram = intoCgram;
    return EXECUTION_us;
  }

  private entryMode(byte: number): void {
    this.increment = byte & 0x02 ? 1 : -1;
    this.shiftsDisplay = (byte & 0x01) !== 0;
  }

  private moveCursor(byte: number): number {
    const by = byte & 0x04 ? 1 : -1;
    if (byte & 0x08) this.shift = (this.shift - by + 40) % 40;
    else this.advance(by);
    return EXECUTION_us;
  }

  private functionSet(byte: number): number {
    const wasEight = this.eightBits;
    this.eightBits = (byte & 0x10) !== 0;
    this.upper = undefined;
    if (!wasEight || !this.eightBits) return EXECUTION_us;
    this.functionSets++;
    if (this.functionSets === 1) return FIRST_FUNCTION_SET_us;
    return this.functionSets === 2 ? SECOND_FUNCTION_SET_us : EXECUTION_us;
  }

  private home(): number {
    this.shift = 0;
    return (this.setAddress(0, false), CLEAR_us);
  }

  private clear(): number {
    this.ddram.fill(0x20);
    this.increment = 1;
    return this.home();
  }
}

/** In two-line mode DDRAM is 0x00-0x27 and 0x40-0x67, each end leading to the other's start. */
function wrapDdram(address: number, by: number): number {
  const linear = ((address & 0x40 ? 40 : 0) + Math.min(address & 0x3f, 39) + by + 80) % 80;
  return linear < 40 ? linear : 0x40 + linear - 40;
}

/** Character ROM A00 where it differs from ASCII or lies beyond it, as far as a meter shows it. */
const ROM_A00: Readonly<Record<number, string>> = {
  0x5c: '¥',
  0x7e: '→',
  0x7f: '←',
  0xdf: '°',
  0xe4: 'µ',
  0xf4: 'Ω',
};

function character(code: number): string {
  return ROM_A00[code] ?? (code >= 0x20 && code < 0x7e ? String.fromCharCode(code) : '?');
}
