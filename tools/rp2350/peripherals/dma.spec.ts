// Drives the DMA controller through its registers: counts, rings, chains, pacing, interrupts, the sniffer.
import { beforeEach, describe, expect, it } from 'vitest';
import { CLEAR, SET } from '../registers/peripheral.ts';
import type { DmaRequest } from '../registers/peripheral.ts';
import { RAM_BASE, type TestChip } from '../registers/test-chip.ts';
import type { Dma } from './dma.ts';
import { chain, DmaRig, INCR_READ, INCR_WRITE, SOURCE, TARGET, type Transfer } from './test-dma.ts';

const [HALF, WORD] = [1 << 2, 2 << 2];
const treq = (number: number) => number << 17;
const FREE = treq(63);

let rig: DmaRig;
let chip: TestChip;
let dma: Dma;
let regs: DmaRig['regs'];

beforeEach(() => {
  rig = new DmaRig();
  ({ chip, dma, regs } = rig);
});

const start = (channel: number, transfer: Transfer) => rig.start(channel, transfer);
const prepare = (channel: number, transfer: Transfer) => rig.prepare(channel, transfer);
const target = (length: number) => rig.target(length);
const busy = (channel: number) => rig.busy(channel);

describe('memory to memory', () => {
  it.each([
    ['bytes', 0, 1],
    ['half-words', HALF, 2],
    ['words', WORD, 4],
  ] as const)('moves %s and ends one cycle a transfer later', (_, size, bytes) => {
    start(0, { count: 8, ctrl: FREE | size | INCR_READ | INCR_WRITE });
    expect(busy(0)).toBe(true);
    chip.scheduler.run(8);
    expect(busy(0)).toBe(false);
    expect(target(8 * bytes)).toEqual(Array.from({ length: 8 * bytes }, (_, i) => i));
    expect(regs.read('CH0_READ_ADDR')).toBe(SOURCE + 8 * bytes);
    expect(regs.read('CH0_TRANS_COUNT')).toBe(0);
  });

  it('fills memory from one address', () => {
    start(1, { from: SOURCE + 4, count: 3, ctrl: FREE | WORD | INCR_WRITE });
    expect(target(12)).toEqual([4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7]);
  });

  it('copies overlapping memory byte by byte, as the hardware does', () => {
    start(1, { to: SOURCE + 1, count: 4, ctrl: FREE | INCR_READ | INCR_WRITE });
    expect([...chip.ram.subarray(0, 6)]).toEqual([0, 0, 0, 0, 0, 5]);
  });

  it('swaps bytes', () => {
    start(1, { count: 1, ctrl: FREE | WORD | INCR_READ | INCR_WRITE | (1 << 24) });
    expect(target(4)).toEqual([3, 2, 1, 0]);
  });

  it('counts addresses down or by two', () => {
    start(1, { from: SOURCE + 3, count: 4, ctrl: FREE | INCR_READ | (1 << 5) | INCR_WRITE });
    expect(target(4)).toEqual([3, 2, 1, 0]);
    start(2, { count: 4, ctrl: FREE | (1 << 5) | INCR_WRITE });
    expect(target(4)).toEqual([0, 2, 4, 6]);
  });

  it('wraps a ring of addresses', () => {
    start(1, { from: SOURCE + 2, count: 6, ctrl: FREE | INCR_READ | INCR_WRITE | (2 << 8) });
    expect(target(6)).toEqual([2, 3, 0, 1, 2, 3]);
  });

  it('does nothing when it is not enabled, or not triggered', () => {
    start(1, { count: 4, ctrl: FREE | INCR_READ | INCR_WRITE });
    regs.write('CH2_READ_ADDR', SOURCE);
    regs.write('CH2_WRITE_ADDR', TARGET + 8);
    regs.write('CH2_TRANS_COUNT', 4);
    regs.write('CH2_CTRL_TRIG', FREE | INCR_READ | INCR_WRITE);
    prepare(3, { to: TARGET + 16, count: 4, ctrl: FREE | INCR_READ | INCR_WRITE });
    chip.scheduler.run(100);
    expect(target(20).slice(4)).toEqual(Array(16).fill(0));
  });

  it('starts by any trigger alias, but not by zero', () => {
    prepare(1, { count: 2, ctrl: FREE | INCR_READ | INCR_WRITE });
    regs.write('CH1_AL3_READ_ADDR_TRIG', 0);
    expect(busy(1)).toBe(false);
    regs.write('CH1_AL3_READ_ADDR_TRIG', SOURCE + 8);
    expect(target(2)).toEqual([8, 9]);
  });

  it('shows each of its registers through all four aliases, and its reload value for a debugger', () => {
    const names = ['READ_ADDR', 'WRITE_ADDR', 'TRANS_COUNT', 'CTRL'];
    const values = [RAM_BASE + 4, RAM_BASE + 8, 7, 0x1e0000];
    names.forEach((name, i) => regs.write(`CH2_${i === 3 ? 'AL1_CTRL' : name}`, values[i]));
    const seen = (alias: string, triggers: string) =>
      names.map((name) => {
        const trigger = name === triggers ? '_TRIG' : '';
        return regs.read(`CH2_${alias}${name}${trigger}`);
      });
    const expected = [values[0], values[1], regs.read('CH2_TRANS_COUNT'), values[3]];
    expect(seen('', 'CTRL')).toEqual(expected);
    expect(seen('AL1_', 'TRANS_COUNT')).toEqual(expected);
    expect(seen('AL2_', 'WRITE_ADDR')).toEqual(expected);
    expect(seen('AL3_', 'READ_ADDR')).toEqual(expected);
    expect(regs.read('CH2_DBG_TCR')).toBe(7);
  });

  it('takes the atomic aliases on channel registers', () => {
    prepare(1, { count: 2, ctrl: FREE | INCR_READ });
    regs.write('CH1_AL1_CTRL', INCR_WRITE, SET);
    regs.write('CH1_AL1_CTRL', INCR_READ, CLEAR);
    expect(regs.read('CH1_CTRL_TRIG') & (INCR_READ | INCR_WRITE)).toBe(INCR_WRITE);
  });
});

describe('sequences', () => {
  it('chain to another channel when they end', () => {
    prepare(2, { from: SOURCE + 16, to: TARGET + 4, count: 2, ctrl: FREE | INCR_READ | INCR_WRITE });
    start(1, { count: 4, ctrl: FREE | INCR_READ | INCR_WRITE | chain(2) });
    expect(target(6)).toEqual([0, 1, 2, 3, 0, 0]);
    chip.scheduler.run(4);
    expect(target(6)).toEqual([0, 1, 2, 3, 16, 17]);
  });

  it('are programmed by a control block: one channel writes the registers of another and starts it', () => {
    prepare(5, { count: 3, ctrl: FREE | INCR_READ | INCR_WRITE });
    const block = RAM_BASE + 0x800;
    [SOURCE + 32, SOURCE + 64, SOURCE + 96].forEach((address, n) => chip.write(block + 4 * n, address));
    const readTrigger = 0x50000000 + dma.offsetOf('CH5_AL3_READ_ADDR_TRIG');
    prepare(4, { from: block, to: readTrigger, count: 1, ctrl: FREE | WORD | INCR_READ });
    regs.write('CH5_AL1_CTRL', (regs.read('CH5_AL1_CTRL') & ~(0xf << 13)) | chain(4));
    regs.write('MULTI_CHAN_TRIGGER', 1 << 4);
    chip.scheduler.run(11);
    expect(target(9)).toEqual([32, 33, 34, 64, 65, 66, 96, 97, 98]);
  });

  it('restart themselves in count mode 1', () => {
    start(1, { count: (1 << 28) | 2, ctrl: FREE | INCR_READ | INCR_WRITE });
    chip.scheduler.run(5);
    expect(target(6)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(regs.read('INTR')).toBe(2);
    regs.write('CHAN_ABORT', 2);
    expect(busy(1)).toBe(false);
  });

  it('never end in count mode 15: a ring fed by a request goes on', () => {
    const request = { available: 0, notify: () => {} } satisfies DmaRequest;
    chip.addDmaRequest(28, request);
    start(1, { count: 0xf0000001, ctrl: treq(28) | INCR_WRITE | (2 << 8) | (1 << 12) });
    for (let n = 0; n < 6; n++) {
      chip.ram[0] = n + 1;
      give(request, 1);
    }
    expect(target(5)).toEqual([5, 6, 3, 4, 0]);
    expect(busy(1)).toBe(true);
    expect(regs.read('CH1_WRITE_ADDR')).toBe(TARGET + 2);
  });

  it('stop where they are on abort and raise nothing', () => {
    const request = { available: 0, notify: () => {} } satisfies DmaRequest;
    chip.addDmaRequest(28, request);
    start(1, { count: 4, ctrl: treq(28) | INCR_READ | INCR_WRITE });
    give(request, 2);
    regs.write('CHAN_ABORT', 1 << 1);
    give(request, 2);
    expect(target(4)).toEqual([0, 1, 0, 0]);
    expect(regs.read('INTR')).toBe(0);
    expect(regs.read('CH1_TRANS_COUNT')).toBe(2);
  });

  it('wait for ever for a request that nobody makes', () => {
    start(1, { count: 1, ctrl: treq(40) | INCR_READ | INCR_WRITE });
    chip.scheduler.run(1e6);
    expect(busy(1)).toBe(true);
  });
});

/** A peripheral that becomes able to take part in one transfer, `count` times. */
function give(request: { available: number; notify: () => void }, count: number) {
  for (; count > 0; count--) {
    let offered = 1;
    Object.defineProperty(request, 'available', { configurable: true, get: () => offered-- });
    request.notify();
  }
}

describe('pacing timers', () => {
  it('make X / Y requests a clock', () => {
    regs.write('TIMER1', (1 << 16) | 10);
    start(1, { count: 4, ctrl: treq(60) | INCR_READ | INCR_WRITE });
    chip.scheduler.run(35);
    expect(target(4)).toEqual([0, 1, 2, 0]);
    chip.scheduler.run(5);
    expect(busy(1)).toBe(false);
  });
});

describe('interrupts', () => {
  it('go to each line that enables the channel, until the bit is written', () => {
    regs.write('INTE0', 1 << 1);
    regs.write('INTE2', 1 << 1);
    start(1, { count: 1, ctrl: FREE | INCR_READ | INCR_WRITE });
    chip.scheduler.run(1);
    expect([10, 11, 12, 13].map((irq) => chip.irq[irq])).toEqual([true, false, true, false]);
    expect(regs.read('INTS2')).toBe(2);
    regs.write('INTS2', 2);
    expect([10, 11, 12, 13].map((irq) => chip.irq[irq])).toEqual([false, false, false, false]);
    expect(regs.read('INTR')).toBe(0);
  });

  it('can be forced, enabled or not, and last until that is taken back', () => {
    regs.write('INTF1', 8);
    expect([regs.read('INTS1'), regs.read('INTR'), chip.irq[11]]).toEqual([8, 0, true]);
    regs.write('INTS1', 8);
    expect(chip.irq[11]).toBe(true);
    regs.write('INTF1', 0);
    expect([regs.read('INTS1'), chip.irq[11]]).toEqual([0, false]);
  });

  it('stay away in quiet mode, but for a null trigger', () => {
    start(1, { count: 1, ctrl: FREE | INCR_READ | INCR_WRITE | (1 << 23) });
    chip.scheduler.run(1);
    expect(regs.read('INTR')).toBe(0);
    regs.write('CH1_AL3_READ_ADDR_TRIG', 0);
    expect(regs.read('INTR')).toBe(2);
  });
});

describe('sniffer', () => {
  const text = new TextEncoder().encode('123456789');
  const sniff = (calc: number, seed: number, out = 0) => {
    chip.ram.set(text);
    regs.write('SNIFF_DATA', seed);
    regs.write('SNIFF_CTRL', 1 | (1 << 1) | (calc << 5) | out);
    start(1, { count: 9, ctrl: FREE | INCR_READ | INCR_WRITE | (1 << 25) });
    chip.scheduler.run(9);
    return regs.read('SNIFF_DATA');
  };

  it('gives the check values of CRC-32, CRC-32/MPEG-2, CRC-16/CCITT-FALSE', () => {
    expect(sniff(1, 0xffffffff, 3 << 10)).toBe(0xcbf43926);
    expect(sniff(0, 0xffffffff)).toBe(0x0376e6e7);
    expect(sniff(2, 0xffff)).toBe(0x29b1);
  });

  it('sums', () => expect(sniff(15, 1)).toBe(1 + text.reduce((sum, byte) => sum + byte, 0)));

  it('sees only the channel it observes', () => {
    regs.write('SNIFF_CTRL', 1 | (2 << 1) | (15 << 5));
    start(1, { count: 9, ctrl: FREE | INCR_READ | INCR_WRITE | (1 << 25) });
    expect(regs.read('SNIFF_DATA')).toBe(0);
  });
});
