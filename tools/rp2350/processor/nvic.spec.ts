// The NVIC: pending and level behaviour, choice by priority, and its registers.
import { existsSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { PLAIN } from '../registers/peripheral.ts';
import { Nvic } from './nvic.ts';
import { PrivatePeripheralBus } from './ppb.ts';
import { SVD_PATH } from '../paths.ts';
import { registers } from '../registers/test-registers.ts';

function create() {
  const ppb = new PrivatePeripheralBus();
  const nvic = new Nvic(ppb);
  return { ppb, nvic, io: registers(ppb) };
}

describe.skipIf(!existsSync(SVD_PATH))('the NVIC', () => {
  let t: ReturnType<typeof create>;
  beforeEach(() => {
    t = create();
    t.io.write('NVIC_ISER0', 0xffffffff);
    t.io.write('NVIC_ISER1', 0xffffffff);
  });

  it('offers the enabled pending interrupt of highest priority, the lowest number among equals', () => {
    t.ppb.write(t.ppb.offsetOf('NVIC_IPR1') + 1, 0x20, 1);
    for (const irq of [7, 5, 3]) t.nvic.priorities[irq] ||= 0x80;
    for (const irq of [7, 5, 3]) t.nvic.pendInterrupt(irq);
    expect(t.nvic.highestPending()).toBe(5);
    t.nvic.activate(5);
    expect(t.nvic.highestPending()).toBe(3);
    t.io.write('NVIC_ICER0', 1 << 3);
    expect(t.nvic.highestPending()).toBe(7);
  });

  it('keeps four bits of a priority and takes byte stores by lane', () => {
    t.ppb.write(t.ppb.offsetOf('NVIC_IPR2') + 3, 0x7f, 1);
    expect(t.io.read('NVIC_IPR2')).toBe(0x70000000);
    expect(t.nvic.priorities[11]).toBe(0x70);
  });

  it('remembers a line that rose and fell', () => {
    const line = t.nvic.line(33);
    line(true);
    line(false);
    expect(t.nvic.highestPending()).toBe(33);
  });

  it('makes a line that is still high at the end of its handler pending again', () => {
    const line = t.nvic.line(33);
    line(true);
    t.nvic.activate(33);
    expect(t.nvic.highestPending()).toBe(-1);
    expect(t.io.read('NVIC_IABR1')).toBe(2);
    t.nvic.deactivate(33);
    expect(t.nvic.highestPending()).toBe(33);
    t.nvic.activate(33);
    line(false);
    t.nvic.deactivate(33);
    expect(t.nvic.highestPending()).toBe(-1);
  });

  it('cannot clear the pending state of a line that is high', () => {
    const line = t.nvic.line(4);
    line(true);
    t.io.write('NVIC_ICPR0', 1 << 4);
    expect(t.nvic.highestPending()).toBe(4);
    line(false);
    t.io.write('NVIC_ICPR0', 1 << 4);
    expect(t.nvic.highestPending()).toBe(-1);
  });

  it('tells of what becomes pending, enabled or not', () => {
    let pended = 0;
    t.nvic.onPend = () => pended++;
    t.io.write('NVIC_ICER0', 1);
    t.nvic.line(0)(true);
    t.io.write('NVIC_ISPR0', 2);
    expect(pended).toBe(2);
    expect(t.io.read('NVIC_ISPR0')).toBe(3);
  });

  it('has 52 interrupts', () => {
    expect(() => t.nvic.line(52)).toThrow('no interrupt 52');
  });

  it('ignores alias bits: the processor bus has none', () => {
    t.ppb.write(t.ppb.offsetOf('NVIC_ISPR0'), 1, 4);
    expect(PLAIN).toBe(0);
    expect(t.nvic.highestPending()).toBe(0);
  });
});
