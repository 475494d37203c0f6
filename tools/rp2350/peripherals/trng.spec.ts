// Drives the TRNG as pico_rand does.
import { beforeEach, describe, expect, it } from 'vitest';
import { registersOf, TestChip } from '../registers/test-chip.ts';
import { Trng } from './trng.ts';

let chip: TestChip;
let regs: ReturnType<typeof registersOf>;

beforeEach(() => {
  chip = new TestChip();
  regs = registersOf(chip.add(new Trng(chip)));
});
const words = () => [0, 1, 2, 3, 4, 5].map((n) => regs.read(`EHR_DATA${n}`));
const collect = () => {
  regs.write('RND_SOURCE_ENABLE', 1);
  while (regs.read('TRNG_BUSY')) chip.scheduler.run(1000);
  return words();
};

describe('TRNG', () => {
  it('has the reset values of the SVD', () => {
    expect(['RNG_IMR', 'RNG_ISR', 'SAMPLE_CNT1'].map((name) => regs.read(name))).toEqual([15, 0, 0xffff]);
  });

  it('takes the time its sampling takes', () => {
    regs.write('SAMPLE_CNT1', 100);
    regs.write('RND_SOURCE_ENABLE', 1);
    chip.scheduler.run(192 * 4 * 100 - 1);
    expect(regs.read('TRNG_VALID')).toBe(0);
    chip.scheduler.run(1);
    expect(regs.read('TRNG_VALID')).toBe(1);
  });

  it('gives other words each time, and the same ones for the same seed', () => {
    regs.write('SAMPLE_CNT1', 1);
    const first = collect();
    const second = collect();
    expect(new Set([...first, ...second]).size).toBe(12);
    const again = registersOf(new Trng(chip));
    again.write('SAMPLE_CNT1', 1);
    again.write('RND_SOURCE_ENABLE', 1);
    chip.scheduler.run(1000);
    expect([0, 1, 2, 3, 4, 5].map((n) => again.read(`EHR_DATA${n}`))).toEqual(first);
  });

  it('is empty once the last word is read, and without a source stays so', () => {
    regs.write('SAMPLE_CNT1', 1);
    collect();
    regs.write('RND_SOURCE_ENABLE', 0);
    chip.scheduler.run(1e6);
    expect([regs.read('TRNG_VALID'), ...words()]).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });

  it('interrupts when unmasked', () => {
    regs.write('SAMPLE_CNT1', 1);
    regs.write('RND_SOURCE_ENABLE', 1);
    chip.scheduler.run(1000);
    expect(chip.irq[39]).toBe(false);
    regs.write('RNG_IMR', 0xe);
    expect(chip.irq[39]).toBe(true);
  });

  it('keeps EHR_VALID when its interrupt bit is written, until the words are read', () => {
    regs.write('SAMPLE_CNT1', 1);
    regs.write('RND_SOURCE_ENABLE', 1);
    chip.scheduler.run(1000);
    regs.write('RNG_ICR', 0xf);
    expect(regs.read('RNG_ISR')).toBe(1);
    words();
    expect(regs.read('RNG_ISR')).toBe(0);
  });

  it('is four times as fast without the balancer', () => {
    regs.write('SAMPLE_CNT1', 100);
    regs.write('TRNG_DEBUG_CONTROL', 2);
    regs.write('RND_SOURCE_ENABLE', 1);
    chip.scheduler.run(192 * 100 - 1);
    expect(regs.read('TRNG_VALID')).toBe(0);
    chip.scheduler.run(1);
    expect(regs.read('TRNG_VALID')).toBe(1);
  });

  it('collects anew when the bit counter is reset', () => {
    regs.write('SAMPLE_CNT1', 100);
    regs.write('RND_SOURCE_ENABLE', 1);
    chip.scheduler.run(192 * 4 * 100 - 1);
    regs.write('RST_BITS_COUNTER', 1);
    chip.scheduler.run(192 * 4 * 100 - 1);
    expect(regs.read('TRNG_VALID')).toBe(0);
    chip.scheduler.run(1);
    expect(regs.read('TRNG_VALID')).toBe(1);
  });

  it('forgets its words and settings in a software reset', () => {
    regs.write('SAMPLE_CNT1', 1);
    regs.write('RND_SOURCE_ENABLE', 1);
    chip.scheduler.run(1000);
    regs.write('TRNG_SW_RESET', 1);
    chip.scheduler.run(1e6);
    expect([regs.read('TRNG_VALID'), regs.read('TRNG_BUSY')]).toEqual([0, 0]);
    expect([regs.read('SAMPLE_CNT1'), regs.read('RND_SOURCE_ENABLE')]).toEqual([0xffff, 0]);
  });
});
