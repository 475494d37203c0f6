// RESETS: blocks are reset by the rising edge of their bit, and come back when it falls.
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SVD_PATH } from '../paths.ts';
import { registers } from '../registers/test-registers.ts';
import { Resets } from './resets.ts';

describe.skipIf(!existsSync(SVD_PATH))('RESETS', () => {
  function block() {
    const reset: string[] = [];
    const held: number[] = [];
    const resets = new Resets({
      resetBlock: (name) => reset.push(name),
      hold: (blocks) => held.push(blocks),
    });
    return { resets, io: registers(resets), reset, held };
  }

  it('resets a block when its bit rises and as it falls, and reports it done then', () => {
    const { io, reset } = block();
    expect(io.read('RESET_DONE')).toBe(0);
    io.write('RESET', 0);
    expect(io.read('RESET_DONE')).toBe(0x1fffffff);
    reset.length = 0;
    io.set('RESET', (1 << 26) | (1 << 18));
    io.set('RESET', 1 << 26);
    expect(reset).toEqual(['SPI0', 'UART0']);
    expect(io.read('RESET_DONE')).toBe(0x1fffffff & ~((1 << 26) | (1 << 18)));
    io.clear('RESET', 1 << 26);
    expect(reset).toEqual(['SPI0', 'UART0', 'UART0']);
  });

  it('resets a block again when its bit rises again, and not while it stays', () => {
    const { io, reset } = block();
    io.write('RESET', 0);
    reset.length = 0;
    io.set('RESET', 1);
    io.set('RESET', 1);
    io.clear('RESET', 1);
    io.set('RESET', 1);
    expect(reset).toEqual(['ADC', 'ADC', 'ADC']);
  });

  it('holds every block from power-on, but for those the boot ROM has read the image through', () => {
    const { resets, held, io } = block();
    resets.reset();
    resets.booted();
    io.write('RESET', 1 << 26);
    expect(held).toEqual([0x1fffffff, 0x1fffffff & ~((1 << 7) | (1 << 10)), 1 << 26]);
  });
});
