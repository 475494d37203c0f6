// Drives the ADC as hardware_adc does: single reads, the sensor, round robin, FIFO and its overflow.
import { beforeEach, describe, expect, it } from 'vitest';
import { CLEAR, GuestError, SET } from '../registers/peripheral.ts';
import { registersOf, TestChip } from '../registers/test-chip.ts';
import { Adc } from './adc.ts';

const [EN, TS_EN, ONCE, MANY, READY] = [1, 2, 4, 8, 1 << 8];
const CONVERSION = 300; // 96 clocks of 48 MHz in cycles of 150 MHz
let chip: TestChip;
let adc: Adc;
let regs: ReturnType<typeof registersOf>;

beforeEach(() => {
  chip = new TestChip();
  adc = chip.add(new Adc(chip, 4));
  regs = registersOf(adc);
  regs.write('CS', EN);
});
const select = (input: number) => regs.write('CS', EN | TS_EN | (input << 12));
const convert = () => {
  regs.write('CS', ONCE, SET);
  chip.scheduler.run(CONVERSION);
  return regs.read('RESULT');
};

describe('ADC', () => {
  it('has the reset values of the SVD, and is not ready before it is on', () => {
    adc.reset();
    expect(['CS', 'RESULT', 'FCS', 'DIV', 'INTS'].map((name) => regs.read(name))).toEqual([0, 0, 256, 0, 0]);
  });

  it('converts in 96 clocks of clk_adc', () => {
    adc.setInput_mV(0, 1650);
    regs.write('CS', ONCE, SET);
    chip.scheduler.run(CONVERSION - 1);
    expect(regs.read('CS') & READY).toBe(0);
    chip.scheduler.run(1);
    expect(regs.read('CS') & READY).toBe(READY);
    expect(regs.read('RESULT')).toBe(2048);
  });

  it('keeps CS until an event, so that a loop that polls READY may skip to the end of a conversion', () => {
    regs.write('CS', ONCE, SET);
    expect(adc.stableUntil(adc.offsetOf('CS'))).toBe(Infinity);
    const { fired } = chip.scheduler;
    chip.scheduler.run(CONVERSION);
    expect(chip.scheduler.fired - fired).toBe(1);
  });

  it('clips to 12 bits', () => {
    adc.setInput_mV(1, 4000);
    select(1);
    expect(convert()).toBe(4095);
    adc.setInput_mV(1, -50);
    expect(convert()).toBe(0);
  });

  it('reads the chip temperature on the input after the pins, when the sensor is on', () => {
    select(4);
    adc.temperature_C = 27;
    expect(convert()).toBe(Math.floor((706 * 4096) / 3300));
    adc.temperature_C = 60;
    expect(convert()).toBe(Math.floor(((706 - 33 * 1.721) * 4096) / 3300));
    regs.write('CS', TS_EN, CLEAR);
    expect(convert()).toBe(0);
  });

  it('goes round the inputs in the mask', () => {
    [100, 200, 300, 400].forEach((voltage, input) => adc.setInput_mV(input, voltage));
    regs.write('CS', EN | (0b1010 << 16) | (1 << 12));
    const code = (voltage: number) => Math.floor((voltage * 4096) / 3300);
    expect([convert(), convert(), convert()]).toEqual([code(200), code(400), code(200)]);
  });

  it('runs freely at 1 + DIV clocks into its FIFO, interrupts at the threshold, overflows', () => {
    adc.setInput_mV(0, 330);
    regs.write('FCS', 1 | (4 << 24));
    regs.write('INTE', 1);
    regs.write('DIV', 479 << 8); // 100 kHz
    regs.write('CS', EN | MANY);
    chip.scheduler.run_us(2 + 29);
    expect(chip.irq[35]).toBe(false);
    chip.scheduler.run_us(2);
    expect(chip.irq[35]).toBe(true);
    expect(regs.read('FIFO')).toBe(409);
    expect(chip.irq[35]).toBe(false);
    chip.scheduler.run_us(100);
    expect(regs.read('FCS') & (1 << 11)).toBe(1 << 11);
    regs.write('FCS', 1 | (1 << 11));
    expect(regs.read('FCS') & (1 << 11)).toBe(0);
  });

  it('says UNDER when an empty FIFO is read', () => {
    regs.read('FIFO');
    expect(regs.read('FCS') & (1 << 10)).toBe(1 << 10);
  });

  it('refuses inputs that the package does not have, and a stopped clock', () => {
    expect(() => adc.setInput_mV(4, 0)).toThrow(RangeError);
    select(6);
    regs.write('CS', ONCE, SET);
    expect(() => chip.scheduler.run(CONVERSION)).toThrow(GuestError);
    chip.clocks.hz.clk_adc = 0;
    adc.reset();
    expect(() => regs.write('CS', EN | ONCE)).toThrow(/clk_adc/);
  });

  it('has an interrupt that can be forced, enabled or not', () => {
    regs.write('INTF', 1);
    expect([regs.read('INTR'), regs.read('INTS'), chip.irq[35]]).toEqual([0, 1, true]);
    regs.write('INTF', 0);
    expect([regs.read('INTS'), chip.irq[35]]).toEqual([0, false]);
  });
});
