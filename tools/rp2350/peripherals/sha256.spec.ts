// Feeds the hash accelerator through its registers and compares with Node's SHA-256.
import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { SET } from '../registers/peripheral.ts';
import { registersOf, TestChip } from '../registers/test-chip.ts';
import { Sha256 } from './sha256.ts';

const START = 1;
const READY = 1 << 1;
const VALID = 1 << 2;
const NOT_READY_ERROR = 1 << 4;
const BSWAP = 1 << 12;

let chip: TestChip;
let regs: ReturnType<typeof registersOf>;

beforeEach(() => {
  chip = new TestChip();
  regs = registersOf(chip.add(new Sha256(chip.scheduler)));
});

function padded(message: Buffer): Buffer {
  const length = Math.ceil((message.length + 9) / 64) * 64;
  const block = Buffer.alloc(length);
  message.copy(block);
  block[message.length] = 0x80;
  block.writeBigUInt64BE(BigInt(message.length) * 8n, length - 8);
  return block;
}

function digestOf(message: Buffer): string {
  const bytes = padded(message);
  regs.write('CSR', START, SET);
  for (let i = 0; i < bytes.length; i += 4) {
    while (!(regs.read('CSR') & READY)) chip.scheduler.run(1);
    regs.write('WDATA', bytes.readUInt32LE(i));
  }
  while (!(regs.read('CSR') & VALID)) chip.scheduler.run(1);
  return Array.from({ length: 8 }, (_, i) => regs.read(`SUM${i}`).toString(16).padStart(8, '0')).join('');
}

describe('SHA256', () => {
  it('resets to the values of the SVD', () => {
    expect(regs.read('CSR')).toBe(0x1206);
  });

  it.each([0, 3, 55, 56, 64, 1000])('hashes %i bytes as Node does', (length) => {
    const message = Buffer.alloc(length, 'meter');
    expect(digestOf(message)).toBe(createHash('sha256').update(message).digest('hex'));
  });

  it('begins anew at START', () => {
    const once = digestOf(Buffer.from('abc'));
    expect(digestOf(Buffer.from('abc'))).toBe(once);
  });

  it('takes words as they are without BSWAP', () => {
    const swapped = digestOf(Buffer.from('abc'));
    regs.write('CSR', 0);
    expect(digestOf(Buffer.from('abc'))).not.toBe(swapped);
    regs.write('CSR', BSWAP);
    expect(digestOf(Buffer.from('abc'))).toBe(swapped);
  });

  it('is busy for 57 cycles after a block, and notes a word that comes too early', () => {
    for (let i = 0; i < 16; i++) regs.write('WDATA', 0);
    expect(regs.read('CSR') & (READY | VALID)).toBe(0);
    regs.write('WDATA', 0);
    expect(regs.read('CSR') & NOT_READY_ERROR).toBe(NOT_READY_ERROR);
    chip.scheduler.run(57);
    expect(regs.read('CSR') & (READY | VALID)).toBe(READY | VALID);
    regs.write('CSR', NOT_READY_ERROR | BSWAP);
    expect(regs.read('CSR') & NOT_READY_ERROR).toBe(0);
  });

  it('has no valid sum while a block is incomplete', () => {
    regs.write('WDATA', 0);
    expect(regs.read('CSR') & VALID).toBe(0);
  });
});
