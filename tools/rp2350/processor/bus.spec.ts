// The bus: alias decoding, what is not there, and skipping time while the processor polls.
import { existsSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { Accounting } from './accounting.ts';
import { Answers } from './answers.ts';
import { Bus } from './bus.ts';
import type { Memory } from './memory.ts';
import type { Peripheral } from '../registers/peripheral.ts';
import { SVD_PATH } from '../paths.ts';

/** Memory of 16 bytes at 0x20000000. */
function smallMemory() {
  const bytes = new Uint8Array(16);
  const written: number[] = [];
  const view = (address: number, length: number): Uint8Array | undefined =>
    address >= 0x20000000 && address + length <= 0x20000010
      ? bytes.subarray(address - 0x20000000, address - 0x20000000 + length)
      : undefined;
  const memory = { view, written: (at: number) => void written.push(at), explain: () => 'nothing there' };
  return { memory: memory as unknown as Memory, written };
}

describe.skipIf(!existsSync(SVD_PATH))('the bus', () => {
  let accounting: Accounting;
  let bus: Bus;
  let written: number[];
  let stores: unknown[];
  let value: number;
  let stable: number;
  beforeEach(() => {
    accounting = new Accounting();
    const small = smallMemory();
    written = small.written;
    bus = new Bus(small.memory, accounting, new Answers());
    stores = [];
    value = 5;
    stable = Infinity;
    const block: Peripheral = {
      name: 'BLOCK',
      read: () => value,
      write: (offset, word, size, mode) => stores.push([offset, word, size, mode]),
      reset: () => {},
      stableUntil: () => stable,
    };
    bus.attach(0x40070000, block);
    bus.attachPlain(0xd0000000, 0x4000, block);
  });

  /** One load per block, as a polling loop makes them. */
  const poll = (times: number): void => {
    const quads = new BigUint64Array(accounting.buffer.buffer);
    for (let i = 0; i < times; i++) {
      quads[4]++;
      bus.processorRead(0x40070018, 4);
    }
  };

  it('gets no answer of a block held in reset: loads are 0, stores are lost, and both are counted', () => {
    bus.attach(
      0x40078000,
      { name: 'HELD', read: () => 7, write: () => stores.push('held'), reset: () => {} },
      4,
    );
    bus.hold(4 | 8);
    bus.processorWrite(0x40078000, 1, 4);
    bus.write(0x40078000, 1, 4);
    expect([bus.processorRead(0x40078000, 4), bus.read(0x40078000, 4), stores.length]).toEqual([0, 0, 0]);
    expect([...bus.unanswered]).toEqual([['HELD', 4]]);
    bus.hold(8);
    bus.processorWrite(0x40078000, 1, 4);
    expect([bus.processorRead(0x40078000, 4), stores]).toEqual([7, ['held']]);
  });

  it('takes the alias from address bits 13:12, where a block has aliases', () => {
    for (const alias of [0, 1, 2, 3]) bus.processorWrite(0x40070018 + alias * 0x1000, 7, 4);
    expect(stores).toEqual([0, 1, 2, 3].map((mode) => [0x18, 7, 4, mode]));
    stores.length = 0;
    bus.processorWrite(0xd0002010, 7, 4);
    expect(stores).toEqual([[0x2010, 7, 4, 0]]);
  });

  it('fails on an address nobody answers', () => {
    expect(() => bus.processorRead(0x40168000, 4)).toThrow('read of unmodelled register at 0x40168000');
  });

  it('gives a bus master memory of any width, and tells of what it wrote', () => {
    bus.write(0x20000004, 0x11223344, 4);
    bus.write(0x20000005, 0xaa, 1);
    expect(bus.read(0x20000004, 4)).toBe(0x1122aa44);
    expect(bus.read(0x20000006, 2)).toBe(0x1122);
    expect(written).toEqual([0x20000004, 0x20000005]);
  });

  it('fails a bus master where no memory is', () => {
    expect(() => bus.read(0x20000010, 4)).toThrow('DMA: 0x20000010: nothing there');
  });

  it('skips to the limit after eight equal loads of a register only events change', () => {
    accounting.limit = 1000;
    poll(8);
    expect(accounting.now).toBe(0);
    poll(1);
    expect(accounting.now).toBe(1000);
    expect(bus.polledCycles).toBe(1000);
  });

  it('skips no further than the register says it is stable', () => {
    accounting.limit = 1000;
    stable = 150;
    poll(9);
    expect(accounting.now).toBe(150);
  });

  it('stays on a polled register that moves on', () => {
    accounting.limit = 1000;
    stable = 150;
    poll(9);
    value = 6;
    stable = 300;
    poll(2);
    expect(accounting.now).toBe(300);
  });

  it('does not skip at loads that have effects, after stores, or at loads in one block', () => {
    accounting.limit = 1000;
    stable = -1;
    poll(20);
    bus.processorWrite(0x40070000, 0, 4);
    stable = Infinity;
    for (let i = 0; i < 10; i++) {
      poll(7);
      bus.processorWrite(0x40070000, 0, 4);
    }
    for (let i = 0; i < 20; i++) bus.processorRead(0x40070018, 4);
    expect(accounting.now).toBe(0);
  });
});
