// Drives the PL022 through its registers as master: timing, FIFOs, interrupts.
import { beforeEach, describe, expect, it } from 'vitest';
import { GuestError } from '../registers/peripheral.ts';
import { registersOf, TestChip } from '../registers/test-chip.ts';
import type { SpiDevice, SpiMode } from '../wires/wires.ts';
import { Spi } from './spi.ts';
import { setUpSpi } from './test-spi.ts';

const [TFE, TNF, RNE, RFF, BSY] = [1, 2, 4, 8, 16];
const [ROR, RT, RX, TX] = [1, 2, 4, 8];

/** Remembers what the master sent and answers with the complement. */
class Echo implements SpiDevice {
  readonly seen: { value: number; bits: number; mode: SpiMode; time: number }[] = [];
  select(): void {}
  exchange(value: number, bits: number, mode: SpiMode, time: number): number {
    this.seen.push({ value, bits, mode, time });
    return ~value & ((1 << bits) - 1);
  }
}

let chip: TestChip;
let spi: Spi;
let regs: ReturnType<typeof registersOf>;
let echo: Echo;

beforeEach(() => {
  chip = new TestChip();
  spi = chip.add(new Spi(0, chip));
  echo = new Echo();
  spi.device = echo;
  regs = setUpSpi(spi);
});

describe('registers', () => {
  it('have the reset values of the SVD', () => {
    spi.reset();
    const names = ['SSPCR0', 'SSPCR1', 'SSPSR', 'SSPCPSR', 'SSPIMSC', 'SSPRIS', 'SSPMIS', 'SSPDMACR'];
    expect(names.map((name) => regs.read(name))).toEqual([0, 0, TFE | TNF, 0, 0, TX, 0, 0]);
    expect(regs.read('SSPPERIPHID0')).toBe(0x22);
  });

  it('ignore writes to read-only registers', () => {
    regs.write('SSPSR', 0xff);
    expect(regs.read('SSPSR')).toBe(TFE | TNF);
  });
});

describe('master', () => {
  it('sends a word in bits x CPSDVSR x (1 + SCR) clocks of clk_peri and keeps the answer', () => {
    setUpSpi(spi, { prescale: 4, scr: 2 });
    regs.write('SSPDR', 0x5a);
    expect(regs.read('SSPSR') & (BSY | RNE)).toBe(BSY);
    chip.scheduler.runUntil(8 * 4 * 3 - 1);
    expect(regs.read('SSPSR') & (BSY | RNE)).toBe(BSY);
    chip.scheduler.runUntil(8 * 4 * 3);
    expect(regs.read('SSPSR') & (BSY | RNE)).toBe(RNE);
    expect(regs.read('SSPDR')).toBe(0xa5);
    expect(echo.seen).toEqual([{ value: 0x5a, bits: 8, mode: 1, time: 96 }]);
  });

  it('is slower in proportion when clk_peri is', () => {
    chip.clocks.hz.clk_peri = 75e6;
    regs.write('SSPDR', 1);
    chip.scheduler.run(100);
    expect(echo.seen[0].time).toBe(32);
  });

  it.each([4, 8, 12, 16])('cuts words to %i bits', (bits) => {
    setUpSpi(spi, { bits });
    regs.write('SSPDR', 0xffff);
    chip.scheduler.run(1000);
    expect(echo.seen[0].value).toBe(2 ** bits - 1);
    expect(regs.read('SSPDR')).toBe(0);
  });

  it.each([0, 1, 2, 3] as const)('clocks in mode %i as SPO and SPH say', (mode) => {
    setUpSpi(spi, { mode });
    regs.write('SSPDR', 1);
    chip.scheduler.run(100);
    expect(echo.seen[0].mode).toBe(mode);
  });

  it('takes eight words and one in the shifter, and loses what is written beyond', () => {
    for (let n = 0; n < 12; n++) regs.write('SSPDR', n);
    expect(regs.read('SSPSR') & TNF).toBe(0);
    chip.scheduler.run(12 * 16);
    expect(echo.seen.map(({ value }) => value)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('overruns when nobody reads: the ninth word is lost and RORIS set until cleared', () => {
    for (let n = 0; n < 9; n++) regs.write('SSPDR', n);
    chip.scheduler.run(9 * 16);
    expect(regs.read('SSPSR') & RFF).toBe(RFF);
    expect(regs.read('SSPRIS') & ROR).toBe(ROR);
    expect(spi.overruns).toBe(1);
    regs.write('SSPICR', ROR);
    expect(regs.read('SSPRIS') & ROR).toBe(0);
    const words = Array.from({ length: 9 }, () => regs.read('SSPDR'));
    expect(words).toEqual([255, 254, 253, 252, 251, 250, 249, 248, 0]);
  });

  it('keeps words written while disabled and sends them when enabled', () => {
    regs.write('SSPCR1', 0);
    regs.write('SSPDR', 7);
    chip.scheduler.run(100);
    expect(echo.seen).toEqual([]);
    regs.write('SSPCR1', 2);
    chip.scheduler.run(100);
    expect(echo.seen.map(({ value }) => value)).toEqual([7]);
  });

  it('loses both FIFOs and the word under way in a reset', () => {
    for (let n = 0; n < 4; n++) regs.write('SSPDR', n);
    chip.scheduler.run(20);
    spi.reset();
    chip.scheduler.run(1000);
    expect(regs.read('SSPSR')).toBe(TFE | TNF);
    expect(echo.seen).toHaveLength(1);
  });

  it('hears itself in loop-back mode', () => {
    regs.write('SSPCR1', 3);
    regs.write('SSPDR', 0x42);
    chip.scheduler.run(16);
    expect(regs.read('SSPDR')).toBe(0x42);
    expect(echo.seen).toEqual([]);
  });

  it('reaches nobody when no pad is routed to the clock', () => {
    chip.unrouted.add('spi0_sclk');
    regs.write('SSPDR', 0x42);
    chip.scheduler.run(16);
    expect(regs.read('SSPDR')).toBe(0);
    expect(echo.seen).toEqual([]);
  });

  it('fails the run when a transfer starts without a clock or a prescaler', () => {
    regs.write('SSPCPSR', 0);
    expect(() => regs.write('SSPDR', 1)).toThrow(GuestError);
    spi.reset();
    setUpSpi(spi);
    chip.clocks.hz.clk_peri = 0;
    expect(() => regs.write('SSPDR', 1)).toThrow(/clk_peri/);
  });

  it('interrupts at half a FIFO of received words', () => {
    regs.write('SSPIMSC', RX);
    for (let n = 0; n < 4; n++) regs.write('SSPDR', n);
    chip.scheduler.run(3 * 16);
    expect(chip.irq[31]).toBe(false);
    chip.scheduler.run(16);
    expect(chip.irq[31]).toBe(true);
    regs.read('SSPDR');
    expect(chip.irq[31]).toBe(false);
  });

  it('interrupts while at most half a FIFO waits to be sent', () => {
    for (let n = 0; n < 6; n++) regs.write('SSPDR', n);
    regs.write('SSPIMSC', TX);
    expect(chip.irq[31]).toBe(false);
    chip.scheduler.run(16);
    expect(chip.irq[31]).toBe(true);
  });

  it('interrupts when received words lie unread for 32 bit times', () => {
    regs.write('SSPIMSC', RT);
    regs.write('SSPDR', 1);
    chip.scheduler.runUntil(16 + 63);
    expect(chip.irq[31]).toBe(false);
    chip.scheduler.runUntil(16 + 64);
    expect(chip.irq[31]).toBe(true);
    regs.write('SSPICR', RT);
    expect(chip.irq[31]).toBe(false);
  });
});
