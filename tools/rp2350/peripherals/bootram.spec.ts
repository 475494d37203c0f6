// Boot RAM: the XIP setup function the SDK copies out, write-once registers and the boot locks.
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PLAIN } from '../registers/peripheral.ts';
import { SVD_PATH } from '../paths.ts';
import { registers } from '../registers/test-registers.ts';
import { BootRam } from './bootram.ts';

describe.skipIf(!existsSync(SVD_PATH))('boot RAM', () => {
  it('begins with a function that returns at once', () => {
    expect(new BootRam().read(0, 4)).toBe(0x47704770);
  });

  it('remembers what is written, in any width', () => {
    const ram = new BootRam();
    ram.write(0x200, 0x11223344, 4, PLAIN);
    ram.write(0x201, 0xaa, 1, PLAIN);
    ram.write(0x202, 0xbbcc, 2, PLAIN);
    expect(ram.read(0x200, 4) >>> 0).toBe(0xbbccaa44);
    expect([ram.read(0x201, 1), ram.read(0x202, 2)]).toEqual([0xaa, 0xbbcc]);
  });

  it('gives a boot lock once until it is released', () => {
    const io = registers(new BootRam());
    expect(io.read('BOOTLOCK2')).not.toBe(0);
    expect(io.read('BOOTLOCK2')).toBe(0);
    expect(io.read('BOOTLOCK_STAT')).toBe(0xfb);
    io.write('BOOTLOCK2', 1);
    expect(io.read('BOOTLOCK2')).not.toBe(0);
  });

  it('only sets bits of the write-once registers', () => {
    const io = registers(new BootRam());
    io.write('WRITE_ONCE0', 0b01);
    io.write('WRITE_ONCE0', 0b10);
    expect(io.read('WRITE_ONCE0')).toBe(0b11);
  });
});
