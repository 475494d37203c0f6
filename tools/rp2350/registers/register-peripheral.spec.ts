// Access types by the SVD, the atomic aliases, narrow accesses, and accesses to what is not modelled.
import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLEAR, PLAIN, SET, XOR } from './peripheral.ts';
import { combine, RegisterPeripheral } from './register-peripheral.ts';
import { SVD_PATH } from '../paths.ts';
import { registers } from './test-registers.ts';

/** TIMER0 with some of its registers: read-write, read-only, write-1-to-clear, write-only. */
class Sample extends RegisterPeripheral {
  readonly written: [number, number][] = [];
  constructor() {
    super('TIMER0');
    this.register('ALARM0', { written: (word, previous) => this.written.push([word, previous]) });
    this.register('INTR');
    this.register('INTE');
    this.register('TIMELW', { written: (word, previous) => this.written.push([word, previous]) });
    this.register('TIMERAWL', { read: () => 0x12345678 });
    this.storage('DBGPAUSE');
  }
  raise(bits: number): void {
    this.set('INTR', bits);
  }
}

function sample() {
  const block = new Sample();
  return { block, io: registers(block) };
}

describe.skipIf(!existsSync(SVD_PATH))('a register block', () => {
  it('starts with the reset values of the SVD and returns to them', () => {
    const { block, io } = sample();
    expect(io.read('DBGPAUSE')).toBe(7);
    io.write('DBGPAUSE', 0);
    block.reset();
    expect(io.read('DBGPAUSE')).toBe(7);
  });

  it('changes only read-write bits', () => {
    const { io } = sample();
    io.write('DBGPAUSE', 0xffffffff);
    expect(io.read('DBGPAUSE')).toBe(7);
    io.write('INTE', 0xffffffff);
    expect(io.read('INTE')).toBe(0xf);
  });

  it('keeps read-only registers', () => {
    const { io } = sample();
    io.write('TIMERAWL', 1);
    expect(io.read('TIMERAWL')).toBe(0x12345678);
  });

  it('clears write-1-to-clear bits by ones, also through the SET alias', () => {
    const { block, io } = sample();
    block.raise(0xf);
    io.write('INTR', 0x1);
    expect(io.read('INTR')).toBe(0xe);
    io.set('INTR', 0x2);
    expect(io.read('INTR')).toBe(0xc);
  });

  it('fails on an atomic CLEAR of a write-1-to-clear bit, as nobody documents what it does', () => {
    const { io } = sample();
    expect(() => io.clear('INTR', 1)).toThrow('TIMER0: atomic CLEAR of a write-1-to-clear bit');
    expect(() => io.clear('INTR', 0)).not.toThrow();
  });

  it('combines values through the XOR, SET and CLEAR aliases', () => {
    const { io } = sample();
    io.write('ALARM0', 0b1100);
    io.set('ALARM0', 0b0011);
    io.clear('ALARM0', 0b0100);
    io.xor('ALARM0', 0x80000001);
    expect(io.read('ALARM0')).toBe(0x8000000a);
  });

  it('is inverse of itself for XOR, and SET after CLEAR of the same bits gives them all', () => {
    const words = fc.tuple(fc.nat(0xffffffff), fc.nat(0xffffffff));
    fc.assert(
      fc.property(words, ([old, bits]) => {
        expect(combine(combine(old, bits, XOR), bits, XOR) >>> 0).toBe(old);
        expect(combine(combine(old, bits, CLEAR), bits, SET) >>> 0).toBe((old | bits) >>> 0);
        expect(combine(old, bits, PLAIN)).toBe(bits);
      }),
    );
  });

  it('tells a side effect the new and the previous value, and the written bits of a write-only register', () => {
    const { block, io } = sample();
    io.write('ALARM0', 5);
    io.write('ALARM0', 6);
    io.write('TIMELW', 9);
    expect(block.written).toEqual([
      [5, 0],
      [6, 5],
      [9, 0],
    ]);
  });

  it('gives the lane of a narrow load and replicates a narrow store over the word', () => {
    const { block, io } = sample();
    const raw = block.offsetOf('TIMERAWL');
    expect([0, 1, 2, 3].map((lane) => block.read(raw + lane, 1))).toEqual([0x78, 0x56, 0x34, 0x12]);
    expect(block.read(raw + 2, 2)).toBe(0x1234);
    block.write(block.offsetOf('ALARM0'), 0xab, 1, PLAIN);
    expect(io.read('ALARM0')).toBe(0xabababab);
    block.write(block.offsetOf('ALARM0') + 2, 0xcdef, 2, PLAIN);
    expect(io.read('ALARM0')).toBe(0xcdefcdef);
  });

  it('fails on a register that is not modelled, and names it', () => {
    const { block } = sample();
    expect(() => block.read(0x18, 4)).toThrow('read of unmodelled register TIMER0.ALARM2');
    expect(() => block.write(0x18, 0, 4, PLAIN)).toThrow('write of unmodelled register TIMER0.ALARM2');
    expect(() => block.read(0xff0, 4)).toThrow('read of unmodelled register TIMER0+0xff0');
  });

  it('lists what it models apart from what it only stores', () => {
    const { block } = sample();
    expect(block.storageOnlyRegisters).toEqual(['DBGPAUSE']);
    expect(block.modelledRegisters).not.toContain('DBGPAUSE');
    expect(block.modelledRegisters).toContain('INTR');
  });
});
