// Drives PWM slices through registers and watches counter, outputs, wraps.
import { beforeEach, describe, expect, it } from 'vitest';
import { GuestError } from '../registers/peripheral.ts';
import { registersOf, TestChip } from '../registers/test-chip.ts';
import { Pwm } from './pwm.ts';

let chip: TestChip;
let regs: ReturnType<typeof registersOf>;

beforeEach(() => {
  chip = new TestChip();
  regs = registersOf(chip.add(new Pwm(chip)));
});

function start({ top = 9, a = 3, b = 6, divider = 16, csr = 1 } = {}) {
  regs.write('CH2_TOP', top);
  regs.write('CH2_DIV', divider);
  regs.write('CH2_CC', (b << 16) | a);
  regs.write('CH2_CSR', csr);
}
const outputs = () => [chip.signals.get('pwm_a_2'), chip.signals.get('pwm_b_2')];

describe('PWM', () => {
  it('has the reset values of the SVD', () => {
    const names = ['CH0_CSR', 'CH0_DIV', 'CH0_CTR', 'CH0_CC', 'CH0_TOP', 'EN'];
    expect(names.map((name) => regs.read(name))).toEqual([0, 0x10, 0, 0, 0xffff, 0]);
  });

  it('counts clk_sys through its divider and wraps after TOP', () => {
    start({ divider: 40 }); // 2.5
    chip.scheduler.run(10);
    expect(regs.read('CH2_CTR')).toBe(4);
    chip.scheduler.run(15);
    expect(regs.read('CH2_CTR')).toBe(0);
  });

  it('holds its outputs high below the compare values', () => {
    start();
    const seen = Array.from({ length: 10 }, () => {
      const now = outputs();
      chip.scheduler.run(1);
      return now;
    });
    expect(seen.map(([a]) => a)).toEqual([1, 1, 1, 0, 0, 0, 0, 0, 0, 0].map(Boolean));
    expect(seen.map(([, b]) => b)).toEqual([1, 1, 1, 1, 1, 1, 0, 0, 0, 0].map(Boolean));
    expect(outputs()).toEqual([true, true]);
  });

  it('inverts outputs', () => {
    start({ csr: 1 | 4 });
    expect(outputs()).toEqual([false, true]);
  });

  it('interrupts at each wrap until cleared', () => {
    regs.write('IRQ0_INTE', 4);
    start();
    chip.scheduler.run(9);
    expect(chip.irq[8]).toBe(false);
    chip.scheduler.run(1);
    expect([chip.irq[8], chip.irq[9]]).toEqual([true, false]);
    regs.write('INTR', 4);
    expect(chip.irq[8]).toBe(false);
  });

  it('stops and keeps its count', () => {
    start();
    chip.scheduler.run(4);
    regs.write('EN', 0);
    chip.scheduler.run(100);
    expect(regs.read('CH2_CTR')).toBe(4);
  });

  it('asks for one DMA transfer a wrap', () => {
    start();
    const request = chip.dmaRequest(34)!;
    let transfers = 0;
    request.notify = () => {
      while (request.available) transfers++;
    };
    chip.scheduler.run(35);
    expect(transfers).toBe(3);
  });

  it('refuses modes that are not modelled', () => {
    expect(() => start({ csr: 1 | 2 })).toThrow(GuestError);
    expect(() => start({ csr: 1 | (1 << 4) })).toThrow(GuestError);
  });

  it('has interrupts that can be forced, enabled or not, a line each', () => {
    regs.write('IRQ1_INTF', 8);
    expect([regs.read('INTR'), regs.read('IRQ0_INTS'), regs.read('IRQ1_INTS')]).toEqual([0, 0, 8]);
    expect([chip.irq[8], chip.irq[9]]).toEqual([false, true]);
    regs.write('IRQ1_INTF', 0);
    expect(chip.irq[9]).toBe(false);
  });

  it('takes a new count while it runs', () => {
    start();
    regs.write('CH2_CTR', 7);
    chip.scheduler.run(1);
    expect(regs.read('CH2_CTR')).toBe(8);
  });
});
