// SIO: output registers with their set, clear and toggle forms, and the spin locks.
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SVD_PATH } from '../paths.ts';
import { registers } from '../registers/test-registers.ts';
import { Sio } from './sio.ts';

function create() {
  const changes: [number, number][] = [];
  const sio = new Sio(
    (half) => (half === 0 ? 0x80000001 : 0x3),
    (half, changed) => changes.push([half, changed >>> 0]),
  );
  return { sio, changes, io: registers(sio) };
}

describe.skipIf(!existsSync(SVD_PATH))('SIO', () => {
  it('is core 0', () => {
    expect(create().io.read('CPUID')).toBe(0);
  });

  it('sets, clears and toggles outputs and tells what changed', () => {
    const { sio, changes, io } = create();
    io.write('GPIO_OUT', 0b1100);
    io.write('GPIO_OUT_SET', 0b0011);
    io.write('GPIO_OUT_CLR', 0b0101);
    io.write('GPIO_OUT_XOR', 0b1001);
    expect(io.read('GPIO_OUT')).toBe(0b0011);
    expect(changes.map(([, bits]) => bits)).toEqual([0b1100, 0b0011, 0b0101, 0b1001]);
    expect([sio.output(1), sio.output(2), sio.outputEnable(1)]).toEqual([true, false, false]);
  });

  it('has the same for the outputs above 31, without the bits no pin belongs to', () => {
    const { sio, io } = create();
    io.write('GPIO_HI_OE_SET', 0xffffffff);
    expect(io.read('GPIO_HI_OE')).toBe(0xff00ffff);
    expect(sio.outputEnable(32)).toBe(true);
  });

  it.each([
    ['GPIO_OE', 0xffffffff],
    ['GPIO_HI_OUT', 0xff00ffff],
    ['GPIO_HI_OE', 0xff00ffff],
  ])('writes, sets, clears and toggles %s', (name, mask) => {
    const { changes, io } = create();
    io.write(name, 0b1100);
    io.write(`${name}_SET`, 0b0011);
    io.write(`${name}_CLR`, 0b0101);
    io.write(`${name}_XOR`, 0b1001);
    expect(io.read(name)).toBe(0b0011);
    expect(changes.map(([half]) => half)).toEqual(Array(4).fill(name.includes('HI') ? 1 : 0));
    io.write(`${name}_XOR`, 0xffffffff);
    expect(io.read(name)).toBe((~0b0011 & mask) >>> 0);
  });

  it('gives the inputs of both halves', () => {
    const { io } = create();
    expect([io.read('GPIO_IN'), io.read('GPIO_HI_IN')]).toEqual([0x80000001, 3]);
  });

  it('gives a spin lock to the first who reads it, until it is released', () => {
    const { io } = create();
    expect(io.read('SPINLOCK31')).toBe(0x80000000);
    expect(io.read('SPINLOCK31')).toBe(0);
    expect(io.read('SPINLOCK_ST')).toBe(0x80000000);
    io.write('SPINLOCK31', 0);
    expect(io.read('SPINLOCK31')).toBe(0x80000000);
  });

  it('does not model the FIFO to the other core', () => {
    const { io } = create();
    expect(io.read('FIFO_ST')).toBe(2);
    expect(() => io.write('FIFO_WR', 1)).toThrow('unmodelled register SIO.FIFO_WR');
  });

  it('lets go of everything with a reset', () => {
    const { sio, io } = create();
    io.write('GPIO_OUT', 1);
    io.read('SPINLOCK0');
    sio.reset();
    expect([io.read('GPIO_OUT'), io.read('SPINLOCK_ST')]).toEqual([0, 0]);
  });
});
