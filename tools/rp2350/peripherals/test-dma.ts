// For specs of the DMA controller: a chip with one, memory that counts up, channels set up and started.
import { RAM_BASE, registersOf, TestChip } from '../registers/test-chip.ts';
import { Dma } from './dma.ts';

export const [EN, INCR_READ, INCR_WRITE] = [1, 1 << 4, 1 << 6];
export const SOURCE = RAM_BASE;
export const TARGET = RAM_BASE + 0x1000;
export const chain = (channel: number) => channel << 13;
const BUSY = 1 << 26;

export interface Transfer {
  from?: number;
  to?: number;
  count: number;
  ctrl: number;
}

export class DmaRig {
  readonly chip = new TestChip();
  readonly dma = this.chip.add(new Dma(this.chip));
  readonly regs = registersOf(this.dma);

  constructor() {
    for (let i = 0; i < 256; i++) this.chip.ram[i] = i;
  }

  /** A channel that chains to itself where `ctrl` names no other does not chain. */
  prepare(channel: number, { from = SOURCE, to = TARGET, count, ctrl }: Transfer): void {
    const { regs } = this;
    regs.write(`CH${channel}_READ_ADDR`, from);
    regs.write(`CH${channel}_WRITE_ADDR`, to);
    regs.write(`CH${channel}_TRANS_COUNT`, count);
    const chained = (ctrl >>> 13) & 0xf ? 0 : chain(channel);
    regs.write(`CH${channel}_AL1_CTRL`, ctrl | chained | EN);
  }

  start(channel: number, transfer: Transfer): void {
    this.prepare(channel, transfer);
    this.regs.write('MULTI_CHAN_TRIGGER', 1 << channel);
  }

  target(length: number): number[] {
    return [...this.chip.ram.subarray(0x1000, 0x1000 + length)];
  }

  busy(channel: number): boolean {
    return (this.regs.read(`CH${channel}_CTRL_TRIG`) & BUSY) !== 0;
  }
}
