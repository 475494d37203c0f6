// CLOCKS: sources, dividers and the frequencies that follow from them (datasheet 8.1).
import type { ClockName, ClockTree } from '../registers/peripheral.ts';
import { GuestError } from '../registers/peripheral.ts';
import { RegisterPeripheral } from '../registers/register-peripheral.ts';

/** Frequencies of the oscillators and PLLs, in Hz; 0 while stopped. */
export interface ClockSources {
  rosc(): number;
  xosc(): number;
  pllSys(): number;
  pllUsb(): number;
}

const ENABLE = 1 << 11;
const ENABLED = 1 << 28;
/** CLK_x_CTRL.AUXSRC in order, by clock; undefined where an external input is not modelled. */
const AUX: Readonly<Record<string, readonly (keyof ClockSources | 'clk_sys' | undefined)[]>> = {
  CLK_REF: ['pllUsb', undefined, undefined, 'pllUsb'],
  CLK_SYS: ['pllSys', 'pllUsb', 'rosc', 'xosc'],
  CLK_PERI: ['clk_sys', 'pllSys', 'pllUsb', 'rosc', 'xosc'],
  CLK_HSTX: ['clk_sys', 'pllSys', 'pllUsb'],
  CLK_USB: ['pllUsb', 'pllSys', 'rosc', 'xosc'],
  CLK_ADC: ['pllUsb', 'pllSys', 'rosc', 'xosc'],
};

interface ClockCells {
  readonly name: string;
  readonly control: { readonly value: number };
  readonly divider: { readonly value: number };
}

export class Clocks extends RegisterPeripheral implements ClockTree {
  private readonly sources: ClockSources;
  private readonly onChange: () => void;

  private readonly cells = new Map<ClockName, ClockCells>();

  /** `onChange` is called after every change of a source, divider or enable. */
  constructor(sources: ClockSources, onChange: () => void) {
    super('CLOCKS');
    this.sources = sources;
    this.onChange = onChange;
    this.define('CLK_REF', (control) => 1 << (control & 3));
    this.define('CLK_SYS', (control) => 1 << (control & 1));
    for (const name of ['CLK_PERI', 'CLK_HSTX', 'CLK_USB', 'CLK_ADC']) this.defineGated(name);
    this.register('CLK_SYS_RESUS_CTRL', {
      written: (word) => {
        if (word & 0x100) throw new GuestError('CLOCKS', 'resuscitation of clk_sys is not modelled');
      },
    });
    this.storage('WAKE_EN0', 'WAKE_EN1', 'SLEEP_EN0', 'SLEEP_EN1');
  }

  private define(name: string, selected: (control: number) => number): void {
    this.register(`${name}_CTRL`, { written: () => this.onChange() });
    this.register(`${name}_DIV`, { written: () => this.onChange() });
    // The glitchless mux takes a few cycles of both clocks: shorter than the load that asks.
    this.register(`${name}_SELECTED`, { read: () => selected(this.get(`${name}_CTRL`)) });
  }

  private defineGated(name: string): void {
    this.register(`${name}_CTRL`, {
      read: () => this.get(`${name}_CTRL`) | (this.get(`${name}_CTRL`) & ENABLE ? ENABLED : 0),
      written: () => this.onChange(),
    });
    this.register(`${name}_DIV`, { written: () => this.onChange() });
    this.register(`${name}_SELECTED`);
  }

  /** A clock's registers, looked up by name once: every SPI word and DMA transfer asks for a frequency. */
  private cellsOf(clock: ClockName): ClockCells {
    let cells = this.cells.get(clock);
    if (!cells) {
      const name = clock.toUpperCase();
      cells = { name, control: this.cell(`${name}_CTRL`), divider: this.cell(`${name}_DIV`) };
      this.cells.set(clock, cells);
    }
    return cells;
  }

  frequency_Hz(clock: ClockName): number {
    const {
      name,
      control: { value: control },
    } = this.cellsOf(clock);
    if (clock === 'clk_ref') return this.reference(control) / this.divider(clock, 8);
    if (clock === 'clk_sys') {
      const source = control & 1 ? this.auxiliary(name, control) : this.frequency_Hz('clk_ref');
      return source / this.divider(clock, 16);
    }
    return control & ENABLE ? this.auxiliary(name, control) / this.divider(clock, 8) : 0;
  }

  private reference(control: number): number {
    const { sources } = this;
    if ((control & 3) === 3)
      throw new GuestError('CLOCKS', 'clk_ref from the low power oscillator is not modelled');
    return [sources.rosc(), this.auxiliary('CLK_REF', control), sources.xosc()][control & 3];
  }

  private auxiliary(name: string, control: number): number {
    const index = name === 'CLK_REF' ? (control >>> 5) & 3 : (control >>> 5) & 7;
    const source = AUX[name][index];
    if (source === undefined)
      throw new GuestError('CLOCKS', `${name} from auxiliary source ${index} is not modelled`);
    return source === 'clk_sys' ? this.frequency_Hz('clk_sys') : this.sources[source]();
  }

  /** INT above bit 16 and, for clk_sys, a 16-bit fraction below; 0 means the largest INT plus one. */
  private divider(clock: ClockName, integerBits: number): number {
    const { value } = this.cellsOf(clock).divider;
    const integer = value >>> 16 || 1 << integerBits;
    return integer + (value & 0xffff) / 0x10000;
  }

  override reset(): void {
    super.reset();
    this.onChange();
  }
}
