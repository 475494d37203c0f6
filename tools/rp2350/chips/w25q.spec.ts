// Drives the NOR flash command by command on SPI.
import { beforeEach, describe, expect, it } from 'vitest';
import type { SpiMode } from '../wires/wires.ts';
import { PlainCells } from './plain-cells.ts';
import { W25q } from './w25q.ts';

const CYCLES_US = 150;
let bytes: Uint8Array;
let flash: W25q;
let now: number;

beforeEach(() => {
  bytes = new Uint8Array(1 << 18).fill(0xff);
  flash = new W25q({ cells: new PlainCells(bytes), cyclesPerSecond: 150e6 });
  now = 0;
});

function command(sent: number[], mode: SpiMode = 0): number[] {
  flash.select(true, now);
  const heard = sent.map((byte) => flash.exchange(byte, 8, mode, now));
  flash.select(false, now);
  return heard;
}
const at = (address: number) => [address >> 16, (address >> 8) & 0xff, address & 0xff];
const status = () => command([0x05, 0])[1];
const after_us = (us: number) => (now += us * CYCLES_US);
function program(address: number, ...data: number[]) {
  command([0x06]);
  command([0x02, ...at(address), ...data]);
}

describe('NOR flash', () => {
  it.each([0, 3] as const)('identifies itself in mode %i', (mode) => {
    expect(command([0x9f, 0, 0, 0], mode)).toEqual([0, 0xef, 0x40, 18]);
  });

  it.each([1, 2] as const)('gives garbage in mode %i', (mode) => {
    expect(command([0x9f, 0, 0, 0], mode)).not.toEqual([0, 0xef, 0x40, 18]);
  });

  it('programs by clearing bits, and is busy meanwhile', () => {
    program(0x100, 0xf0);
    expect(status()).toBe(1);
    after_us(400);
    expect(status()).toBe(0);
    program(0x100, 0x3c);
    after_us(400);
    expect(command([0x03, ...at(0x100), 0])[4]).toBe(0x30);
    expect(command([0x0b, ...at(0x100), 0, 0])[5]).toBe(0x30);
  });

  it('wraps inside a page of 256 bytes', () => {
    program(0x1ff, 1, 2);
    expect([bytes[0x1ff], bytes[0x100], bytes[0x200]]).toEqual([1, 2, 0xff]);
  });

  it('erases a sector with WREN only, in 45 ms', () => {
    bytes.fill(0, 0, 0x3000);
    command([0x20, ...at(0x1234)]);
    expect(bytes[0x1000]).toBe(0);
    command([0x06]);
    command([0x20, ...at(0x1234)]);
    expect([bytes[0xfff], bytes[0x1000], bytes[0x1fff], bytes[0x2000]]).toEqual([0, 0xff, 0xff, 0]);
    after_us(44_999);
    expect(status()).toBe(1);
    after_us(1);
    expect(status()).toBe(0);
  });

  it('ignores everything but status reads while busy', () => {
    program(0, 0);
    expect(command([0x03, 0, 0, 0, 0])[4]).toBe(0);
    expect(command([0x9f, 0])[1]).toBe(0);
  });

  it('sleeps until released', () => {
    command([0xb9]);
    expect(command([0x9f, 0])[1]).toBe(0);
    command([0xab]);
    expect(command([0x9f, 0])[1]).toBe(0xef);
  });

  it('does nothing for a program command cut before its data', () => {
    command([0x06]);
    command([0x02, 0, 0, 0]);
    expect(status()).toBe(2);
  });
});
