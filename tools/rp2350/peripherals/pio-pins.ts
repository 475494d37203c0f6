// Which of the block's 32 pins a state machine reads, sets and drives beside its instructions (RP2350 datasheet 11.5).
import { count32, field, mask, SIDE_EN, SIDE_PINDIR } from './pio-fields.ts';

/** Levels or directions of pins: bits of the block's window, those in the mask get the value. */
export type DrivePins = (what: 'levels' | 'directions', bits: number, value: number) => void;

/** Bits beyond the 32nd pin go round. */
const turned = (bits: number, base: number): number =>
  ((bits << base) | (base ? bits >>> (32 - base) : 0)) >>> 0;

export class PioPins {
  /** PINCTRL and EXECCTRL as last written. */
  control = 0x14000000;
  execctrl = 0x1f000;
  private readonly inputs: () => number;
  private readonly drive: DrivePins;

  constructor(inputs: () => number, drive: DrivePins) {
    this.inputs = inputs;
    this.drive = drive;
  }

  reset(): void {
    this.control = 0x14000000;
    this.execctrl = 0x1f000;
  }

  /** What IN and MOV read; IN_COUNT masks it. */
  read(inCount: number): number {
    const base = field(this.control, 15, 5);
    const all = this.inputs();
    const fromBase = ((all >>> base) | (base ? all << (32 - base) : 0)) >>> 0;
    return (fromBase & mask(count32(inCount))) >>> 0;
  }

  /** The level of one pin: JMP_PIN, the one of WAIT. */
  level(pin: number): boolean {
    return ((this.inputs() >>> (pin & 31)) & 1) === 1;
  }

  get jumpPin(): number {
    return field(this.execctrl, 24, 5);
  }

  get inBase(): number {
    return field(this.control, 15, 5);
  }

  bySet(what: 'levels' | 'directions', value: number): void {
    this.to(what, field(this.control, 5, 5), field(this.control, 26, 3), value);
  }

  byOut(what: 'levels' | 'directions', value: number): void {
    this.to(what, field(this.control, 0, 5), field(this.control, 20, 6), value);
  }

  /** Bits of the delay field that are side-set. */
  get sideBits(): number {
    return field(this.control, 29, 3);
  }

  delayOf(instruction: number): number {
    return field(instruction, 8, 5) & mask(5 - this.sideBits);
  }

  bySideSet(instruction: number): void {
    const bits = this.sideBits;
    if (bits === 0) return;
    const value = field(instruction, 8, 5) >>> (5 - bits);
    const optional = (this.execctrl & SIDE_EN) !== 0;
    if (optional && !(value >>> (bits - 1))) return;
    const what = this.execctrl & SIDE_PINDIR ? 'directions' : 'levels';
    this.to(what, field(this.control, 10, 5), optional ? bits - 1 : bits, value);
  }

  private to(what: 'levels' | 'directions', base: number, width: number, value: number): void {
    if (width > 0) this.drive(what, turned(mask(width), base), turned((value & mask(width)) >>> 0, base));
  }
}
