// Joins a master on one chip to a slave on another: the slave's board runs no later than each word needs.
import { beforeEach, describe, expect, it } from 'vitest';
import { Dma } from '../peripherals/dma.ts';
import { Spi } from '../peripherals/spi.ts';
import { SpiBus } from '../wires/spi-bus.ts';
import { SpiLink } from './spi-link.ts';
import { RAM_BASE, registersOf, TestChip } from '../registers/test-chip.ts';

const WORD = 8 * 2; // cycles at CPSDVSR 2
let masterChip: TestChip;
let slaveChip: TestChip;
let master: ReturnType<typeof registersOf>;
let slave: ReturnType<typeof registersOf>;
let runs: number[];

beforeEach(() => {
  [masterChip, slaveChip] = [new TestChip(), new TestChip()];
  const port = masterChip.add(new Spi(0, masterChip));
  const far = slaveChip.add(new Spi(1, slaveChip));
  [master, slave] = [registersOf(port), registersOf(far)];
  for (const [set, cr1] of [
    [master, 2],
    [slave, 6],
  ] as const) {
    set.write('SSPCPSR', 2);
    set.write('SSPCR0', 0x87);
    set.write('SSPDMACR', 3);
    set.write('SSPCR1', cr1);
  }
  runs = [];
  const runUntil = (time: number) => {
    runs.push(time);
    slaveChip.scheduler.runUntil(time);
  };
  const bus = new SpiBus(masterChip.scheduler, port);
  bus.attach(new SpiLink(far.slave, { scheduler: slaveChip.scheduler, runUntil }), masterChip.pins[5]);
});

function armSlave(count: number) {
  const dma = registersOf(slaveChip.add(new Dma(slaveChip)));
  dma.write('INTE0', 1);
  dma.write('CH0_READ_ADDR', 0x40088008);
  dma.write('CH0_WRITE_ADDR', RAM_BASE);
  dma.write('CH0_TRANS_COUNT', count);
  dma.write('CH0_CTRL_TRIG', 1 | (27 << 17) | (1 << 6));
}
function send(...words: number[]) {
  words.forEach((word) => master.write('SSPDR', word));
  masterChip.scheduler.run(words.length * WORD);
}

describe('SPI link', () => {
  it('keeps the slave unselected by the pull-up until the master drives its line', () => {
    send(1);
    expect(slave.read('SSPSR') & 4).toBe(0);
    masterChip.pins[5].drive(false);
    send(2);
    expect(slave.read('SSPDR')).toBe(2);
  });

  it('runs a slave that works by hand up to every word', () => {
    masterChip.pins[5].drive(false);
    send(1, 2, 3);
    expect(runs).toEqual([WORD, 2 * WORD, 3 * WORD]);
  });

  it('runs a slave that works by DMA up to the word that ends it', () => {
    armSlave(6);
    masterChip.pins[5].drive(false);
    send(1, 2, 3, 4, 5, 6);
    expect([...slaveChip.ram.subarray(0, 6)]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(runs).toEqual([6 * WORD]);
    expect(slaveChip.irq[10]).toBe(true);
  });

  it('sends what was due before the select line moves', () => {
    masterChip.pins[5].drive(false);
    [1, 2, 3].forEach((word) => master.write('SSPDR', word));
    masterChip.scheduler.now = 2 * WORD; // no event has run since
    masterChip.pins[5].drive(true);
    masterChip.scheduler.run(10 * WORD);
    expect([slave.read('SSPDR'), slave.read('SSPDR'), slave.read('SSPDR')]).toEqual([1, 2, 0]);
  });
});
