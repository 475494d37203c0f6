// Drives the I2C master as the SDK's hardware_i2c does, and by DMA, against devices on a bus.
import { beforeEach, describe, expect, it } from 'vitest';
import { I2cBus } from '../wires/i2c-bus.ts';
import { GuestError } from '../registers/peripheral.ts';
import { RAM_BASE, registersOf, TestChip } from '../registers/test-chip.ts';
import type { I2cDevice } from '../wires/wires.ts';
import { Dma } from './dma.ts';
import { I2c } from './i2c.ts';

const [READ, STOP, RESTART] = [1 << 8, 1 << 9, 1 << 10];
const [TX_EMPTY, TX_ABRT, STOP_DET] = [1 << 4, 1 << 6, 1 << 9];
const BIT = 1500; // 100 kHz in cycles of 150 MHz

class Memory implements I2cDevice {
  readonly log: string[] = [];
  acknowledges = true;
  next = 0x40;
  start(reading: boolean, time: number): boolean {
    this.log.push(`${reading ? 'SR' : 'SW'}@${time / BIT}`);
    return true;
  }
  write(byte: number, time: number): boolean {
    this.log.push(`${byte}@${time / BIT}`);
    return this.acknowledges;
  }
  read(): number {
    return this.next++;
  }
  stop(time: number): void {
    this.log.push(`P@${time / BIT}`);
  }
}

let chip: TestChip;
let i2c: I2c;
let memory: Memory;
let regs: ReturnType<typeof registersOf>;

beforeEach(() => {
  chip = new TestChip();
  i2c = chip.add(new I2c(0, chip));
  regs = registersOf(i2c);
  memory = new Memory();
  i2c.bus = new I2cBus();
  i2c.bus.attach(0x27, memory);
  // As i2c_init(i2c0, 100000) leaves it.
  const setUp: [string, number][] = [
    ['IC_ENABLE', 0],
    ['IC_CON', 0x165],
    ['IC_DMA_CR', 3],
    ['IC_FS_SCL_HCNT', 600],
    ['IC_FS_SCL_LCNT', 900],
    ['IC_TAR', 0x27],
    ['IC_ENABLE', 1],
  ];
  for (const [name, value] of setUp) regs.write(name, value);
});

const command = (word: number) => regs.write('IC_DATA_CMD', word);
const raw = () => regs.read('IC_RAW_INTR_STAT');

describe('registers', () => {
  it('have the reset values of the SVD', () => {
    i2c.reset();
    expect(regs.read('IC_CON')).toBe(0x65);
    expect(regs.read('IC_TAR')).toBe(0x55);
    expect(regs.read('IC_STATUS')).toBe(6);
    expect(regs.read('IC_INTR_MASK')).toBe(0x8ff);
    expect(raw()).toBe(0);
    expect(regs.read('IC_COMP_TYPE')).toBe(0x44570140);
  });

  it('refuse to be enabled as slave, which is not modelled', () => {
    regs.write('IC_ENABLE', 0);
    regs.write('IC_CON', 0x24);
    expect(() => regs.write('IC_ENABLE', 1)).toThrow(GuestError);
  });
});

describe('writing', () => {
  it('sends start, address, bytes and stop at nine clocks a byte', () => {
    command(0x11);
    command(0x22 | STOP);
    chip.scheduler.run(100 * BIT);
    expect(memory.log).toEqual(['SW@10', '17@19', '34@28', 'P@29']);
  });

  it('shows TX_EMPTY when the byte is out of the shifter, and STOP_DET after the stop', () => {
    command(0x11 | STOP);
    expect(raw() & TX_EMPTY).toBe(0);
    chip.scheduler.runUntil(19 * BIT);
    expect(raw() & (TX_EMPTY | STOP_DET)).toBe(TX_EMPTY);
    chip.scheduler.runUntil(20 * BIT);
    expect(raw() & STOP_DET).toBe(STOP_DET);
    regs.read('IC_CLR_STOP_DET');
    expect(raw() & STOP_DET).toBe(0);
  });

  it('holds the bus without a stop and goes on when there is more', () => {
    command(0x11);
    chip.scheduler.run(100 * BIT);
    expect(regs.read('IC_STATUS') & 1).toBe(1);
    command(0x22 | STOP);
    chip.scheduler.run(100 * BIT);
    expect(memory.log).toEqual(['SW@10', '17@19', '34@109', 'P@110']);
    expect(regs.read('IC_STATUS') & 1).toBe(0);
  });

  it('aborts with ABRT_7B_ADDR_NOACK when nobody is there, and sends nothing until that is cleared', () => {
    regs.write('IC_ENABLE', 0);
    regs.write('IC_TAR', 0x20);
    regs.write('IC_ENABLE', 1);
    command(0x11);
    command(0x22 | STOP);
    chip.scheduler.run(20 * BIT);
    expect(raw() & (TX_ABRT | STOP_DET)).toBe(TX_ABRT | STOP_DET);
    expect(regs.read('IC_TX_ABRT_SOURCE') & 0xffff).toBe(1);
    expect(regs.read('IC_TX_ABRT_SOURCE') >>> 23).toBe(1);
    command(0x33 | STOP);
    expect(regs.read('IC_TXFLR')).toBe(0);
    regs.read('IC_CLR_TX_ABRT');
    expect(regs.read('IC_TX_ABRT_SOURCE')).toBe(0);
  });

  it('aborts with ABRT_TXDATA_NOACK when a byte is refused', () => {
    memory.acknowledges = false;
    command(0x11);
    command(0x22 | STOP);
    chip.scheduler.run(100 * BIT);
    expect(regs.read('IC_TX_ABRT_SOURCE') & 0xffff).toBe(8);
    expect(memory.log).toEqual(['SW@10', '17@19', 'P@20']);
  });

  it('does not reach the bus when its pads are not routed', () => {
    chip.unrouted.add('i2c0_scl');
    command(0x11 | STOP);
    chip.scheduler.run(20 * BIT);
    expect(regs.read('IC_TX_ABRT_SOURCE') & 1).toBe(1);
  });

  it('loses the seventeenth waiting command and says TX_OVER', () => {
    for (let n = 0; n < 18; n++) command(n);
    expect(regs.read('IC_TXFLR')).toBe(16);
    expect(raw() & 8).toBe(8);
  });

  it('interrupts by its mask', () => {
    regs.write('IC_INTR_MASK', STOP_DET);
    command(0x11 | STOP);
    expect(chip.irq[36]).toBe(false);
    chip.scheduler.run(20 * BIT);
    expect(chip.irq[36]).toBe(true);
    regs.read('IC_CLR_STOP_DET');
    expect(chip.irq[36]).toBe(false);
  });

  it('lets the bus go when it is disabled', () => {
    command(0x11);
    chip.scheduler.run(19 * BIT);
    regs.write('IC_ENABLE', 0);
    chip.scheduler.run(100 * BIT);
    expect(memory.log).toEqual(['SW@10', '17@19', 'P@19']);
    expect(regs.read('IC_STATUS')).toBe(6);
  });
});

describe('interrupts and thresholds', () => {
  const [RX_UNDER, RX_FULL, TX_OVER, ACTIVITY, START_DET] = [1, 4, 8, 1 << 8, 1 << 10];

  it.each([
    ['RX_UNDER', RX_UNDER, () => void regs.read('IC_DATA_CMD')],
    ['TX_OVER', TX_OVER, () => Array.from({ length: 18 }, (_, n) => n).forEach(command)],
    ['ACTIVITY', ACTIVITY, () => command(0x11 | STOP)],
    ['START_DET', START_DET, () => command(0x11 | STOP)],
  ])('%s stands until its own register is read, which says whether it stood', (name, bit, cause) => {
    expect(regs.read(`IC_CLR_${name}`)).toBe(0);
    cause();
    chip.scheduler.run(5 * BIT);
    expect(raw() & bit).toBe(bit);
    expect(regs.read(`IC_CLR_${name}`)).toBe(1);
    expect(raw() & bit).toBe(0);
  });

  it('are all cleared at once, but for the levels', () => {
    command(0x11 | STOP);
    chip.scheduler.run(20 * BIT);
    regs.read('IC_CLR_INTR');
    expect(raw()).toBe(TX_EMPTY);
  });

  it('say RX_OVER when nobody reads the seventeenth byte', () => {
    for (let n = 0; n < 17; n++) {
      command(READ);
      chip.scheduler.run(30 * BIT);
    }
    expect([regs.read('IC_RXFLR'), raw() & 2]).toEqual([16, 2]);
    expect([regs.read('IC_CLR_RX_OVER'), raw() & 2]).toEqual([1, 0]);
  });

  it('come when the FIFOs pass the levels of IC_RX_TL and IC_TX_TL', () => {
    regs.write('IC_RX_TL', 1);
    regs.write('IC_TX_TL', 1);
    regs.write('IC_INTR_MASK', RX_FULL);
    command(READ);
    command(READ);
    command(READ | STOP);
    expect(raw() & TX_EMPTY).toBe(0); // two still wait: above the level
    chip.scheduler.runUntil(20 * BIT);
    expect([regs.read('IC_RXFLR'), raw() & RX_FULL, chip.irq[36]]).toEqual([1, 0, false]);
    chip.scheduler.runUntil(29 * BIT);
    expect([raw() & RX_FULL, regs.read('IC_INTR_STAT'), chip.irq[36]]).toEqual([RX_FULL, RX_FULL, true]);
  });

  it('ask for DMA at the levels of IC_DMA_TDLR and IC_DMA_RDLR', () => {
    const [transmit, receive] = [chip.dmaRequest(44)!, chip.dmaRequest(45)!];
    expect(transmit.available).toBe(16);
    command(0x11);
    command(0x22);
    command(0x33);
    expect(transmit.available).toBe(0); // two wait, and IC_DMA_TDLR is 0
    regs.write('IC_DMA_TDLR', 2);
    expect(transmit.available).toBe(14);
    regs.write('IC_ENABLE', 0);
    regs.write('IC_ENABLE', 1);
    regs.write('IC_DMA_RDLR', 1);
    command(READ);
    command(READ | STOP);
    chip.scheduler.run(20 * BIT);
    expect([regs.read('IC_RXFLR'), receive.available]).toEqual([1, 0]);
    chip.scheduler.run(20 * BIT);
    expect([regs.read('IC_RXFLR'), receive.available]).toEqual([2, 2]);
  });

  it('say whether the port is enabled', () => {
    expect(regs.read('IC_ENABLE_STATUS')).toBe(1);
    regs.write('IC_ENABLE', 0);
    expect(regs.read('IC_ENABLE_STATUS')).toBe(0);
  });

  it('come later at standard speed, by the counts for it', () => {
    regs.write('IC_ENABLE', 0);
    regs.write('IC_CON', 0x163);
    regs.write('IC_SS_SCL_HCNT', 1200);
    regs.write('IC_SS_SCL_LCNT', 1800);
    regs.write('IC_ENABLE', 1);
    command(0x11 | STOP);
    chip.scheduler.run(100 * BIT);
    expect(memory.log).toEqual(['SW@20', '17@38', 'P@40']);
  });
});

describe('reading', () => {
  it('turns round with a repeated start and marks the first byte', () => {
    command(0x05);
    command(READ | RESTART);
    command(READ | STOP);
    chip.scheduler.run(100 * BIT);
    expect(memory.log).toEqual(['SW@10', '5@19', 'SR@29', 'P@48']);
    expect(regs.read('IC_RXFLR')).toBe(2);
    expect(regs.read('IC_DATA_CMD')).toBe(0x840);
    expect(regs.read('IC_DATA_CMD')).toBe(0x41);
  });

  it('says RX_UNDER when nothing was received', () => {
    regs.read('IC_DATA_CMD');
    expect(raw() & 1).toBe(1);
  });
});

describe('by DMA', () => {
  it('sends a buffer of commands while the processor does something else', () => {
    const dma = chip.add(new Dma(chip));
    const set = registersOf(dma);
    for (let n = 0; n < 40; n++) chip.write(RAM_BASE + 2 * n, n | (n === 39 ? STOP : 0), 2);
    set.write('CH0_READ_ADDR', RAM_BASE);
    set.write('CH0_WRITE_ADDR', 0x40090010);
    set.write('CH0_TRANS_COUNT', 40);
    set.write('CH0_CTRL_TRIG', 1 | (1 << 2) | (1 << 4) | (44 << 17));
    chip.scheduler.run(500 * BIT);
    const bytes = memory.log.slice(1, -1).map((entry) => parseInt(entry));
    expect(bytes).toEqual(Array.from({ length: 40 }, (_, n) => n));
    expect(memory.log.at(-1)).toBe(`P@${10 + 40 * 9 + 1}`);
  });
});
