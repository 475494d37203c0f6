// Drives a PL022 in slave mode over the wires of another one: modes, FIFOs that outlive a transfer, select.
import { beforeEach, describe, expect, it } from 'vitest';
import { registersOf, TestChip } from '../registers/test-chip.ts';
import type { SpiMode } from '../wires/wires.ts';
import { Spi } from './spi.ts';
import { setUpSpi } from './test-spi.ts';

const RNE = 4;
const ROR = 1;

let chip: TestChip;
let spi: Spi;
let regs: ReturnType<typeof registersOf>;

beforeEach(() => {
  chip = new TestChip();
  spi = chip.add(new Spi(0, chip));
  regs = setUpSpi(spi);
});

describe('slave', () => {
  let other: TestChip;
  let slave: Spi;
  let slaveRegs: ReturnType<typeof registersOf>;

  function join(masterMode: SpiMode, slaveMode: SpiMode) {
    other = new TestChip(chip.scheduler);
    slave = other.add(new Spi(1, other));
    slaveRegs = setUpSpi(slave, { mode: slaveMode, slave: true });
    setUpSpi(spi, { mode: masterMode });
    spi.device = slave.slave;
    slave.slave.select(true);
  }

  const send = (...words: number[]) => {
    words.forEach((word) => regs.write('SSPDR', word));
    chip.scheduler.run(words.length * 16);
    return words.map(() => regs.read('SSPDR'));
  };
  const received = (count: number) => Array.from({ length: count }, () => slaveRegs.read('SSPDR'));

  it.each([1, 3] as const)('exchanges words without select edges between them in mode %i', (mode) => {
    join(mode, mode);
    for (const word of [0x11, 0x22, 0x33]) slaveRegs.write('SSPDR', word);
    expect(send(0xa1, 0xa2, 0xa3)).toEqual([0x11, 0x22, 0x33]);
    expect(received(3)).toEqual([0xa1, 0xa2, 0xa3]);
  });

  it.each([0, 2] as const)('takes only the first word after a select edge in mode %i', (mode) => {
    join(mode, mode);
    for (const word of [0x11, 0x22]) slaveRegs.write('SSPDR', word);
    expect(send(0xa1, 0xa2)).toEqual([0x11, 0]);
    expect(slave.slave.misframed).toBe(1);
    slave.slave.select(false);
    slave.slave.select(true);
    expect(send(0xa3)).toEqual([0x22]);
    expect(received(2)).toEqual([0xa1, 0xa3]);
  });

  it.each([
    [1, 3],
    [3, 1],
    [0, 1],
    [2, 1],
  ] as const)(
    'gives wrong data both ways when the master is in mode %i and the slave in %i',
    (master, mode) => {
      join(master, mode);
      for (const word of [0x11, 0x22]) slaveRegs.write('SSPDR', word);
      const heard = send(0xa5, 0x5a);
      expect(heard).not.toEqual([0x11, 0x22]);
      expect(received(2)).not.toEqual([0xa5, 0x5a]);
    },
  );

  it('keeps what is left in the transmit FIFO after an aborted transfer', () => {
    join(1, 1);
    for (const word of [0x11, 0x22, 0x33]) slaveRegs.write('SSPDR', word);
    expect(send(0)).toEqual([0x11]);
    slave.slave.select(false);
    slave.slave.select(true);
    expect(send(0, 0)).toEqual([0x22, 0x33]);
  });

  it('is flushed by a reset', () => {
    join(1, 1);
    slaveRegs.write('SSPDR', 0x11);
    slave.reset();
    setUpSpi(slave, { slave: true });
    expect(send(0)).toEqual([0]);
  });

  it('overruns when its words are not read', () => {
    join(1, 1);
    send(1, 2, 3, 4, 5, 6, 7, 8);
    send(9);
    expect(slaveRegs.read('SSPRIS') & ROR).toBe(ROR);
    expect(received(8)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('drops a word that select cut short', () => {
    join(1, 1);
    setUpSpi(spi, { bits: 4 });
    send(0xa);
    slave.slave.select(false);
    slave.slave.select(true);
    send(0xb, 0xc);
    expect(received(1)).toEqual([0xbc]);
    expect(slaveRegs.read('SSPSR') & RNE).toBe(0);
  });

  it('joins 16-bit words of the master to 8-bit words of its own', () => {
    join(1, 1);
    setUpSpi(spi, { bits: 16 });
    for (const word of [0x12, 0x34]) slaveRegs.write('SSPDR', word);
    regs.write('SSPDR', 0xabcd);
    chip.scheduler.run(32);
    expect(regs.read('SSPDR')).toBe(0x1234);
    expect(received(2)).toEqual([0xab, 0xcd]);
  });

  it('hears nothing while not selected, disabled, or without a routed select pad', () => {
    join(1, 1);
    slave.slave.select(false);
    send(1);
    slave.slave.select(true);
    slaveRegs.write('SSPCR1', 4);
    send(2);
    slaveRegs.write('SSPCR1', 6);
    other.unrouted.add('spi1_ss_n');
    slave.slave.select(true);
    send(3);
    expect(slaveRegs.read('SSPSR') & RNE).toBe(0);
  });

  it('does not drive its output with SOD set', () => {
    join(1, 1);
    slaveRegs.write('SSPCR1', 0xe);
    slaveRegs.write('SSPDR', 0x77);
    expect(send(1)).toEqual([0]);
  });
});
