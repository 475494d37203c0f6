// RESETS: blocks are reset by the rising edge of their bit, and come back when it falls.
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SVD_PATH } from '../paths.ts';
import { registers } from '../registers/test-registers.ts';
import { Resets } from './resets.ts';

describe.skipIf(!existsSync(SVD_PATH))('RESETS', () => {
  it('resets a block when its bit rises, and reports it done when it falls', () => {
    const reset: string[] = [];
    const block = new Resets((name) => reset.push(name));
    const io = registers(block);
    expect(io.read('RESET_DONE')).toBe(0);
    io.write('RESET', 0);
    expect(io.read('RESET_DONE')).toBe(0x1fffffff);
    io.set('RESET', (1 << 26) | (1 << 18));
    io.set('RESET', 1 << 26);
    expect(reset).toEqual(['SPI0', 'UART0']);
    expect(io.read('RESET_DONE')).toBe(0x1fffffff & ~((1 << 26) | (1 << 18)));
  });

  it('resets a block again when its bit rises again, and not while it stays', () => {
    const reset: string[] = [];
    const io = registers(new Resets((name) => reset.push(name)));
    io.write('RESET', 0);
    io.set('RESET', 1);
    io.set('RESET', 1);
    io.clear('RESET', 1);
    io.set('RESET', 1);
    expect(reset).toEqual(['ADC', 'ADC']);
  });
});
