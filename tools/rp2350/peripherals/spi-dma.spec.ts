// Drives SPI by DMA through both blocks' registers: timing, bursts, looks on the way, faults.
import { beforeEach, describe, expect, it } from 'vitest';
import { registersOf, type TestChip } from '../registers/test-chip.ts';
import type { SpiDevice } from '../wires/wires.ts';
import type { Dma } from './dma.ts';
import { DmaRig, INCR_READ, INCR_WRITE, TARGET, type Transfer } from './test-dma.ts';
import { Spi } from './spi.ts';

const SPI0_DR = 0x40080008;
const [SPI_TX, SPI_RX] = [24 << 17, 25 << 17];

let rig: DmaRig;
let chip: TestChip;
let dma: Dma;
let regs: DmaRig['regs'];

beforeEach(() => {
  rig = new DmaRig();
  ({ chip, dma, regs } = rig);
});

const prepare = (channel: number, transfer: Transfer) => rig.prepare(channel, transfer);
const target = (length: number) => rig.target(length);
const busy = (channel: number) => rig.busy(channel);

describe('SPI by DMA', () => {
  let spi: Spi;
  let sent: number[];

  beforeEach(() => {
    sent = [];
    const device: SpiDevice = {
      select() {},
      exchange(value) {
        sent.push(value);
        return ~value & 0xff;
      },
    };
    spi = chip.add(new Spi(0, chip));
    spi.device = device;
    const set = registersOf(spi);
    set.write('SSPCPSR', 18); // 8.33 MHz
    set.write('SSPCR0', 0x87);
    set.write('SSPDMACR', 3);
    set.write('SSPCR1', 2);
  });

  const WORD_CYCLES = 8 * 18;
  function transfer(count: number, rxCount = count) {
    prepare(0, { to: SPI0_DR, count, ctrl: SPI_TX | INCR_READ });
    prepare(1, { from: SPI0_DR, count: rxCount, ctrl: SPI_RX | INCR_WRITE });
    regs.write('MULTI_CHAN_TRIGGER', 3);
  }

  it('moves a frame both ways and interrupts at its last clock edge', () => {
    regs.write('INTE0', 2);
    transfer(30);
    chip.scheduler.runUntil(30 * WORD_CYCLES - 1);
    expect(chip.irq[10]).toBe(false);
    chip.scheduler.runUntil(30 * WORD_CYCLES);
    expect(chip.irq[10]).toBe(true);
    expect(sent).toEqual(Array.from({ length: 30 }, (_, i) => i));
    expect(target(31)).toEqual([...Array.from({ length: 30 }, (_, i) => 255 - i), 0]);
  });

  it('needs one event for a frame, not one for each word', () => {
    regs.write('INTE0', 2);
    transfer(200);
    chip.scheduler.run(200 * WORD_CYCLES);
    expect(sent).toHaveLength(200);
    expect(chip.scheduler.fired).toBeLessThanOrEqual(2);
  });

  it('shows every look on the way the words done by then', () => {
    transfer(30);
    chip.scheduler.runUntil(10 * WORD_CYCLES);
    expect(regs.read('CH1_TRANS_COUNT')).toBe(20);
    expect(regs.read('CH1_WRITE_ADDR')).toBe(TARGET + 10);
    expect(busy(1)).toBe(true);
    expect(target(11)[10]).toBe(0);
    expect(spi.busy).toBe(true);
  });

  it('interrupts for the transmit channel when its last word enters the FIFO', () => {
    regs.write('INTE0', 1);
    transfer(30);
    chip.scheduler.runUntil(21 * WORD_CYCLES - 1); // one in the shifter, eight waiting
    expect(chip.irq[10]).toBe(false);
    chip.scheduler.runUntil(21 * WORD_CYCLES);
    expect(chip.irq[10]).toBe(true);
  });

  it('sends nothing when DMA is not started, or the port does not ask for it', () => {
    prepare(0, { to: SPI0_DR, count: 4, ctrl: SPI_TX | INCR_READ });
    chip.scheduler.run(10_000);
    expect(sent).toEqual([]);
    registersOf(spi).write('SSPDMACR', 0);
    regs.write('MULTI_CHAN_TRIGGER', 1);
    chip.scheduler.run(10_000);
    expect(sent).toEqual([]);
    registersOf(spi).write('SSPDMACR', 3);
    chip.scheduler.run(10_000);
    expect(sent).toEqual([0, 1, 2, 3]);
  });

  it('overruns the receive FIFO when only the transmit channel runs', () => {
    prepare(0, { to: SPI0_DR, count: 12, ctrl: SPI_TX | INCR_READ });
    regs.write('MULTI_CHAN_TRIGGER', 1);
    chip.scheduler.run(12 * WORD_CYCLES);
    expect(registersOf(spi).read('SSPRIS') & 1).toBe(1);
    expect(spi.overruns).toBe(4);
  });

  it('stops at the word under way and the FIFO when the transmit channel is aborted', () => {
    transfer(30);
    chip.scheduler.runUntil(10 * WORD_CYCLES + 1);
    regs.write('CHAN_ABORT', 1);
    chip.scheduler.run(100 * WORD_CYCLES);
    expect(sent).toHaveLength(19);
  });

  it('leaves the rest of a longer transmission in the receive FIFO', () => {
    transfer(12, 5);
    chip.scheduler.run(12 * WORD_CYCLES);
    expect(registersOf(spi).read('SSPSR') & 4).toBe(4);
    expect(registersOf(spi).read('SSPDR')).toBe(255 - 5);
  });

  it('clears every trace in a reset of the controller', () => {
    transfer(30);
    dma.reset();
    chip.scheduler.run(100 * WORD_CYCLES);
    expect(sent).toHaveLength(9);
    expect(regs.read('CH0_CTRL_TRIG')).toBe(0);
  });
});
