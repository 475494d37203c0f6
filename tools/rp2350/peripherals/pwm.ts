// PWM: twelve slices counting clk_sys, their wrap interrupts and DREQs, and outputs on routed pads (datasheet 12.5).
import type { ChipEnvironment } from '../registers/peripheral.ts';
import { RegisterPeripheral } from '../registers/register-peripheral.ts';
import { PwmSlice } from './pwm-slice.ts';

const SLICES = 12;
const FIRST_IRQ = 8;
const FIRST_DREQ = 32;

export class Pwm extends RegisterPeripheral {
  private readonly slices: readonly PwmSlice[];
  private readonly lines;
  private pending = 0;

  constructor(env: ChipEnvironment) {
    super('PWM');
    this.lines = [env.interrupt(FIRST_IRQ), env.interrupt(FIRST_IRQ + 1)];
    this.slices = Array.from({ length: SLICES }, (_, n) => new PwmSlice(n, env, () => this.wrapped(n)));
    this.slices.forEach((slice, n) => {
      env.addDmaRequest(FIRST_DREQ + n, slice);
      this.declareSlice(slice, n);
    });
    this.declareCommon();
  }

  override reset(): void {
    super.reset();
    this.pending = 0;
    this.slices.forEach((slice) => slice.reset());
    this.raise();
  }

  private declareSlice(slice: PwmSlice, n: number): void {
    this.register(`CH${n}_CSR`, { read: () => slice.csr, written: (word) => slice.setCsr(word) });
    this.register(`CH${n}_DIV`, { written: (word) => slice.setDivider(word) });
    this.register(`CH${n}_CTR`, { read: () => slice.counter, written: (word) => slice.setCounter(word) });
    this.register(`CH${n}_CC`, { written: (word) => slice.setCompare(word) });
    this.register(`CH${n}_TOP`, { written: (word) => slice.setTop(word) });
  }

  private declareCommon(): void {
    const clear = (bits: number) => {
      this.pending &= ~bits;
      this.raise();
    };
    this.register('EN', { read: () => this.enabled(), written: (word) => this.enable(word) });
    this.register('INTR', { read: () => this.pending, written: clear });
    for (const line of [0, 1]) {
      this.register(`IRQ${line}_INTE`, { written: () => this.raise() });
      this.register(`IRQ${line}_INTF`, { written: () => this.raise() });
      this.register(`IRQ${line}_INTS`, { read: () => this.status(line) });
    }
  }

  private enabled(): number {
    return this.slices.reduce((bits, slice, n) => bits | ((slice.csr & 1) << n), 0);
  }

  private enable(bits: number): void {
    this.slices.forEach((slice, n) => slice.setCsr((slice.csr & ~1) | ((bits >>> n) & 1)));
  }

  private wrapped(n: number): void {
    this.pending |= 1 << n;
    this.raise();
  }

  private status(line: number): number {
    return (this.pending & this.get(`IRQ${line}_INTE`)) | this.get(`IRQ${line}_INTF`);
  }

  private raise(): void {
    this.lines.forEach((line, n) => line(this.status(n) !== 0));
  }
}
